package io.mnemon.gateway.auth;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.Caller;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Works only for those who may still ask, and hands over answers only to those who may still have
 * them. A question whose answer may have become another, because rights of the tenant have changed
 * meanwhile, is asked again.
 */
public final class Deliveries {
  private static final int ATTEMPTS = 3;

  private final Epochs epochs;

  Deliveries(Epochs epochs) {
    this.epochs = epochs;
  }

  /**
   * An answer that may be handed over.
   *
   * @param delivery closed when that is done
   */
  public record Ready<T>(T answer, Epochs.Delivery delivery) {}

  /**
   * Who asks, as it is now: to be called when all that was to be waited for has come, right before
   * the work is begun. Asks only if the caller is not current.
   *
   * @param afresh checks the caller's credential again, whatever was known of it
   * @throws ServiceException UNAUTHENTICATED if the caller's credential is not good any more
   */
  public Caller current(Caller caller, Supplier<Caller> afresh) {
    return epochs.isCurrent(caller) ? caller : afresh.get();
  }

  /** Like the other, for work that either reads or writes. */
  public <T> Ready<T> answer(
      Caller asking, Supplier<Caller> afresh, BooleanSupplier isRead, Function<Caller, T> work) {
    return answer(asking, afresh, isRead, work, whole -> whole);
  }

  /**
   * Works for a caller until there is an answer that it may have.
   *
   * @param afresh checks the caller's credential again, whatever was known of it
   * @param isRead whether the work has changed nothing, so that it can be done again
   * @param work may be done several times
   * @param withoutReads what remains of an answer that cannot be asked for again if rights have
   *     changed: what was read before may not be told
   * @throws ServiceException UNAUTHENTICATED if the caller's credential is not good any more; what
   *     the work throws
   */
  public <T> Ready<T> answer(
      Caller asking,
      Supplier<Caller> afresh,
      BooleanSupplier isRead,
      Function<Caller, T> work,
      UnaryOperator<T> withoutReads) {
    Caller caller = asking;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      T answer = work(caller, afresh, work);
      Optional<Epochs.Delivery> delivery = epochs.begin(caller);
      if (delivery.isPresent()) {
        return new Ready<>(answer, delivery.get());
      }
      Caller now = afresh.get();
      if (now.epoch() == caller.epoch()) {
        return new Ready<>(answer, epochs.begin());
      }
      if (!isRead.getAsBoolean()) {
        return new Ready<>(withoutReads.apply(answer), epochs.begin());
      }
      caller = now;
    }
    throw changed();
  }

  /**
   * Begins to hand over that the work is done, and nothing else: the work may have been to take
   * away the caller's own credential.
   */
  public Epochs.Delivery beginDone() {
    return epochs.begin();
  }

  /**
   * Begins to hand over a piece of an answer that cannot be asked for again.
   *
   * @throws ServiceException UNAUTHENTICATED if the caller's credential is not good any more;
   *     ABORTED if it is, but what it may read may have changed
   */
  public Epochs.Delivery begin(Caller caller, Supplier<Caller> afresh, boolean isRead) {
    return epochs
        .begin(caller)
        .orElseGet(
            () -> {
              if (afresh.get().epoch() != caller.epoch() && isRead) {
                throw changed();
              }
              return epochs.begin();
            });
  }

  /** Like {@link #begin}, for a piece that its reader may take long to take. */
  public void require(Caller caller, Supplier<Caller> afresh, boolean isRead) {
    begin(caller, afresh, isRead).close();
  }

  /** A refusal is an answer too: who has lost its credential gets no other. */
  private <T> T work(Caller caller, Supplier<Caller> afresh, Function<Caller, T> work) {
    try {
      return work.apply(caller);
    } catch (RuntimeException refusal) {
      if (!epochs.isCurrent(caller)) {
        var stillGood = afresh.get();
      }
      throw refusal;
    }
  }

  /** What is told instead of an answer that may have become another. */
  public static ServiceException changed() {
    return new ServiceException(
        ErrorCode.ABORTED, "who may do what has changed while this was answered: try again");
  }
}
