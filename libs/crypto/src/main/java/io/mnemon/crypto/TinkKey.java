package io.mnemon.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import com.google.crypto.tink.subtle.PrfHmacJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.spec.SecretKeySpec;

/** A 256-bit key as Tink uses it. */
final class TinkKey {
  static final int SIZE_BYTES = 32;
  private static final String HMAC = "HMACSHA256";

  private final Aead cipher;
  private final PrfHmacJce hash;

  TinkKey(byte[] material) {
    if (material.length != SIZE_BYTES) {
      throw new IllegalArgumentException("a key has 32 bytes");
    }
    try {
      this.cipher = new AesGcmJce(material);
      this.hash = new PrfHmacJce(HMAC, new SecretKeySpec(material, "HMAC"));
    } catch (GeneralSecurityException e) {
      throw unsupported(e);
    }
  }

  /** A key for one purpose, by HKDF: keys of different purposes say nothing about each other. */
  static TinkKey derive(byte[] material, String purpose) {
    try {
      byte[] word = purpose.getBytes(StandardCharsets.UTF_8);
      return new TinkKey(Hkdf.computeHkdf(HMAC, material, new byte[0], word, SIZE_BYTES));
    } catch (GeneralSecurityException e) {
      throw unsupported(e);
    }
  }

  /** AES-256-GCM under a random nonce, which stands before the ciphertext. */
  byte[] encrypt(byte[] plaintext, byte[] context) {
    try {
      return cipher.encrypt(plaintext, context);
    } catch (GeneralSecurityException e) {
      throw unsupported(e);
    }
  }

  byte[] decrypt(byte[] ciphertext, byte[] context) {
    try {
      return cipher.decrypt(ciphertext, context);
    } catch (GeneralSecurityException e) {
      throw new DecryptionFailedException(
          "these bytes were changed, or belong to another key or context", e);
    }
  }

  /** HMAC-SHA256. */
  byte[] hash(byte[] message) {
    try {
      return hash.compute(message, SIZE_BYTES);
    } catch (GeneralSecurityException e) {
      throw unsupported(e);
    }
  }

  private static IllegalStateException unsupported(GeneralSecurityException e) {
    return new IllegalStateException("this Java platform lacks AES-GCM or HMAC-SHA256", e);
  }
}
