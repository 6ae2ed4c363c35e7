package io.mnemon.memory.record;

import io.mnemon.crypto.Bytes;
import io.mnemon.crypto.DataKeys;
import io.mnemon.crypto.StoredKey;
import io.mnemon.storage.Binder;
import io.mnemon.storage.ControlSession;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Whether the keyring is the one that wrapped the data keys of this database. One that was made
 * anew, because the folder of the right one was not there, opens nothing that is kept, and would
 * protect what comes by a key that nobody keeps.
 */
public final class PostgresKeyringCheck {
  /** Of each key of the ring: one data key that is damaged says nothing about the ring. */
  private static final int TRIED = 3;

  /** Which key of the ring wrapped a data key: the keyring writes format, length and name first. */
  private static final String NAME =
      """
      encode(substring(wrapped FROM 3 FOR
        CASE WHEN octet_length(wrapped) > 2 THEN get_byte(wrapped, 1) ELSE 0 END), 'escape')
      """;

  private final ControlSession jobs;
  private final DataKeys keys;

  public PostgresKeyringCheck(ControlSession jobs, DataKeys keys) {
    this.jobs = jobs;
    this.keys = keys;
  }

  private record Owned(UUID tenant, StoredKey key) {}

  /** The names of the keys that wrapped data keys which the ring does not open. */
  public SortedSet<String> lost() {
    SortedSet<String> lost = new TreeSet<>();
    for (String name : names()) {
      List<Owned> newest = newest(name);
      if (!newest.isEmpty()
          && newest.stream().noneMatch(each -> keys.opens(each.tenant(), each.key()))) {
        lost.add(name);
      }
    }
    return lost;
  }

  private List<String> names() {
    return jobs.query(
        """
        SELECT DISTINCT %s AS name FROM memory.data_key
        WHERE wrapped IS NOT NULL AND retired_at IS NULL
        """
            .formatted(NAME),
        Binder.NONE,
        row -> row.text("name"));
  }

  private List<Owned> newest(String name) {
    return jobs.query(
        """
        SELECT tenant, key_id, owner, wrapped, created_at FROM memory.data_key
        WHERE wrapped IS NOT NULL AND retired_at IS NULL AND %s = ? ORDER BY created_at DESC LIMIT ?
        """
            .formatted(NAME),
        b -> b.text(name).integer(TRIED),
        row ->
            new Owned(
                row.uuid("tenant"),
                new StoredKey(
                    row.uuid("key_id"),
                    row.text("owner"),
                    Bytes.of(row.bytes("wrapped")),
                    row.instant("created_at"))));
  }
}
