package io.mnemon.bench.raw;

import io.mnemon.bench.door.Outcome;
import io.mnemon.bench.measure.Load;
import java.util.function.LongConsumer;

/** Loads on a part in this process, which needs no connection. */
final class Alone {
  private Alone() {}

  static Load<AutoCloseable> load(LongConsumer request) {
    return new Load<>(
        () -> () -> {},
        (nothing, number) -> {
          request.accept(number);
          return Outcome.WHOLE;
        });
  }
}
