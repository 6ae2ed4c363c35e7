package io.mnemon.gateway.http;

import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives every request an id: the caller's own if it is fit for logs, or a new UUIDv7. */
public final class RequestIds {
  private static final Pattern FIT = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,128}");

  private final Supplier<UUID> ids;

  public RequestIds(Supplier<UUID> ids) {
    this.ids = ids;
  }

  /** The id of a request that came with this {@code X-Request-Id}, or without one. */
  public String of(@Nullable String header) {
    return header != null && FIT.matcher(header).matches() ? header : ids.get().toString();
  }
}
