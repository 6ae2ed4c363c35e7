package io.mnemon.crypto;

import java.util.UUID;

/** A tenant's or a subject's key, unwrapped. Each purpose has a key derived from it. */
public final class DataKey {
  private final UUID tenant;
  private final UUID id;
  private final SymmetricKey cipher;
  private final SymmetricKey hash;

  DataKey(UUID tenant, UUID id, byte[] material) {
    this.tenant = tenant;
    this.id = id;
    this.cipher = SymmetricKey.derive(material, "mnemon field v1");
    this.hash = SymmetricKey.derive(material, "mnemon content hash v1");
  }

  public UUID id() {
    return id;
  }

  public UUID tenant() {
    return tenant;
  }

  SymmetricKey cipher() {
    return cipher;
  }

  SymmetricKey hash() {
    return hash;
  }

  /** The id only: the key is secret. */
  @Override
  public String toString() {
    return "DataKey[" + id + "]";
  }
}
