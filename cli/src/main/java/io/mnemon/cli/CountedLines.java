package io.mnemon.cli;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The lines of an export on their way: counts those with a memory, and those that lack theirs. */
final class CountedLines extends FilterOutputStream {
  /** A line that lacks its memory tells no more than its id and why. */
  private static final int LONGEST_WITHOUT = 4096;

  private final Progress progress;
  private final ByteArrayOutputStream begin = new ByteArrayOutputStream();
  private long bytes;
  private long memories;
  private long unreadable;

  CountedLines(OutputStream out, Progress progress) {
    super(out);
    this.progress = progress;
  }

  /** How many memories have come. */
  long memories() {
    return memories;
  }

  /** How many could not be read where they are. */
  long unreadable() {
    return unreadable;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] piece, int offset, int length) throws IOException {
    out.write(piece, offset, length);
    int from = offset;
    for (int i = offset; i < offset + length; i++) {
      if (piece[i] == '\n') {
        remember(piece, from, i);
        count();
        from = i + 1;
      }
    }
    remember(piece, from, offset + length);
    bytes += length;
    progress.at(bytes);
  }

  private void remember(byte[] piece, int from, int to) {
    begin.write(piece, from, Math.min(to - from, LONGEST_WITHOUT + 1 - begin.size()));
  }

  private void count() {
    if (begin.size() <= LONGEST_WITHOUT && isUnreadable(begin.toString(StandardCharsets.UTF_8))) {
      unreadable++;
    } else {
      memories++;
    }
    begin.reset();
  }

  private static boolean isUnreadable(String line) {
    try {
      return line.contains("\"unreadable\"")
          && !Json.parse(line).get("unreadable").text().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }
}
