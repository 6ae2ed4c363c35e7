package io.mnemon.crypto;

import java.util.UUID;

/** A data key that was destroyed: what it encrypted is gone for good, backups included. */
public final class KeyDestroyedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final UUID keyId;

  KeyDestroyedException(UUID keyId) {
    super("data key " + keyId + " was destroyed");
    this.keyId = keyId;
  }

  public UUID keyId() {
    return keyId;
  }
}
