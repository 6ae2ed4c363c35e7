package io.mnemon.governance.approval;

import io.mnemon.tenancy.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The role on the request's unit that is asked for. */
record RoleWish(UUID principal, Role role, @Nullable Instant expiresAt) {
  /** As the payload says it. */
  String json() {
    return "{\"principal\":\"%s\",\"role\":\"%s\"%s}"
        .formatted(
            principal,
            role.word(),
            expiresAt == null ? "" : ",\"expires_at\":\"" + expiresAt + "\"");
  }
}
