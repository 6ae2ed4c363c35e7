package io.mnemon.test;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An OIDC issuer on loopback: discovery and keys over HTTP, and tokens of every kind that it, or
 * somebody in its name, could make.
 */
public final class LightIssuer implements AutoCloseable {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final int RSA_BITS = 2048;
  private static final int P256_BYTES = 32;
  private static final int ED25519_BYTES = 32;

  private final InstantSource clock;
  private final HttpServer server;

  /** Ports come back, and another tenant may still trust who had this one before. */
  private final String path = "/" + UUID.randomUUID().toString().substring(0, 8);

  private final List<SigningKey> published = new CopyOnWriteArrayList<>();
  private final AtomicInteger keyRequests = new AtomicInteger();
  private volatile boolean down;

  private LightIssuer(InstantSource clock) {
    this.clock = clock;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        path + "/.well-known/openid-configuration", exchange -> answer(exchange, discovery()));
    server.createContext(
        path + "/keys",
        exchange -> {
          keyRequests.incrementAndGet();
          answer(exchange, Map.of("keys", published.stream().map(LightIssuer::jwk).toList()));
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /** One that has published a key for RS256. */
  public static LightIssuer start(InstantSource clock) {
    LightIssuer issuer = new LightIssuer(clock);
    issuer.publish(key("first", "RS256"));
    return issuer;
  }

  /** A key pair and what it is used for. */
  public record SigningKey(String id, String algorithm, KeyPair pair) {}

  /** A key that nobody has published yet. */
  public static SigningKey key(String id, String algorithm) {
    try {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(
              switch (algorithm) {
                case "ES256" -> "EC";
                case "EdDSA" -> "Ed25519";
                default -> "RSA";
              });
      if (algorithm.equals("ES256")) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      } else if (!algorithm.equals("EdDSA")) {
        generator.initialize(RSA_BITS);
      }
      return new SigningKey(id, algorithm, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  public SigningKey publish(SigningKey key) {
    published.add(key);
    return key;
  }

  public void withdraw(SigningKey key) {
    published.remove(key);
  }

  /** The key that was published first of those that still are. */
  public SigningKey current() {
    return published.getFirst();
  }

  /** Answers with 503 from now on, or no more. */
  public void down(boolean isDown) {
    down = isDown;
  }

  /** How often its keys were asked for. */
  public int keyRequests() {
    return keyRequests.get();
  }

  /** What a token for the audience {@code mnemon} says about a subject, to be changed at will. */
  public Map<String, @Nullable Object> claims(String subject) {
    Instant now = clock.instant();
    Map<String, @Nullable Object> claims = new LinkedHashMap<>();
    claims.put("iss", url());
    claims.put("aud", "mnemon");
    claims.put("sub", subject);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(LIFETIME).getEpochSecond());
    return claims;
  }

  /** The same with further claims, each a name and its value. */
  public String token(String subject, Object... namesAndValues) {
    Map<String, @Nullable Object> claims = claims(subject);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      claims.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return sign(claims, current());
  }

  public String sign(Map<String, ? extends @Nullable Object> claims, SigningKey key) {
    return sign(Map.of("alg", key.algorithm(), "kid", key.id(), "typ", "JWT"), claims, key);
  }

  public String sign(
      Map<String, Object> header, Map<String, ? extends @Nullable Object> claims, SigningKey key) {
    String input = unsigned(header, claims);
    return input + "." + BASE64.encodeToString(signature(input, key));
  }

  /** Header and claims, without the signature and the dot before it. */
  public static String unsigned(
      Map<String, Object> header, Map<String, ? extends @Nullable Object> claims) {
    return encoded(json(header)) + "." + encoded(json(claims));
  }

  private static byte[] signature(String input, SigningKey key) {
    try {
      Signature signature =
          Signature.getInstance(
              switch (key.algorithm()) {
                case "RS256" -> "SHA256withRSA";
                case "PS256" -> "RSASSA-PSS";
                case "ES256" -> "SHA256withECDSAinP1363Format";
                default -> "Ed25519";
              });
      if (key.algorithm().equals("PS256")) {
        signature.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      }
      signature.initSign(key.pair().getPrivate());
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A public key as issuers publish it. */
  public static Map<String, Object> jwk(SigningKey key) {
    Map<String, Object> jwk = new LinkedHashMap<>();
    jwk.put("kid", key.id());
    jwk.put("use", "sig");
    jwk.put("alg", key.algorithm());
    switch (key.pair().getPublic()) {
      case RSAPublicKey rsa -> {
        jwk.put("kty", "RSA");
        jwk.put("n", number(rsa.getModulus(), rsa.getModulus().bitLength() / Byte.SIZE));
        jwk.put("e", number(rsa.getPublicExponent(), 3));
      }
      case ECPublicKey ec -> {
        jwk.put("kty", "EC");
        jwk.put("crv", "P-256");
        jwk.put("x", number(ec.getW().getAffineX(), P256_BYTES));
        jwk.put("y", number(ec.getW().getAffineY(), P256_BYTES));
      }
      default -> {
        byte[] encoded = key.pair().getPublic().getEncoded();
        jwk.put("kty", "OKP");
        jwk.put("crv", "Ed25519");
        jwk.put(
            "x",
            BASE64.encodeToString(
                Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length)));
      }
    }
    return jwk;
  }

  private static String number(BigInteger value, int bytes) {
    byte[] signed = value.toByteArray();
    byte[] plain = new byte[bytes];
    int length = Math.min(signed.length, bytes);
    System.arraycopy(signed, signed.length - length, plain, bytes - length, length);
    return BASE64.encodeToString(plain);
  }

  private Map<String, Object> discovery() {
    return Map.of(
        "issuer", url(),
        "jwks_uri", url() + "/keys",
        "id_token_signing_alg_values_supported", List.of("RS256", "PS256", "ES256", "EdDSA"));
  }

  private void answer(HttpExchange exchange, Map<String, Object> body) throws IOException {
    byte[] bytes = json(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(down ? 503 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Base64 without padding, as in tokens. */
  public static String encoded(String text) {
    return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** JSON of maps, lists, texts, numbers, truth values and nulls. */
  private static String json(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> object ->
          object.entrySet().stream()
              .map(entry -> json(entry.getKey()) + ":" + json(entry.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      case List<?> list ->
          list.stream().map(LightIssuer::json).collect(Collectors.joining(",", "[", "]"));
      case String text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      case null -> "null";
      default -> String.valueOf(value);
    };
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
