package io.mnemon.governance.tenant;

import java.util.UUID;

/** Rights in a tenant have changed since they were looked at: look again. */
public final class EpochMovedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final UUID tenant;

  EpochMovedException(UUID tenant) {
    this.tenant = tenant;
  }

  UUID tenant() {
    return tenant;
  }
}
