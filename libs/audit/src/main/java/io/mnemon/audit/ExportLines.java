package io.mnemon.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The lines of a file, as bytes, each of limited length. */
final class ExportLines {
  /** Many times what an entry with a thousand resources takes. */
  private static final int MAX_LINE_BYTES = 4 << 20;

  private static final int CHUNK_BYTES = 1 << 16;

  private final InputStream file;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private int position;
  private int end;

  ExportLines(InputStream file) {
    this.file = file;
  }

  /** The next line without its end; null after the last. */
  byte @Nullable [] next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    while (fill()) {
      int start = position;
      while (position < end && chunk[position] != '\n') {
        position++;
      }
      line.write(chunk, start, position - start);
      if (line.size() > MAX_LINE_BYTES) {
        throw new BrokenException(0, "the line is longer than a line can be");
      }
      if (position < end) {
        position++;
        return line.toByteArray();
      }
    }
    return line.size() == 0 ? null : line.toByteArray();
  }

  private boolean fill() throws IOException {
    if (position == end) {
      position = 0;
      end = Math.max(0, file.read(chunk));
    }
    return end > 0;
  }

  /** What shows that an export is not what was signed. */
  static final class BrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long seq;

    BrokenException(long seq, String what) {
      super(what);
      this.seq = seq;
    }

    long seq() {
      return seq;
    }

    String what() {
      return String.valueOf(getMessage());
    }
  }
}
