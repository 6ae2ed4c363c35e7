package io.mnemon.crypto;

import com.google.crypto.tink.subtle.PrfHmacJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;

/**
 * HMAC-SHA256 under a key derived from the tenant's data key: equal texts of one tenant have equal
 * hashes, and nobody without the key can guess the text from them.
 */
public final class KeyedHash {
  private static final int SIZE_BYTES = 32;

  private final DataKeys keys;

  public KeyedHash(DataKeys keys) {
    this.keys = keys;
  }

  public Bytes hash(UUID tenant, String canonical) {
    try {
      return Bytes.of(
          new PrfHmacJce("HMACSHA256", keys.forTenant(tenant).hashKey())
              .compute(canonical.getBytes(StandardCharsets.UTF_8), SIZE_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }
}
