package io.mnemon.gateway.rest;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.function.Supplier;

/** Lines out of pieces of bytes, each of bounded length; the last may lack its end. */
final class BodyLines {
  private final Supplier<Optional<byte[]>> pieces;
  private final int maxBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private byte[] piece = new byte[0];
  private int at;
  private long number;
  private long dropped;

  /**
   * @param pieces the next piece; none at the end
   * @param maxBytes of a longer line only the beginning is kept
   */
  BodyLines(Supplier<Optional<byte[]>> pieces, int maxBytes) {
    this.pieces = pieces;
    this.maxBytes = maxBytes;
  }

  /**
   * A line without its end.
   *
   * @param number from 1
   * @param isTooLong whether it is longer than allowed, and cut
   */
  record Line(long number, ByteString text, boolean isTooLong) {
    boolean isBlank() {
      // All but blank lines begin with what is no blank in ASCII.
      return text.isEmpty() || (text.byteAt(0) <= ' ' && text.toStringUtf8().isBlank());
    }
  }

  /** The next line; none at the end. */
  Optional<Line> next() {
    while (true) {
      int end = at;
      while (end < piece.length && piece[end] != '\n') {
        end++;
      }
      keep(end);
      if (end < piece.length) {
        at = end + 1;
        return Optional.of(take());
      }
      Optional<byte[]> more = pieces.get();
      if (more.isEmpty()) {
        piece = new byte[0];
        at = 0;
        return line.size() == 0 ? Optional.empty() : Optional.of(take());
      }
      piece = more.get();
      at = 0;
    }
  }

  private void keep(int end) {
    int room = Math.min(end - at, maxBytes - line.size());
    line.write(piece, at, room);
    dropped += end - at - room;
    at = end;
  }

  private Line take() {
    number++;
    Line taken = new Line(number, ByteString.copyFrom(line.toByteArray()), dropped > 0);
    line.reset();
    dropped = 0;
    return taken;
  }
}
