package io.mnemon.memory.record;

import io.mnemon.crypto.DataKeys;
import io.mnemon.storage.Binder;
import io.mnemon.storage.ControlSession;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

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

  /** The names of the keys that wrapped data keys which the ring does not open. */
  public SortedSet<String> lost() {
    SortedSet<String> lost = new TreeSet<>();
    for (String name : names()) {
      List<PostgresWrappedKey> newest = newest(name);
      if (!newest.isEmpty() && newest.stream().noneMatch(each -> each.opensBy(keys))) {
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

  private List<PostgresWrappedKey> newest(String name) {
    return jobs.query(
        PostgresWrappedKey.QUERY + "AND %s = ? ORDER BY created_at DESC LIMIT ?".formatted(NAME),
        b -> b.text(name).integer(TRIED),
        PostgresWrappedKey::of);
  }
}
