package io.mnemon.memory.record;

import io.mnemon.crypto.Bytes;
import io.mnemon.crypto.DataKeyStore;
import io.mnemon.crypto.StoredKey;
import io.mnemon.storage.Binder;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Wrapped data keys in table {@code memory.data_key}. */
public final class PostgresDataKeys implements DataKeyStore {
  private static final String SELECT =
      "SELECT key_id, owner, wrapped, created_at FROM memory.data_key WHERE tenant = ? AND ";

  private final PostgresSession session;

  public PostgresDataKeys(PostgresSession session) {
    this.session = session;
  }

  @Override
  public Optional<StoredKey> find(UUID tenant, String owner) {
    return find(tenant, "owner = ? AND retired_at IS NULL", b -> b.uuid(tenant).text(owner));
  }

  @Override
  public Optional<StoredKey> find(UUID tenant, UUID keyId) {
    return find(tenant, "key_id = ?", b -> b.uuid(tenant).uuid(keyId));
  }

  private Optional<StoredKey> find(UUID tenant, String which, Binder binder) {
    return session.queryOne(only(tenant), SELECT + which, binder, PostgresDataKeys::read);
  }

  @Override
  public StoredKey insertIfAbsent(UUID tenant, StoredKey key) {
    Bytes wrapped = key.wrapped();
    session.transact(
        only(tenant),
        tx -> {
          tx.touched("data_key", key.id());
          return tx.update(
              """
              INSERT INTO memory.data_key (tenant, key_id, owner, wrapped, created_at)
              VALUES (?, ?, ?, ?, ?)
              ON CONFLICT (tenant, owner) WHERE retired_at IS NULL DO NOTHING
              """,
              b ->
                  b.uuid(tenant)
                      .uuid(key.id())
                      .text(key.owner())
                      .bytes(wrapped == null ? null : wrapped.toByteArray())
                      .timestamp(key.createdAt()));
        });
    return find(tenant, key.owner())
        .orElseThrow(() -> new IllegalStateException("a key that was inserted is not there"));
  }

  private static TenantScope only(UUID tenant) {
    return TenantScope.of(tenant, Set.of());
  }

  private static StoredKey read(Row row) throws SQLException {
    byte[] wrapped = row.bytesOrNull("wrapped");
    return new StoredKey(
        row.uuid("key_id"),
        row.text("owner"),
        wrapped == null ? null : Bytes.of(wrapped),
        row.instant("created_at"));
  }
}
