package io.mnemon.governance.access;

import io.mnemon.governance.tenant.Creation;
import io.mnemon.governance.tenant.FirstKey;
import io.mnemon.governance.tenant.Once;
import io.mnemon.governance.tenant.Page;
import io.mnemon.governance.tenant.PostgresEpoch;
import io.mnemon.governance.tenant.PostgresOnce;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.storage.Transaction;
import io.mnemon.storage.Work;
import io.mnemon.tenancy.Caller.ActFor;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keys in Postgres. */
final class PostgresKeyStore implements KeyStore, FirstKey {
  static final String COLUMNS =
      """
      k.id, k.principal, k.scopes, k.act_for_unit, k.act_for_prefix, k.expires_at, k.created_at,
      k.revoked_at, k.last_used_at, k.replaced_by
      """;

  static final String OF_PRINCIPAL =
      "SELECT "
          + COLUMNS
          + """
          FROM governance.api_key k
          WHERE k.tenant = ? AND k.principal = ? AND (?::uuid IS NULL OR k.id > ?)
          ORDER BY k.id
          LIMIT ?
          """;

  private static final String OF_ALL =
      "SELECT "
          + COLUMNS
          + """
          FROM governance.api_key k
          WHERE k.tenant = ? AND (?::uuid IS NULL OR k.id > ?)
          ORDER BY k.id
          LIMIT ?
          """;

  private static final String FIND =
      "SELECT " + COLUMNS + " FROM governance.api_key k WHERE k.tenant = ? AND k.id = ?";

  private static final String HAS_GOOD =
      """
      SELECT EXISTS (
        SELECT FROM governance.api_key
        WHERE tenant = ? AND principal = ? AND revoked_at IS NULL
          AND (expires_at IS NULL OR expires_at > ?)) AS it
      """;

  private static final String INSERT =
      """
      INSERT INTO governance.api_key
        (tenant, id, principal, secret_hash, scopes, act_for_unit, act_for_prefix, expires_at,
         created_at, created_by, bootstrap)
      SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
      WHERE (SELECT count(*) FROM governance.api_key
             WHERE tenant = ? AND principal = ? AND revoked_at IS NULL
               AND (expires_at IS NULL OR expires_at > ?)) < ?
      """;

  private static final String REPLACE =
      """
      UPDATE governance.api_key
      SET replaced_by = ?, expires_at = least(expires_at, ?)
      WHERE tenant = ? AND id = ? AND revoked_at IS NULL AND replaced_by IS NULL
      """;

  private static final String USED =
      """
      UPDATE governance.api_key k
      SET last_used_at = u.at
      FROM unnest(?::uuid[], ?::timestamptz[]) AS u (id, at)
      WHERE k.tenant = ? AND k.id = u.id AND (k.last_used_at IS NULL OR k.last_used_at < u.at)
      """;

  private static final String REVOKE =
      """
      UPDATE governance.api_key
      SET revoked_at = ?
      WHERE tenant = ? AND id = ? AND revoked_at IS NULL
      """;

  private static final String REVOKE_BOOTSTRAP =
      """
      UPDATE governance.api_key
      SET revoked_at = ?
      WHERE tenant = ? AND principal = ? AND bootstrap AND revoked_at IS NULL
      """;

  private final PostgresSession session;
  private final Supplier<UUID> ids;
  private final InstantSource clock;
  private final int maxPerPrincipal;
  private final PostgresCredentials credentials;

  /**
   * @param maxPerPrincipal how many keys of one principal may be good at once
   */
  PostgresKeyStore(
      PostgresSession session, Supplier<UUID> ids, InstantSource clock, int maxPerPrincipal) {
    this.session = session;
    this.ids = ids;
    this.clock = clock;
    this.maxPerPrincipal = maxPerPrincipal;
    this.credentials = new PostgresCredentials(session);
  }

  @Override
  public Optional<Credential> credential(TenantScope scope, KeyText shown) {
    return credentials.find(scope, shown);
  }

  @Override
  public Optional<ApiKey> find(TenantScope scope, UUID id) {
    return session.queryOne(
        scope, FIND, binding -> binding.uuid(scope.tenant()).uuid(id), PostgresKeyStore::key);
  }

  @Override
  public Page<ApiKey> list(TenantScope scope, @Nullable UUID principal, Page.Request wanted) {
    List<ApiKey> found =
        session.query(
            scope,
            principal == null ? OF_ALL : OF_PRINCIPAL,
            binding -> {
              binding.uuid(scope.tenant());
              if (principal != null) {
                binding.uuid(principal);
              }
              binding.uuid(wanted.after()).uuid(wanted.after()).integer(wanted.limit() + 1);
            },
            PostgresKeyStore::key);
    return wanted.page(found, ApiKey::id);
  }

  @Override
  public Creation create(
      TenantScope scope,
      ApiKey key,
      KeyText text,
      UUID createdBy,
      @Nullable Once once,
      long epoch) {
    return once(scope, key, once, tx -> created(scope, tx, key, text, createdBy, epoch));
  }

  @Override
  public Creation replace(
      TenantScope scope,
      Replacement replacement,
      ApiKey key,
      KeyText text,
      UUID createdBy,
      @Nullable Once once,
      long epoch) {
    return once(
        scope,
        key,
        once,
        tx -> {
          Creation created = created(scope, tx, key, text, createdBy, epoch);
          int replaced =
              tx.update(
                  REPLACE,
                  binding ->
                      binding
                          .uuid(key.id())
                          .timestamp(replacement.ends())
                          .uuid(scope.tenant())
                          .uuid(replacement.old()));
          if (replaced == 0) {
            throw new NothingMadeException(new Creation.NameTaken());
          }
          return created;
        });
  }

  @Override
  public void used(TenantScope scope, Map<UUID, Instant> uses) {
    List<Map.Entry<UUID, Instant>> entries = List.copyOf(uses.entrySet());
    // That a key is used is told by what it is used for.
    session
        .unaudited()
        .update(
            scope,
            USED,
            binding ->
                binding
                    .uuidArray(entries.stream().map(Map.Entry::getKey).toList())
                    .textArray(entries.stream().map(use -> use.getValue().toString()).toList())
                    .uuid(scope.tenant()));
  }

  /** Nothing is left of a transaction that made nothing, not even the claim of its request. */
  private Creation once(TenantScope scope, ApiKey key, @Nullable Once once, Work<Creation> work) {
    try {
      return session.transact(
          scope,
          tx ->
              switch (PostgresOnce.claim(scope, tx, once, key.id(), key.createdAt())) {
                case PostgresOnce.Claim.Repeated(UUID before) -> new Creation.Repeated(before);
                case PostgresOnce.Claim.UsedForOther() -> new Creation.UsedForOther();
                case PostgresOnce.Claim.First() -> work.run(tx);
              });
    } catch (NothingMadeException e) {
      return e.outcome();
    }
  }

  private Creation created(
      TenantScope scope, Transaction tx, ApiKey key, KeyText text, UUID createdBy, long epoch) {
    PostgresEpoch.bump(scope, tx, epoch);
    tx.touched("key", key.id());
    tx.concerns(key.principal());
    if (insert(scope, tx, key, text, createdBy, false, maxPerPrincipal) == 0) {
      throw new NothingMadeException(new Creation.LimitReached());
    }
    return new Creation.Created();
  }

  @Override
  public boolean hasGood(TenantScope scope, UUID principal, Instant at) {
    return session
        .queryOne(
            scope,
            HAS_GOOD,
            binding -> binding.uuid(scope.tenant()).uuid(principal).timestamp(at),
            row -> row.bool("it"))
        .orElseThrow();
  }

  @Override
  public boolean createBootstrapKey(TenantScope scope, ApiKey key, KeyText text) {
    return session.transact(
        scope,
        tx -> {
          // Who waited here counts what the other has committed.
          long epoch = PostgresEpoch.hold(scope, tx);
          if (insert(scope, tx, key, text, key.principal(), true, 1) == 0) {
            return false;
          }
          PostgresEpoch.bump(scope, tx, epoch);
          tx.touched("key", key.id());
          return true;
        });
  }

  @Override
  public void replaceBootstrapKey(TenantScope scope, ApiKey key, KeyText text) {
    session.transact(
        scope,
        tx -> {
          PostgresEpoch.bump(scope, tx);
          tx.touched("key", key.id());
          int revoked =
              tx.update(
                  REVOKE_BOOTSTRAP,
                  binding ->
                      binding
                          .timestamp(key.createdAt())
                          .uuid(scope.tenant())
                          .uuid(key.principal()));
          insert(scope, tx, key, text, key.principal(), true, Integer.MAX_VALUE);
          return revoked;
        });
  }

  @Override
  public void revoke(TenantScope scope, UUID id, Instant at, long epoch) {
    session.transact(
        scope,
        tx -> {
          PostgresEpoch.bump(scope, tx, epoch);
          return tx.update(REVOKE, binding -> binding.timestamp(at).uuid(scope.tenant()).uuid(id));
        });
  }

  @Override
  public String issue(TenantScope scope, Transaction tx, UUID principal) {
    Instant now = clock.instant();
    KeyText text = KeyText.create(scope.tenant(), ids.get());
    ApiKey key = ApiKey.fresh(text.id(), principal, List.of(), null, null, now);
    insert(scope, tx, key, text, principal, false, maxPerPrincipal);
    return text.text();
  }

  /**
   * @param most how many good keys the principal has with this one at most; else nothing is stored
   */
  private static int insert(
      TenantScope scope,
      Transaction tx,
      ApiKey key,
      KeyText text,
      UUID createdBy,
      boolean bootstrap,
      int most) {
    ActFor actFor = key.actFor();
    return tx.update(
        INSERT,
        binding ->
            binding
                .uuid(scope.tenant())
                .uuid(key.id())
                .uuid(key.principal())
                .bytes(text.secretHash())
                .textArray(key.scopes())
                .uuid(actFor == null ? null : actFor.unit())
                .text(actFor == null ? null : actFor.subjectPrefix())
                .timestamp(key.expiresAt())
                .timestamp(key.createdAt())
                .uuid(createdBy)
                .bool(bootstrap)
                .uuid(scope.tenant())
                .uuid(key.principal())
                .timestamp(key.createdAt())
                .integer(most));
  }

  static ApiKey key(Row row) throws SQLException {
    UUID unit = row.uuidOrNull("act_for_unit");
    return new ApiKey(
        row.uuid("id"),
        row.uuid("principal"),
        row.textList("scopes"),
        unit == null ? null : new ActFor(unit, row.text("act_for_prefix")),
        row.instantOrNull("expires_at"),
        row.instant("created_at"),
        row.instantOrNull("revoked_at"),
        row.instantOrNull("last_used_at"),
        row.uuidOrNull("replaced_by"));
  }

  /** Takes the claim back together with the transaction. */
  private static final class NothingMadeException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Creation outcome;

    NothingMadeException(Creation outcome) {
      this.outcome = outcome;
    }

    Creation outcome() {
      return outcome;
    }
  }
}
