package io.mnemon.memory;

import io.mnemon.api.ServiceException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a page ends, in a form that clients pass back without reading it. A cursor carries a hash
 * of the request it came from, so that it does not continue another one.
 */
final class Cursors {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final int POSITION = 2 * Long.BYTES;

  private Cursors() {}

  static String after(UUID id, byte[] request) {
    return encode(id.getMostSignificantBits(), id.getLeastSignificantBits(), request);
  }

  static String after(long position, byte[] request) {
    return encode(0, position, request);
  }

  static Optional<UUID> id(String cursor, byte[] request) {
    return decode(cursor, request).map(c -> new UUID(c.getLong(0), c.getLong(Long.BYTES)));
  }

  static long position(String cursor, byte[] request) {
    return decode(cursor, request).map(c -> c.getLong(Long.BYTES)).orElse(0L);
  }

  private static String encode(long high, long low, byte[] request) {
    return ENCODER.encodeToString(
        ByteBuffer.allocate(POSITION + Integer.BYTES)
            .putLong(high)
            .putLong(low)
            .putInt(Arrays.hashCode(request))
            .array());
  }

  private static Optional<ByteBuffer> decode(String cursor, byte[] request) {
    if (cursor.isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(cursor);
      ByteBuffer buffer = ByteBuffer.wrap(Arrays.copyOf(bytes, POSITION + Integer.BYTES));
      if (bytes.length == POSITION + Integer.BYTES
          && buffer.getInt(POSITION) == Arrays.hashCode(request)) {
        return Optional.of(buffer);
      }
    } catch (IllegalArgumentException e) {
      throw wrong();
    }
    throw wrong();
  }

  private static ServiceException wrong() {
    return ServiceException.invalid(
        "cursor",
        "must be the next_cursor of an answer to the same request; leave it out for the first page");
  }
}
