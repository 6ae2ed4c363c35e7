package io.mnemon.audit;

import java.util.UUID;

/**
 * The end of one tenant's log, where entries are added. An entry's text holds the hash of the entry
 * before it; its own hash is the SHA-256 of its text.
 */
public final class LogChain {
  private final UUID tenant;
  private final MerkleTree tree;
  private Sha256 head;

  /**
   * @param head the hash of the last entry; {@link Sha256#NOTHING} if there is none
   * @param tree over the hashes of all entries
   */
  public LogChain(UUID tenant, Sha256 head, MerkleTree tree) {
    this.tenant = tenant;
    this.head = head;
    this.tree = tree;
  }

  /**
   * An entry at its place.
   *
   * @param text what the hash is of
   */
  public record Link(long seq, LogEntry entry, String text, Sha256 hash) {
    /** The entry as it stands in an export. */
    public String line() {
      return line(text, hash);
    }

    /** The line of an entry that was kept. */
    public static String line(String text, Sha256 hash) {
      return LogLine.with(text, "hash", hash.hex());
    }
  }

  public Link add(LogEntry entry) {
    long seq = tree.size() + 1;
    String text = entry.text(tenant, seq, head);
    head = Sha256.of(text);
    tree.add(head);
    return new Link(seq, entry, text, head);
  }

  public UUID tenant() {
    return tenant;
  }

  public Sha256 head() {
    return head;
  }

  public MerkleTree tree() {
    return tree;
  }
}
