package io.mnemon.operations.backup;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How far a command is, told to a person at a terminal and to nobody else. */
public final class Progress {

  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream out;
  private final boolean isTerminal;
  private long told = System.nanoTime() - PAUSE_NS;
  private boolean isDirty;
  private String what = "";
  private long done;
  private long total;

  public Progress(PrintStream out, boolean isTerminal) {
    this.out = out;
    this.isTerminal = isTerminal;
  }

  static Progress silent() {
    return new Progress(System.err, false);
  }

  /**
   * Begins something.
   *
   * @param bytes about how many there will be; 0 if that is unknown
   */
  void begin(String activity, long bytes) {
    what = activity;
    done = 0;
    total = bytes;
    tell();
  }

  void advance(long bytes) {
    done += bytes;
    if (System.nanoTime() - told > PAUSE_NS) {
      tell();
    }
  }

  private void tell() {
    if (isTerminal) {
      told = System.nanoTime();
      isDirty = true;
      out.print(CLEAR + what + (done > 0 ? " " + size(done) : "") + percent());
      out.flush();
    }
  }

  private String percent() {
    return total > 0 && done > 0 ? " (" + Math.min(99, 100 * done / total) + " %)" : "";
  }

  /** Leaves the line empty for what comes next. */
  void end() {
    if (isDirty) {
      out.print(CLEAR);
      out.flush();
      isDirty = false;
    }
  }

  /** Bytes for people, such as {@code 12.3 MB}. */
  public static String size(long bytes) {
    if (bytes < 1_000_000) {
      return Math.ceilDiv(bytes, 1_000) + " kB";
    }
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
