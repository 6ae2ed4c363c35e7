package io.mnemon.memory.record;

import io.mnemon.crypto.Bytes;
import io.mnemon.crypto.DataKeys;
import io.mnemon.crypto.StoredKey;
import io.mnemon.storage.Row;
import java.sql.SQLException;
import java.util.UUID;

/** A data key in use, as table {@code memory.data_key} keeps it for a tenant. */
record PostgresWrappedKey(UUID tenant, StoredKey key) {

  /** All of them; more conditions may follow. */
  static final String QUERY =
      """
      SELECT tenant, key_id, owner, wrapped, created_at FROM memory.data_key
      WHERE wrapped IS NOT NULL AND retired_at IS NULL
      """;

  static PostgresWrappedKey of(Row row) throws SQLException {
    return new PostgresWrappedKey(
        row.uuid("tenant"),
        new StoredKey(
            row.uuid("key_id"),
            row.text("owner"),
            Bytes.of(row.bytes("wrapped")),
            row.instant("created_at")));
  }

  boolean opensBy(DataKeys keys) {
    return keys.opens(tenant, key);
  }
}
