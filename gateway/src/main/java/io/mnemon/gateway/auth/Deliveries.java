package io.mnemon.gateway.auth;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.Caller;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Hands over answers only to those who may still have them. A question whose answer may have become
 * another, because rights of the tenant have changed meanwhile, is asked again.
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
   * Works for a caller until there is an answer that it may have.
   *
   * @param afresh checks the caller's credential again, whatever was known of it
   * @param isRead whether the work has changed nothing, so that it can be done again
   * @param work may be done several times
   * @throws ServiceException UNAUTHENTICATED if the caller's credential is not good any more; what
   *     the work throws
   */
  public <T> Ready<T> answer(
      Caller asking, Supplier<Caller> afresh, BooleanSupplier isRead, Function<Caller, T> work) {
    Caller caller = asking;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      T answer = work(caller, afresh, work);
      Optional<Epochs.Delivery> delivery = epochs.begin(caller);
      if (delivery.isPresent()) {
        return new Ready<>(answer, delivery.get());
      }
      Caller now = afresh.get();
      if (now.epoch() == caller.epoch() || !isRead.getAsBoolean()) {
        return new Ready<>(answer, epochs.begin());
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
    } catch (ServiceException refusal) {
      if (!epochs.isCurrent(caller)) {
        var stillGood = afresh.get();
      }
      throw refusal;
    }
  }

  private static ServiceException changed() {
    return new ServiceException(
        ErrorCode.ABORTED, "who may do what has changed while this was answered: try again");
  }
}
