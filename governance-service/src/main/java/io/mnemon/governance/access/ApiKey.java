package io.mnemon.governance.access;

import io.mnemon.tenancy.Caller.ActFor;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A credential of a principal, without its secret.
 *
 * @param scopes the actions it is limited to, e.g. {@code memory.*}; empty for no limit
 * @param actFor for an application: the subjects it may act for
 * @param expiresAt when it ends; null if it does not
 * @param revokedAt when it was revoked; null if it was not
 * @param lastUsedAt when it was shown last; null if never
 * @param replacedBy the key by which it was replaced; null if it was not
 */
public record ApiKey(
    UUID id,
    UUID principal,
    List<String> scopes,
    @Nullable ActFor actFor,
    @Nullable Instant expiresAt,
    Instant createdAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt,
    @Nullable UUID replacedBy) {
  public ApiKey {
    scopes = List.copyOf(scopes);
  }

  /** A key that nobody has used yet. */
  static ApiKey fresh(
      UUID id,
      UUID principal,
      List<String> scopes,
      @Nullable ActFor actFor,
      @Nullable Instant expiresAt,
      Instant createdAt) {
    return new ApiKey(id, principal, scopes, actFor, expiresAt, createdAt, null, null, null);
  }

  boolean isValidAt(Instant now) {
    return revokedAt == null && (expiresAt == null || expiresAt.isAfter(now));
  }
}
