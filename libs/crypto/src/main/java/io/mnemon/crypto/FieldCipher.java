package io.mnemon.crypto;

import java.util.UUID;

/**
 * Encrypts single values with AES-256-GCM under data keys. A ciphertext opens only for the tenant,
 * the key and the additional data that it was made with, so that it cannot be moved to another row.
 */
public final class FieldCipher {
  private static final String PURPOSE = "mnemon field v1";

  private final DataKeys keys;

  public FieldCipher(DataKeys keys) {
    this.keys = keys;
  }

  /**
   * @param aad what the value belongs to, e.g. the row's id; needed again to decrypt
   */
  public EncryptedField encrypt(UUID tenant, DataKey key, byte[] plaintext, byte[] aad) {
    if (!key.tenant().equals(tenant)) {
      throw new IllegalArgumentException("the data key belongs to another tenant");
    }
    byte[] context = Context.of(PURPOSE, tenant, key.id(), aad);
    return new EncryptedField(key.id(), Bytes.of(key.cipher().encrypt(plaintext, context)));
  }

  /**
   * @throws KeyDestroyedException if the key was destroyed
   * @throws FieldDamagedException if anything differs from what was encrypted
   * @throws DecryptionFailedException if the key cannot be had
   */
  public byte[] decrypt(UUID tenant, EncryptedField field, byte[] aad) {
    DataKey key = keys.byId(tenant, field.keyId());
    byte[] context = Context.of(PURPOSE, tenant, key.id(), aad);
    try {
      return key.cipher().decrypt(field.ciphertext().toByteArray(), context);
    } catch (DecryptionFailedException e) {
      throw new FieldDamagedException(e);
    }
  }
}
