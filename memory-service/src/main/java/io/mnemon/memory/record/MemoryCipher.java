package io.mnemon.memory.record;

import io.mnemon.crypto.Bytes;
import io.mnemon.crypto.DataKey;
import io.mnemon.crypto.DataKeys;
import io.mnemon.crypto.DecryptionFailedException;
import io.mnemon.crypto.EncryptedField;
import io.mnemon.crypto.FieldCipher;
import io.mnemon.crypto.FieldDamagedException;
import io.mnemon.crypto.KeyDestroyedException;
import io.mnemon.memory.sight.MemoryScope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Content at rest: personal layers under the key of their user, private and secret memories above
 * them under the tenant's key, everything else in the clear. A ciphertext opens only beside the id
 * of its memory.
 */
public final class MemoryCipher {
  private static final int ID_BYTES = 2 * Long.BYTES;

  private final DataKeys keys;
  private final FieldCipher cipher;

  public MemoryCipher(DataKeys keys) {
    this.keys = keys;
    this.cipher = new FieldCipher(keys);
  }

  /** Content as it is kept; without a key id it is clear UTF-8. */
  public record Sealed(Bytes content, @Nullable UUID keyId) {}

  public Sealed seal(UUID tenant, MemoryScope scope, UUID id, Attributes attributes) {
    return seal(tenant, scope, id, attributes.sensitivity(), attributes.content());
  }

  /** Seals a text about a memory as carefully as its content. */
  public Sealed seal(
      UUID tenant, MemoryScope scope, UUID id, Sensitivity sensitivity, String text) {
    byte[] clear = text.getBytes(StandardCharsets.UTF_8);
    DataKey key = key(tenant, scope, sensitivity);
    if (key == null) {
      return new Sealed(Bytes.of(clear), null);
    }
    EncryptedField field = cipher.encrypt(tenant, key, clear, bytes(id));
    return new Sealed(field.ciphertext(), field.keyId());
  }

  /**
   * @throws UnreadableException if the key was destroyed, if the keyring does not open it or it is
   *     not there, or if the content is not what was sealed; not if the keys cannot be looked up
   */
  public String open(UUID tenant, UUID id, byte[] content, @Nullable UUID keyId) {
    return open(tenant, id, content, keyId, e -> UnreadableException.damaged(id, e));
  }

  /**
   * @param damaged what is said of content that is not what was sealed
   */
  String open(
      UUID tenant,
      UUID id,
      byte[] content,
      @Nullable UUID keyId,
      Function<FieldDamagedException, UnreadableException> damaged) {
    if (keyId == null) {
      return new String(content, StandardCharsets.UTF_8);
    }
    try {
      byte[] clear =
          cipher.decrypt(tenant, new EncryptedField(keyId, Bytes.of(content)), bytes(id));
      return new String(clear, StandardCharsets.UTF_8);
    } catch (KeyDestroyedException e) {
      throw UnreadableException.keyDestroyed(id, e);
    } catch (FieldDamagedException e) {
      throw damaged.apply(e);
    } catch (DecryptionFailedException e) {
      throw UnreadableException.keyLost(id, e);
    }
  }

  private @Nullable DataKey key(UUID tenant, MemoryScope scope, Sensitivity sensitivity) {
    UUID user = scope.key().user();
    if (user != null) {
      return keys.forSubject(tenant, user);
    }
    return switch (sensitivity) {
      case PRIVATE, SECRET -> keys.forTenant(tenant);
      case PUBLIC, INTERNAL -> null;
    };
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(ID_BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
