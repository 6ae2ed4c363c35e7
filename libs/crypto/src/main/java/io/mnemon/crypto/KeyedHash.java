package io.mnemon.crypto;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * HMAC-SHA256 under a key derived from the tenant's data key: equal texts of one tenant have equal
 * hashes, and nobody without the key can guess the text from them.
 */
public final class KeyedHash {
  private final DataKeys keys;

  public KeyedHash(DataKeys keys) {
    this.keys = keys;
  }

  public Bytes hash(UUID tenant, String canonical) {
    byte[] text = canonical.getBytes(StandardCharsets.UTF_8);
    return Bytes.of(keys.forTenant(tenant).hash().hash(text));
  }
}
