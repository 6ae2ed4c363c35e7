package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A long run of the platform as several processes, of which a random one is killed every minute, or
 * stands still for five seconds: nothing that was acknowledged is lost, nothing deleted comes back,
 * and memory stays flat. {@code make soak MINUTES=60}.
 */
class SplitSoak {
  private static final int SHORTEST_MINUTES = 20;
  private static final int ERRORS_SHOWN = 50;
  private static final int WRITERS = 4;
  private static final int SAMPLE = 50;
  private static final Duration BETWEEN_FAULTS = Duration.ofMinutes(1);
  private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration RECOVERY = Duration.ofMinutes(3);
  private static final List<String> VICTIMS =
      List.of("memory", "governance", "gateway", "redis-server", "postgres");

  private final int minutes = Integer.getInteger("mnemon.soak.minutes", 60);
  private final boolean isTrial = Boolean.getBoolean("mnemon.soak.trial");
  private final long seed = Long.getLong("mnemon.seed", new Random().nextLong());
  private final Random random = new Random(seed);

  @Test
  void nothingAcknowledgedIsLostAndMemoryStaysFlat() {
    assumeTrue(Shape.current() == Shape.SPLIT, "the soak is of the shape of several processes");
    assertThat(minutes)
        .as("MINUTES: a soak takes at least %d, or says -Dmnemon.soak.trial=true", SHORTEST_MINUTES)
        .isGreaterThanOrEqualTo(isTrial ? 1 : SHORTEST_MINUTES);
    say("-Dmnemon.seed=%d, %d minutes", seed, minutes);
    Platform platform = Platform.shared();
    ProcessSizes sizes = new ProcessSizes();
    List<SoakWriter> writers = writers(platform);

    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> running = new ArrayList<>();
      writers.forEach(writer -> running.add(threads.submit(writer)));
      disturb(platform, writers, sizes);
      writers.forEach(SoakWriter::stop);
      sayErrors(platform);
      for (Future<?> one : running) {
        await().atMost(RECOVERY).until(one::isDone);
        assertThat(one.state()).as("a writer ended with %s", one).isEqualTo(Future.State.SUCCESS);
      }
    }
    platform.requireReady();

    List<String> faults = new ArrayList<>();
    for (SoakWriter writer : writers) {
      faults.addAll(writer.faults());
      await().atMost(RECOVERY).until(() -> writer.isFound(SAMPLE));
    }
    say("%s", report(writers));
    say("%n%s", sizes.table());
    assertThat(faults).isEmpty();
    assertThat(isTrial ? List.of() : sizes.grown()).as("processes that grew").isEmpty();
  }

  private List<SoakWriter> writers(Platform platform) {
    List<SoakWriter> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(
          new SoakWriter(
              platform.http(), platform.applicationKey(), "sofia" + i, random.nextLong()));
    }
    return writers;
  }

  private void disturb(Platform platform, List<SoakWriter> writers, ProcessSizes sizes) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
    long nextFault = System.nanoTime() + BETWEEN_FAULTS.toNanos() / 2;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(BETWEEN_SAMPLES.toNanos());
      sizes.take(platform);
      if (System.nanoTime() >= nextFault) {
        nextFault += BETWEEN_FAULTS.toNanos();
        say("%s", report(writers));
        fault(platform);
      }
    }
  }

  private void fault(Platform platform) {
    String name = VICTIMS.get(random.nextInt(VICTIMS.size()));
    List<ProcessHandle> victims =
        platform.children().stream().filter(child -> isOf(name, child)).toList();
    if (random.nextInt(4) == 0) {
      say("%s stands still for %d s", name, PAUSE.toSeconds());
      Signals.pause(victims);
      LockSupport.parkNanos(PAUSE.toNanos());
      Signals.resume(victims);
    } else {
      say("%s is killed", name);
      victims.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static boolean isOf(String name, ProcessHandle child) {
    String command = child.info().command().orElse("");
    String arguments = String.join(" ", child.info().arguments().orElse(new String[0]));
    return command.endsWith("/" + name)
        || (command.endsWith("/java") && arguments.contains("deploy/" + name + "/"));
  }

  /** The log goes with the platform; what it says of answers that were not true is needed here. */
  private static void sayErrors(Platform platform) {
    platform
        .log()
        .lines()
        .filter(line -> line.contains("\"level\":\"ERROR\"") || line.contains("failed: INTERNAL"))
        .limit(ERRORS_SHOWN)
        .forEach(line -> say("%s", line));
  }

  private static String report(List<SoakWriter> writers) {
    return "%d answered, %d not, %d memories are to be there, %d not any more"
        .formatted(
            writers.stream().mapToInt(SoakWriter::acknowledged).sum(),
            writers.stream().mapToInt(SoakWriter::refused).sum(),
            writers.stream().mapToInt(writer -> writer.promises().size()).sum(),
            writers.stream().mapToInt(writer -> writer.promises().deletedIds().size()).sum());
  }

  private static void say(String text, Object... values) {
    System.out.println("soak: " + text.formatted(values));
  }
}
