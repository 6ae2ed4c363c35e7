package io.mnemon.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;

/** A tenant's or a subject's key, unwrapped. Each purpose has a key derived from it. */
public final class DataKey {
  static final int SIZE_BYTES = 32;

  private final UUID tenant;
  private final UUID id;
  private final Aead cipher;
  private final SecretKeySpec hashKey;

  DataKey(UUID tenant, UUID id, byte[] material) {
    this.tenant = tenant;
    this.id = id;
    try {
      this.cipher = new AesGcmJce(derive(material, "mnemon field v1"));
      this.hashKey = new SecretKeySpec(derive(material, "mnemon content hash v1"), "HMAC");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM and HMAC-SHA256 are required", e);
    }
  }

  public UUID id() {
    return id;
  }

  public UUID tenant() {
    return tenant;
  }

  Aead cipher() {
    return cipher;
  }

  SecretKeySpec hashKey() {
    return hashKey;
  }

  @Override
  public String toString() {
    return "DataKey[" + id + "]";
  }

  private static byte[] derive(byte[] material, String purpose) throws GeneralSecurityException {
    return Hkdf.computeHkdf(
        "HMACSHA256", material, new byte[0], purpose.getBytes(StandardCharsets.UTF_8), SIZE_BYTES);
  }
}
