package io.mnemon.embedded;

import java.io.IOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/** A server that is started again, after growing pauses, whenever it ends by itself. */
final class KeptServer implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(KeptServer.class);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration STABLE_RUN = Duration.ofSeconds(10);

  /** What is specific to one kind of server. */
  interface Launch {

    /** Returns a run that answers; stops what it started when it throws. */
    ServerProcess run() throws IOException, InterruptedException;
  }

  private final String name;
  private final Launch launch;
  private final int stopSeconds;
  private final Thread keeper;
  private final Object lock = new Object();
  private ServerProcess current;
  private boolean closing;

  private KeptServer(String name, Launch launch, int stopSeconds, ServerProcess first) {
    this.name = name;
    this.launch = launch;
    this.stopSeconds = stopSeconds;
    this.current = first;
    this.keeper = Thread.ofPlatform().daemon().name("mnemon-keeps-" + name).unstarted(this::keep);
  }

  /** Keeps {@code first} and its successors running until {@link #close}. */
  static KeptServer keeping(String name, Launch launch, int stopSeconds, ServerProcess first) {
    var kept = new KeptServer(name, launch, stopSeconds, first);
    kept.keeper.start();
    return kept;
  }

  /** The process id of the server that runs now. */
  long pid() {
    synchronized (lock) {
      return current.pid();
    }
  }

  private boolean isClosing() {
    synchronized (lock) {
      return closing;
    }
  }

  private void keep() {
    Duration pause = SHORTEST_PAUSE;
    try {
      while (!isClosing()) {
        ServerProcess run;
        synchronized (lock) {
          run = current;
        }
        long started = System.nanoTime();
        run.awaitEnd();
        if (isClosing()) {
          return;
        }
        LOG.warnf("%s (pid %d) has ended by itself; it is started again", name, run.pid());
        if (System.nanoTime() - started > STABLE_RUN.toNanos()) {
          pause = SHORTEST_PAUSE;
        }
        pause = restart(pause);
      }
    } catch (InterruptedException e) {
      // close() has come: the interrupt is its way to say so.
      return;
    }
  }

  private Duration restart(Duration firstPause) throws InterruptedException {
    Duration pause = firstPause;
    while (true) {
      Thread.sleep(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
      try {
        ServerProcess next = launch.run();
        synchronized (lock) {
          current = next;
          if (closing) {
            next.stop(stopSeconds);
            return pause;
          }
        }
        LOG.infof("%s runs again (pid %d)", name, next.pid());
        return pause;
      } catch (IOException | RuntimeException e) {
        LOG.errorf(
            "%s could not be started again (%s); next try in %d ms",
            name, e.getMessage(), pause.toMillis());
      }
    }
  }

  /** Stops the server in good order; it has ended when this returns. */
  @Override
  public void close() {
    synchronized (lock) {
      if (closing) {
        return;
      }
      closing = true;
    }
    keeper.interrupt();
    try {
      keeper.join(Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (lock) {
      current.stop(stopSeconds);
    }
  }
}
