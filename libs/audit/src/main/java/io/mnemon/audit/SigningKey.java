package io.mnemon.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** The key that signs checkpoints (Ed25519), with its public half. */
public final class SigningKey {
  private final PrivateKey key;
  private final PublicSigningKey publicKey;

  private SigningKey(PrivateKey key, PublicSigningKey publicKey) {
    this.key = key;
    this.publicKey = publicKey;
  }

  public static SigningKey create() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new SigningKey(pair.getPrivate(), new PublicSigningKey(pair.getPublic()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("JDK 25 has Ed25519", e);
    }
  }

  /**
   * @param text what {@link #text} told
   * @throws IllegalArgumentException if it is something else
   */
  public static SigningKey of(String text) {
    String[] halves = text.strip().split("\\s+");
    if (halves.length != 2) {
      throw new IllegalArgumentException("a signing key is a private and a public key in base64");
    }
    try {
      PrivateKey key =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(halves[0])));
      return new SigningKey(key, PublicSigningKey.of(halves[1]));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("this is no Ed25519 private key", e);
    }
  }

  /** Both halves as text, to be kept secret. */
  public String text() {
    return Base64.getEncoder().encodeToString(key.getEncoded()) + "\n" + publicKey.base64();
  }

  public PublicSigningKey publicKey() {
    return publicKey;
  }

  /** The line with its signature. */
  String sign(String text) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return LogLine.with(text, "signature", Base64.getEncoder().encodeToString(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("JDK 25 has Ed25519", e);
    }
  }
}
