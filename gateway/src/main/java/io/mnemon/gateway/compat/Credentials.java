package io.mnemon.gateway.compat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Credentials as foreign clients send them. */
public final class Credentials {
  private static final Pattern TOKEN = Pattern.compile("(?i:token) +(\\S+)");

  private Credentials() {}

  /** The header, in our words where it says {@code Token}. */
  public static @Nullable String ofToken(@Nullable String authorization) {
    if (authorization == null) {
      return null;
    }
    Matcher token = TOKEN.matcher(authorization.strip());
    return token.matches() ? "Bearer " + token.group(1) : authorization;
  }

  /** The header, or what stands in for it where there is none. */
  public static @Nullable String orKey(@Nullable String authorization, @Nullable String key) {
    return authorization == null && key != null ? "Bearer " + key.strip() : authorization;
  }
}
