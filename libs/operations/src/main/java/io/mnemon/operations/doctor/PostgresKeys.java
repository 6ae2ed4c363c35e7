package io.mnemon.operations.doctor;

import io.mnemon.crypto.Bytes;
import io.mnemon.crypto.DataKeyStore;
import io.mnemon.crypto.StoredKey;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The wrapped data keys, to read only. */
final class PostgresKeys implements DataKeyStore {

  private static final String SELECT =
      """
      SELECT key_id, owner, encode(wrapped, 'hex'), to_char(created_at AT TIME ZONE 'UTC',
        'YYYY-MM-DD"T"HH24:MI:SS"Z"')
      FROM memory.data_key WHERE tenant = '%s' AND %s = '%s' ORDER BY retired_at IS NOT NULL
      """;

  private final PostgresRows rows;

  PostgresKeys(PostgresRows rows) {
    this.rows = rows;
  }

  @Override
  public Optional<StoredKey> find(UUID tenant, String owner) {
    return rows.of(SELECT.formatted(tenant, "owner", owner.replace("'", "''"))).stream()
        .map(PostgresKeys::key)
        .findFirst();
  }

  @Override
  public Optional<StoredKey> find(UUID tenant, UUID keyId) {
    return rows.of(SELECT.formatted(tenant, "key_id", keyId)).stream()
        .map(PostgresKeys::key)
        .findFirst();
  }

  @Override
  public StoredKey insertIfAbsent(UUID tenant, StoredKey key) {
    throw new IllegalStateException("A check makes no keys");
  }

  private static StoredKey key(List<String> row) {
    return new StoredKey(
        UUID.fromString(row.get(0)),
        row.get(1),
        row.get(2).isEmpty() ? null : Bytes.of(HexFormat.of().parseHex(row.get(2))),
        Instant.parse(row.get(3)));
  }
}
