package io.mnemon.memory.record;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Opens the contents of memories that lie in the archive. */
final class ArchivedContents {
  private final Archive archive;
  private final MemoryCipher cipher;

  ArchivedContents(Archive archive, MemoryCipher cipher) {
    this.archive = archive;
    this.cipher = cipher;
  }

  /**
   * @throws UnreadableException if the object is lost or damaged, or the key was destroyed or lost
   * @throws io.mnemon.api.ServiceException UNAVAILABLE if the object store cannot be reached
   */
  String open(UUID tenant, UUID memory, UUID object, @Nullable UUID keyId) {
    Archive.Cold cold =
        archive.find(tenant, object).orElseThrow(() -> UnreadableException.lost(memory, null));
    return cipher.open(
        tenant,
        memory,
        cold.content().toByteArray(),
        keyId,
        e -> UnreadableException.lost(memory, e));
  }
}
