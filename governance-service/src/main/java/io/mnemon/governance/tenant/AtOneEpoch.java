package io.mnemon.governance.tenant;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Changes that are judged by how everybody stands in the moment when they are kept: if rights have
 * changed since they were looked at, all is done again.
 *
 * <p>Of many who change rights of a tenant at once one succeeds each time. So whoever came second
 * waits for their turn before they try again, and then meets only those who are new, and those of
 * other replicas.
 */
public final class AtOneEpoch {
  private static final int MAX_ATTEMPTS = 20;

  /** Tenants may share one: it is held for as long as a change takes. */
  private static final List<Lock> TURNS =
      Stream.generate(() -> (Lock) new ReentrantLock(true)).limit(256).toList();

  private AtOneEpoch() {}

  /**
   * @param change looks and judges, and then keeps what it changes unless that throws {@link
   *     EpochMovedException}
   * @throws ServiceException ABORTED if rights change again and again meanwhile
   */
  public static <T> T keep(Supplier<T> change) {
    try {
      return change.get();
    } catch (EpochMovedException moved) {
      Lock turn = turn(moved.tenant());
      turn.lock();
      try {
        return again(change);
      } finally {
        turn.unlock();
      }
    }
  }

  private static <T> T again(Supplier<T> change) {
    for (int attempt = 2; ; attempt++) {
      try {
        return change.get();
      } catch (EpochMovedException moved) {
        if (attempt == MAX_ATTEMPTS) {
          throw new ServiceException(
              ErrorCode.ABORTED, "others changed rights at the same time: try again", moved);
        }
      }
    }
  }

  private static Lock turn(UUID tenant) {
    return TURNS.get(Math.floorMod(tenant.hashCode(), TURNS.size()));
  }
}
