package io.mnemon.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A 256-bit key for AES-GCM and HMAC-SHA256, of which it has to serve one only. */
final class SymmetricKey {
  static final int SIZE_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * Ciphers nobody uses now. To look one up costs more than to encrypt a memory with it, and a
   * thread cannot keep its own: virtual threads live for one call.
   */
  private static final Queue<Cipher> IDLE = new ConcurrentLinkedQueue<>();

  private final SecretKeySpec cipherKey;

  /** Never used itself, only its copies. */
  private final Mac hash;

  SymmetricKey(byte[] material) {
    if (material.length != SIZE_BYTES) {
      throw new IllegalArgumentException("a key has 32 bytes");
    }
    cipherKey = new SecretKeySpec(material, "AES");
    try {
      hash = Mac.getInstance("HmacSHA256");
      hash.init(new SecretKeySpec(material, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw unsupported(e);
    }
  }

  /** A key for one purpose, by HKDF: keys of different purposes say nothing about each other. */
  static SymmetricKey derive(byte[] material, String purpose) {
    try {
      return new SymmetricKey(
          KDF.getInstance("HKDF-SHA256")
              .deriveData(
                  HKDFParameterSpec.ofExtract()
                      .addIKM(material)
                      .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), SIZE_BYTES)));
    } catch (GeneralSecurityException e) {
      throw unsupported(e);
    }
  }

  /** AES-256-GCM under a random nonce, which stands before the ciphertext; the tag after it. */
  byte[] encrypt(byte[] plaintext, byte[] context) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] sealed = new byte[NONCE_BYTES + plaintext.length + TAG_BYTES];
    System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
    try {
      Cipher cipher = idle();
      cipher.init(Cipher.ENCRYPT_MODE, cipherKey, new GCMParameterSpec(8 * TAG_BYTES, nonce));
      cipher.updateAAD(context);
      cipher.doFinal(plaintext, 0, plaintext.length, sealed, NONCE_BYTES);
      IDLE.add(cipher);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw unsupported(e);
    }
  }

  /**
   * @throws DecryptionFailedException if it was changed, or encrypted otherwise
   */
  byte[] decrypt(byte[] sealed, byte[] context) {
    if (sealed.length < NONCE_BYTES + TAG_BYTES) {
      throw new DecryptionFailedException("these bytes are too few for a ciphertext");
    }
    try {
      Cipher cipher = idle();
      cipher.init(
          Cipher.DECRYPT_MODE,
          cipherKey,
          new GCMParameterSpec(8 * TAG_BYTES, sealed, 0, NONCE_BYTES));
      cipher.updateAAD(context);
      byte[] plaintext = cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
      IDLE.add(cipher);
      return plaintext;
    } catch (GeneralSecurityException e) {
      throw new DecryptionFailedException(
          "these bytes were changed, or belong to another key or context", e);
    }
  }

  /** HMAC-SHA256. */
  byte[] hash(byte[] message) {
    try {
      return ((Mac) hash.clone()).doFinal(message);
    } catch (CloneNotSupportedException e) {
      throw unsupported(new GeneralSecurityException("HMAC-SHA256 cannot be copied", e));
    }
  }

  private static Cipher idle() throws GeneralSecurityException {
    Cipher cipher = IDLE.poll();
    return cipher == null ? Cipher.getInstance("AES/GCM/NoPadding") : cipher;
  }

  private static IllegalStateException unsupported(GeneralSecurityException e) {
    return new IllegalStateException("this Java platform lacks AES-GCM or HMAC-SHA256", e);
  }
}
