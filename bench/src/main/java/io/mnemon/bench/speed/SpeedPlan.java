package io.mnemon.bench.speed;

import java.time.Duration;
import java.util.List;

/**
 * What is measured, and for how long.
 *
 * @param sizes how many memories there are when something is measured, ascending
 * @param distinct how many different texts there are: the first time one is added the model embeds
 *     it, later its vector comes from the cache
 * @param tenants over how many tenants the memories are spread in the second part; 0: without it
 * @param seconds how long each load lasts, all its rounds together
 * @param rounds in how many rounds
 * @param warmUp for how many seconds it is searched before anything is measured: the compilers of a
 *     JVM take most of a processor meanwhile
 * @param searchRate searches a second of the open loop
 * @param addRate adds a second of the open loop
 * @param run what tells its texts and tenants from those of other runs on the same platform; 0 for
 *     a platform of its own, where they are the same in every run
 */
public record SpeedPlan(
    List<Integer> sizes,
    int distinct,
    int tenants,
    double seconds,
    int rounds,
    double warmUp,
    double searchRate,
    double addRate,
    long run) {
  public static final int CLIENTS = 16;

  /** Clients of the open loop: enough that a late answer does not keep the next from its start. */
  public static final int OPEN_CLIENTS = 32;

  public static final int WRITERS = 4;
  public static final int BATCH = 100;

  /** How many memories a user of the one tenant has. */
  public static final int USER_SIZE = 1_000;

  public SpeedPlan {
    sizes = sizes.stream().sorted().toList();
    if (sizes.isEmpty() || distinct < 1 || rounds < 1 || seconds <= 0 || warmUp <= 0) {
      throw new IllegalArgumentException(
          "sizes, distinct texts and rounds must be at least one, and times above zero");
    }
  }

  Duration round() {
    return duration(seconds / rounds);
  }

  /** One of so many parts of the warm-up. */
  Duration warmUp(int parts) {
    return duration(warmUp / parts);
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
