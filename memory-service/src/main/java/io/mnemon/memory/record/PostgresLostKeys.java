package io.mnemon.memory.record;

import io.mnemon.crypto.DataKeys;
import io.mnemon.crypto.StoredKey;
import io.mnemon.storage.ControlSession;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Retires the data keys that the keyring does not open, so that their owners get new ones. What a
 * retired key protects stays as it is: it opens again when the ring has its key again.
 */
public final class PostgresLostKeys {
  private static final Logger LOG = Logger.getLogger(PostgresLostKeys.class);
  private static final int PAGE = 1_000;

  private final ControlSession jobs;
  private final DataKeys keys;
  private final InstantSource clock;

  public PostgresLostKeys(ControlSession jobs, DataKeys keys, InstantSource clock) {
    this.jobs = jobs;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * @param rehashed is told of each tenant whose own key is about to be retired: what was hashed
   *     under it will be hashed under another
   */
  public void retire(Consumer<UUID> rehashed) {
    PostgresWrappedKey last =
        new PostgresWrappedKey(
            new UUID(0, 0), new StoredKey(new UUID(0, 0), "", null, clock.instant()));
    List<PostgresWrappedKey> page;
    int retired = 0;
    do {
      page = after(last);
      for (PostgresWrappedKey each : page) {
        last = each;
        if (!each.opensBy(keys)) {
          if (each.key().isTenants()) {
            rehashed.accept(each.tenant());
          }
          retire(each);
          retired++;
        }
      }
    } while (page.size() == PAGE);
    if (retired > 0) {
      LOG.warnf(
          "%d data keys are lost and were retired: what they protect cannot be read until the keyring has its lost line again",
          retired);
    }
  }

  private List<PostgresWrappedKey> after(PostgresWrappedKey last) {
    return jobs.query(
        PostgresWrappedKey.QUERY + "AND (tenant, key_id) > (?, ?) ORDER BY tenant, key_id LIMIT ?",
        b -> b.uuid(last.tenant()).uuid(last.key().id()).integer(PAGE),
        PostgresWrappedKey::of);
  }

  private void retire(PostgresWrappedKey lost) {
    int retired =
        jobs.update(
            """
            UPDATE memory.data_key SET retired_at = ?
            WHERE tenant = ? AND key_id = ? AND retired_at IS NULL
            """,
            b -> b.timestamp(clock.instant()).uuid(lost.tenant()).uuid(lost.key().id()));
    assert retired <= 1;
  }
}
