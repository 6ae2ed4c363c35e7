package io.mnemon.governance.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of an API key: {@code mn_<tenant>_<key id>_<secret>}, the ids in hex without dashes, the
 * secret 43 letters and digits, which are 256 random bits.
 */
public record KeyText(UUID tenant, UUID id, String secret) {
  private static final Pattern TEXT =
      Pattern.compile("mn_([0-9a-f]{32})_([0-9a-f]{32})_([0-9A-Za-z]{43})");
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int SECRET_CHARACTERS = 43;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A key with a new secret. */
  static KeyText create(UUID tenant, UUID id) {
    StringBuilder secret = new StringBuilder();
    RANDOM
        .ints(SECRET_CHARACTERS, 0, ALPHABET.length())
        .forEach(index -> secret.append(ALPHABET.charAt(index)));
    return new KeyText(tenant, id, secret.toString());
  }

  /** Nothing if the text is no key. */
  public static Optional<KeyText> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(new KeyText(uuid(matcher.group(1)), uuid(matcher.group(2)), matcher.group(3)))
        : Optional.empty();
  }

  public String text() {
    return "mn_" + hex(tenant) + "_" + hex(id) + "_" + secret;
  }

  /** SHA-256 of the secret. It has 256 random bits, so a plain hash cannot be reversed. */
  byte[] secretHash() {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(secret.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether the hash is that of the secret; takes equally long whatever the hash. */
  boolean matches(byte[] hash) {
    return MessageDigest.isEqual(secretHash(), hash);
  }

  /** Everything but the secret, so that a log may print it. */
  @Override
  public String toString() {
    return "key " + id + " of tenant " + tenant;
  }

  private static String hex(UUID id) {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(id.getMostSignificantBits())
        + hex.toHexDigits(id.getLeastSignificantBits());
  }

  private static UUID uuid(String hex) {
    return new UUID(
        HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
  }
}
