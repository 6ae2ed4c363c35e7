package io.mnemon.client;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where Mnemon is, and how it is called.
 *
 * @param address of its gRPC port: http://host:port without TLS, https://host:port with it
 * @param credential an API key or a token; asked for each call, so that it may change
 * @param timeout how long a call may take, all its repetitions together
 * @param retries how often a call that may be made again is made again
 */
public record Settings(URI address, Supplier<String> credential, Duration timeout, int retries) {
  static final String ADDRESS = "MNEMON_GRPC_URL";
  static final String KEY = "MNEMON_API_KEY";

  private static final String DEFAULT_ADDRESS = "http://localhost:9090";
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final int DEFAULT_RETRIES = 3;

  public Settings {
    String scheme = String.valueOf(address.getScheme());
    if (!scheme.matches("https?") || address.getHost() == null) {
      throw new IllegalArgumentException(
          "\"%s\" is no address: write it as http://host:9090, or https:// with TLS"
              .formatted(address));
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("the timeout must be more than nothing");
    }
    if (retries < 0) {
      throw new IllegalArgumentException("retries must be 0 or more");
    }
  }

  /**
   * 30 seconds a call, and up to three repetitions.
   *
   * @throws IllegalArgumentException if the address is none, or the key is empty
   */
  public static Settings of(String address, String key) {
    String stripped = key.strip();
    if (stripped.isEmpty()) {
      throw new IllegalArgumentException("there is no API key: give one or set " + KEY);
    }
    return new Settings(URI.create(address), () -> stripped, DEFAULT_TIMEOUT, DEFAULT_RETRIES);
  }

  /** By {@code MNEMON_GRPC_URL} (http://localhost:9090 without) and {@code MNEMON_API_KEY}. */
  static Settings of(Map<String, String> environment) {
    return of(
        environment.getOrDefault(ADDRESS, DEFAULT_ADDRESS), environment.getOrDefault(KEY, ""));
  }

  public Settings withTimeout(Duration longest) {
    return new Settings(address, credential, longest, retries);
  }

  public Settings withRetries(int most) {
    return new Settings(address, credential, timeout, most);
  }

  public Settings withCredential(Supplier<String> source) {
    return new Settings(address, source, timeout, retries);
  }

  boolean isSecure() {
    return address.getScheme().equals("https");
  }

  String target() {
    int port = address.getPort();
    return address.getHost() + ":" + (port >= 0 ? port : isSecure() ? 443 : 80);
  }
}
