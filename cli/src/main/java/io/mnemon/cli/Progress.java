package io.mnemon.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** How far long work has come, as a bar on a terminal; where nobody watches, nothing. */
final class Progress implements AutoCloseable {
  private static final int WIDTH = 30;
  private static final long EVERY_NANOS = 200_000_000;
  private static final double MEBIBYTE = 1 << 20;

  private final PrintWriter terminal;
  private final boolean isWatched;
  private final String what;
  private final long total;
  private long shown = System.nanoTime() - EVERY_NANOS;
  private boolean hasShown;

  /**
   * @param what what is being done
   * @param total bytes in all; 0 if nobody knows
   */
  Progress(PrintWriter terminal, boolean isWatched, String what, long total) {
    this.terminal = terminal;
    this.isWatched = isWatched;
    this.what = what;
    this.total = total;
  }

  /** So many bytes are done. */
  void at(long bytes) {
    long now = System.nanoTime();
    if (isWatched && now - shown >= EVERY_NANOS) {
      shown = now;
      hasShown = true;
      terminal.print('\r' + line(what, bytes, total));
      terminal.flush();
    }
  }

  static String line(String what, long bytes, long total) {
    String done = String.format(Locale.ROOT, "%.1f MiB", bytes / MEBIBYTE);
    if (total <= 0) {
      return what + " " + done;
    }
    double part = Math.min(1.0, bytes / (double) total);
    int full = (int) (part * WIDTH);
    return "%s [%s%s] %3d %% %s"
        .formatted(what, "#".repeat(full), ".".repeat(WIDTH - full), (int) (part * 100), done);
  }

  @Override
  public void close() {
    if (hasShown) {
      terminal.println();
    }
  }
}
