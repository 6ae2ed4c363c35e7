package io.mnemon.tenancy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.InternalToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Signs and verifies the internal token: a {@link Caller}, for one audience, for a short time.
 *
 * <p>A token is HMAC-SHA256 over the serialized {@link InternalToken}, followed by it. The signing
 * key is derived from a root secret and the current day (HKDF), so it changes by itself; the keys
 * of the day before and after are accepted, which bridges midnight and skewed clocks. The root
 * secret is replaced by putting a new line first: the first line signs, every line verifies.
 */
public final class InternalTokens {
  private static final int MAC_BYTES = 32;
  private static final int SECRET_BYTES = 32;
  private static final int ROOT_ID_BYTES = 4;
  private static final int HASH_BYTES = 16;
  // Longer than the day that stands there in the id of a token's key, so the keys never meet.
  private static final ByteString HASHES = ByteString.copyFromUtf8("hashes of texts");
  private static final long PERIOD_SECONDS = Duration.ofDays(1).toSeconds();

  private final List<Root> roots;
  private final InstantSource clock;
  private final Duration lifetime;
  private final ConcurrentMap<ByteString, SecretKey> keys = new ConcurrentHashMap<>();

  /**
   * @param secrets root secrets of 32 bytes in base64, the signing one first
   * @param clock tells the time
   * @param lifetime how long a token is good for
   */
  public InternalTokens(List<String> secrets, InstantSource clock, Duration lifetime) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("there is no root secret for internal tokens");
    }
    this.roots = secrets.stream().map(Root::of).toList();
    this.clock = clock;
    this.lifetime = lifetime;
  }

  /** Reads the root secrets from a {@link SecretFile}, one a line. */
  public static InternalTokens ofFile(Path file, InstantSource clock, Duration lifetime) {
    try {
      SecretFile.requirePrivate(file);
      List<String> lines =
          Files.readAllLines(file).stream().map(String::strip).filter(l -> !l.isEmpty()).toList();
      return new InternalTokens(lines, clock, lifetime);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read the internal secret from "
              + file
              + ": set mnemon.internal.secret-file to a file that holds 32 random bytes in base64",
          e);
    }
  }

  /** How long a token that is signed now is good for. */
  public Duration lifetime() {
    return lifetime;
  }

  public byte[] sign(Caller caller, String audience) {
    Instant now = clock.instant();
    ByteString keyId = keyId(roots.getFirst(), now.getEpochSecond() / PERIOD_SECONDS);
    byte[] payload =
        InternalToken.newBuilder()
            .setCaller(CallerMapper.toProto(caller))
            .setAudience(audience)
            .setExpiresAt(
                Timestamp.newBuilder().setSeconds(now.plus(lifetime).getEpochSecond()).build())
            .setKeyId(keyId)
            .build()
            .toByteArray();
    return ByteBuffer.allocate(MAC_BYTES + payload.length)
        .put(mac(keyId, roots.getFirst(), payload))
        .put(payload)
        .array();
  }

  /**
   * @throws ServiceException UNAUTHENTICATED if the token is malformed, forged, expired or meant
   *     for another service
   */
  public Caller verify(byte[] token, String audience) {
    if (token.length <= MAC_BYTES) {
      throw refused("malformed");
    }
    byte[] payload = Arrays.copyOfRange(token, MAC_BYTES, token.length);
    InternalToken parsed;
    try {
      parsed = InternalToken.parseFrom(payload);
    } catch (InvalidProtocolBufferException e) {
      throw refused("malformed");
    }
    Root root = root(parsed.getKeyId());
    byte[] expected = mac(parsed.getKeyId(), root, payload);
    if (!MessageDigest.isEqual(expected, Arrays.copyOf(token, MAC_BYTES))) {
      throw refused("forged");
    }
    if (!parsed.getAudience().equals(audience)) {
      throw refused("meant for another service");
    }
    if (parsed.getExpiresAt().getSeconds() < clock.instant().getEpochSecond()) {
      throw refused("expired");
    }
    return CallerMapper.ofProto(parsed.getCaller());
  }

  /**
   * A keyed hash of a text, in hex: equal texts of one tenant have equal hashes as long as the
   * first root secret stays, and who does not know it learns nothing of the text.
   */
  public String hash(UUID tenant, String text) {
    byte[] payload =
        ByteString.copyFromUtf8(tenant.toString())
            .concat(ByteString.copyFromUtf8(text))
            .toByteArray();
    byte[] mac = mac(roots.getFirst().id().concat(HASHES), roots.getFirst(), payload);
    return HexFormat.of().formatHex(mac, 0, HASH_BYTES);
  }

  private Root root(ByteString keyId) {
    if (keyId.size() == ROOT_ID_BYTES + Long.BYTES) {
      long period = keyId.substring(ROOT_ID_BYTES).asReadOnlyByteBuffer().getLong();
      long current = clock.instant().getEpochSecond() / PERIOD_SECONDS;
      for (Root root : roots) {
        if (keyId.startsWith(root.id()) && Math.abs(period - current) <= 1) {
          return root;
        }
      }
    }
    throw refused("signed by an unknown key");
  }

  private static ByteString keyId(Root root, long period) {
    ByteBuffer periodBytes = ByteBuffer.allocate(Long.BYTES).putLong(period).flip();
    return root.id().concat(ByteString.copyFrom(periodBytes));
  }

  private byte[] mac(ByteString keyId, Root root, byte[] payload) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(keys.computeIfAbsent(keyId, id -> derive(id, root)));
      return mac.doFinal(payload);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  private static SecretKey derive(ByteString keyId, Root root) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              "HmacSHA256",
              HKDFParameterSpec.ofExtract()
                  .addIKM(root.secret().toByteArray())
                  .thenExpand(
                      ByteString.copyFromUtf8("mnemon internal token ").concat(keyId).toByteArray(),
                      MAC_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("JDK 25 has HKDF-SHA256", e);
    }
  }

  private static ServiceException refused(String why) {
    return new ServiceException(ErrorCode.UNAUTHENTICATED, "the internal token is " + why);
  }

  private record Root(ByteString id, ByteString secret) {
    static Root of(String base64) {
      byte[] secret = Base64.getDecoder().decode(base64);
      if (secret.length != SECRET_BYTES) {
        throw new IllegalArgumentException(
            "a root secret for internal tokens must be 32 bytes in base64, this one has "
                + secret.length);
      }
      try {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret);
        return new Root(ByteString.copyFrom(digest, 0, ROOT_ID_BYTES), ByteString.copyFrom(secret));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }
}
