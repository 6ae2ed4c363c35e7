package io.mnemon.governance.identity;

import io.mnemon.governance.tenant.PostgresEpoch;
import io.mnemon.storage.Binder;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/** Which tokens are not good any more, in Postgres. Every addition moves the tenant's epoch. */
final class PostgresCutoffs {
  static final String OF_TOKEN =
      """
      SELECT subject, actor, session, issued_until
      FROM governance.token_cutoff
      WHERE tenant = ? AND issuer = ? AND (subject = ? OR (session <> '' AND session = ?))
      """;

  private static final String KEEP_LATER =
      """
      ON CONFLICT (tenant, issuer, subject, actor, session) DO UPDATE
      SET issued_until = greatest(governance.token_cutoff.issued_until, EXCLUDED.issued_until),
          expires_at = greatest(governance.token_cutoff.expires_at, EXCLUDED.expires_at)
      """;

  /** A token that was shown may have been issued by a clock that is ahead. */
  private static final String OF_PRINCIPAL =
      """
      INSERT INTO governance.token_cutoff
        (tenant, issuer, subject, actor, session, issued_until, expires_at)
      SELECT tenant, issuer, subject, actor, '', greatest(?, latest_token), ?
      FROM governance.principal_identity
      WHERE tenant = ? AND principal = ?
      """
          + KEEP_LATER;

  private static final String INSERT =
      """
      INSERT INTO governance.token_cutoff
        (tenant, issuer, subject, actor, session, issued_until, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """
          + KEEP_LATER;

  private static final String USE_MESSAGE =
      """
      INSERT INTO governance.logout_token (tenant, issuer, jti, expires_at)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (tenant, issuer, jti) DO NOTHING
      """;

  private final PostgresSession session;

  PostgresCutoffs(PostgresSession session) {
    this.session = session;
  }

  void ofPrincipal(TenantScope scope, UUID principal, Instant now, Instant keepUntil) {
    session.transact(
        scope,
        tx -> {
          PostgresEpoch.bump(scope, tx);
          forget(scope, tx, "token_cutoff", now);
          return tx.update(
              OF_PRINCIPAL,
              binding ->
                  binding.timestamp(now).timestamp(keepUntil).uuid(scope.tenant()).uuid(principal));
        });
  }

  boolean ofIssuer(
      TenantScope scope,
      Issuer issuer,
      String message,
      Cutoff cutoff,
      Instant now,
      Instant keepUntil) {
    Binder use =
        binding ->
            binding.uuid(scope.tenant()).text(issuer.url()).text(message).timestamp(keepUntil);
    Binder insertion =
        binding ->
            binding
                .uuid(scope.tenant())
                .text(issuer.url())
                .text(cutoff.subject())
                .text(cutoff.actor())
                .text(cutoff.session())
                .timestamp(cutoff.issuedUntil())
                .timestamp(keepUntil);
    return session.transact(
        scope,
        tx -> {
          if (tx.update(USE_MESSAGE, use) == 0) {
            return false;
          }
          PostgresEpoch.bump(scope, tx);
          forget(scope, tx, "logout_token", now);
          forget(scope, tx, "token_cutoff", now);
          tx.update(INSERT, insertion);
          return true;
        });
  }

  private static void forget(TenantScope scope, Transaction tx, String table, Instant now) {
    tx.update(
        "DELETE FROM governance." + table + " WHERE tenant = ? AND expires_at < ?",
        binding -> binding.uuid(scope.tenant()).timestamp(now));
  }

  static Cutoff cutoff(Row row) throws SQLException {
    return new Cutoff(
        row.text("subject"), row.text("actor"), row.text("session"), row.instant("issued_until"));
  }
}
