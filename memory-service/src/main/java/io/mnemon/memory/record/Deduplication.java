package io.mnemon.memory.record;

import io.mnemon.crypto.Bytes;
import io.mnemon.crypto.KeyedHash;
import java.text.Normalizer;
import java.util.UUID;

/**
 * What makes two memories of one scope the same. A memory is known by its content. A turn is not,
 * because people say "yes" twice: it is known by the id of its message at the source or, without
 * one, by its episode, its time and its content together. What a newer memory has superseded stands
 * for itself only: that it is true again is news.
 */
public final class Deduplication {
  private final KeyedHash hash;

  public Deduplication(KeyedHash hash) {
    this.hash = hash;
  }

  /**
   * The hashes of a memory.
   *
   * @param content of the content alone
   * @param identity of what must be unique in the scope
   */
  public record Hashes(Bytes content, Bytes identity) {}

  /** Both at once: of most memories they are the same, and made once. */
  public Hashes of(UUID tenant, Memory memory) {
    Bytes content = content(tenant, memory.attributes().content());
    boolean isKnownByContent = memory.supersessions().by() == null && !memory.isTurn();
    return new Hashes(content, isKnownByContent ? content : identity(tenant, memory));
  }

  /** Hash of the content alone. */
  public Bytes content(UUID tenant, String content) {
    return hash.hash(tenant, "content\n" + normalized(content));
  }

  /** Hash of what must be unique in the scope. */
  public Bytes identity(UUID tenant, Memory memory) {
    if (memory.supersessions().by() != null) {
      return hash.hash(tenant, "superseded\n" + memory.id());
    }
    Attributes attributes = memory.attributes();
    if (!memory.isTurn()) {
      return content(tenant, attributes.content());
    }
    if (memory.sourceMessageId() != null) {
      return hash.hash(tenant, "message\n" + memory.sourceMessageId());
    }
    String where = memory.episode() == null ? "" : memory.episode();
    String when = attributes.eventTime().toString();
    return hash.hash(
        tenant, "turn\n" + where + "\n" + when + "\n" + normalized(attributes.content()));
  }

  private static String normalized(String content) {
    return Normalizer.normalize(content, Normalizer.Form.NFC).strip();
  }
}
