package io.mnemon.crypto;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A data key as it is kept: wrapped by the keyring, or destroyed.
 *
 * @param id the key's id, which stands beside everything that it encrypts
 * @param owner whom it belongs to: {@code tenant} or {@code subject:<uuid>}
 * @param wrapped the key under the keyring; null once it was destroyed
 */
public record StoredKey(UUID id, String owner, @Nullable Bytes wrapped, Instant createdAt) {
  static final String TENANT = "tenant";

  public boolean isDestroyed() {
    return wrapped == null;
  }

  /** Whether it is the tenant's own, under which its hashes are made too. */
  public boolean isTenants() {
    return owner.equals(TENANT);
  }
}
