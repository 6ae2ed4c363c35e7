package io.mnemon.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Authenticated data put together from parts, each with its length so that none can shift. */
final class Context {
  private Context() {}

  static byte[] of(String purpose, UUID tenant, UUID key, byte[] rest) {
    byte[] word = purpose.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Integer.BYTES + word.length + 4 * Long.BYTES + rest.length)
        .putInt(word.length)
        .put(word)
        .putLong(tenant.getMostSignificantBits())
        .putLong(tenant.getLeastSignificantBits())
        .putLong(key.getMostSignificantBits())
        .putLong(key.getLeastSignificantBits())
        .put(rest)
        .array();
  }
}
