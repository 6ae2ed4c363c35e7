package io.mnemon.audit;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** The public half of a key that signs checkpoints (Ed25519). */
public final class PublicSigningKey {
  private static final int ID_DIGITS = 16;

  private final PublicKey key;
  private final String id;

  PublicSigningKey(PublicKey key) {
    this.key = key;
    this.id = Sha256.of(key.getEncoded()).hex().substring(0, ID_DIGITS);
  }

  /**
   * @param base64 an X.509 SubjectPublicKeyInfo
   * @throws IllegalArgumentException if it is none of an Ed25519 key
   */
  public static PublicSigningKey of(String base64) {
    try {
      byte[] encoded = Base64.getDecoder().decode(base64.strip());
      return new PublicSigningKey(
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("this is no Ed25519 public key", e);
    }
  }

  /** The first digits of the key's SHA-256. */
  public String id() {
    return id;
  }

  public String base64() {
    return Base64.getEncoder().encodeToString(key.getEncoded());
  }

  boolean hasSigned(byte[] text, byte[] signature) {
    try {
      Signature verification = Signature.getInstance("Ed25519");
      verification.initVerify(key);
      verification.update(text);
      return verification.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicSigningKey that && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }
}
