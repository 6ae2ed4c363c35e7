package io.mnemon.governance.tenant;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.util.function.Supplier;

/**
 * Changes that are judged by how everybody stands in the moment when they are kept: if rights have
 * changed since they were looked at, all is done again.
 */
public final class AtOneEpoch {
  /** Of many who change rights of a tenant at once one succeeds each time. */
  private static final int MAX_ATTEMPTS = 20;

  private AtOneEpoch() {}

  /**
   * @param change looks and judges, and then keeps what it changes unless that throws {@link
   *     EpochMovedException}
   * @throws ServiceException ABORTED if rights change again and again meanwhile
   */
  public static <T> T keep(Supplier<T> change) {
    for (int attempt = 1; ; attempt++) {
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
}
