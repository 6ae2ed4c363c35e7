package io.mnemon.governance.audit;

import io.mnemon.audit.PublicSigningKey;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.Row;
import io.mnemon.tenancy.ControlPlane;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The keys in Postgres. */
@ControlPlane("the logs of all tenants are signed by the same key")
final class PostgresSignerStore implements SignerStore {
  private static final String ONE_BY_ONE =
      "SELECT pg_advisory_xact_lock(hashtext('mnemon_audit_signer')) IS NULL AS it";

  private static final String LATEST_FIRST =
      "SELECT public_key FROM governance.audit_signer ORDER BY begun_at DESC, id";

  // By the clock of the database, which is the same for all.
  private static final String BEGIN =
      """
      INSERT INTO governance.audit_signer (id, public_key, begun_at)
      VALUES (?, ?, clock_timestamp())
      ON CONFLICT (id) DO UPDATE SET begun_at = EXCLUDED.begun_at
      """;

  private final ControlSession session;

  PostgresSignerStore(ControlSession session) {
    this.session = session;
  }

  @Override
  public Optional<PublicSigningKey> begin(PublicSigningKey key) {
    return session.transact(
        tx -> {
          tx.query(ONE_BY_ONE, binding -> {}, row -> row.bool("it"));
          Optional<PublicSigningKey> last =
              tx.query(LATEST_FIRST, binding -> {}, PostgresSignerStore::key).stream().findFirst();
          // It is nobody's request.
          tx.leaveOut();
          tx.update(BEGIN, binding -> binding.text(key.id()).text(key.base64()));
          return last;
        });
  }

  @Override
  public List<PublicSigningKey> all() {
    return session.query(LATEST_FIRST, binding -> {}, PostgresSignerStore::key);
  }

  private static PublicSigningKey key(Row row) throws SQLException {
    return PublicSigningKey.of(row.text("public_key"));
  }
}
