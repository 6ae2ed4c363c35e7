package io.mnemon.governance.access;

import io.mnemon.governance.tenant.Creation;
import io.mnemon.governance.tenant.FirstKey;
import io.mnemon.governance.tenant.Membership;
import io.mnemon.governance.tenant.Once;
import io.mnemon.governance.tenant.Page;
import io.mnemon.governance.tenant.PostgresEpoch;
import io.mnemon.governance.tenant.PostgresOnce;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.Caller.ActFor;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keys in Postgres. */
final class PostgresKeyStore implements KeyStore, FirstKey {
  private static final String COLUMNS =
      """
      k.id, k.principal, k.scopes, k.act_for_unit, k.act_for_prefix, k.expires_at, k.created_at,
      k.revoked_at
      """;

  static final String CREDENTIAL =
      "SELECT "
          + COLUMNS
          + """
          , k.secret_hash, p.kind, p.name, p.on_behalf_of, p.platform_admin, t.epoch,
            m.unit, m.role, m.expires_at AS role_expires_at, m.by_tenant_admin
          FROM governance.api_key k
          JOIN governance.principal p ON p.tenant = ? AND p.id = k.principal
          JOIN governance.tenant t ON t.id = ? AND t.erasing_since IS NULL
          LEFT JOIN governance.membership m ON m.tenant = ? AND m.principal = k.principal
          WHERE k.tenant = ? AND k.id = ?
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

  private static final String INSERT =
      """
      INSERT INTO governance.api_key
        (tenant, id, principal, secret_hash, scopes, act_for_unit, act_for_prefix, expires_at,
         created_at, created_by, bootstrap)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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

  PostgresKeyStore(PostgresSession session, Supplier<UUID> ids, InstantSource clock) {
    this.session = session;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Optional<Credential> credential(TenantScope scope, KeyText shown) {
    UUID tenant = scope.tenant();
    List<Line> lines =
        session.query(
            scope,
            CREDENTIAL,
            binding -> binding.uuid(tenant).uuid(tenant).uuid(tenant).uuid(tenant).uuid(shown.id()),
            row -> line(row, shown));
    List<Membership> memberships =
        lines.stream().map(Line::membership).filter(Objects::nonNull).toList();
    return lines.stream().findFirst().filter(Line::proven).map(line -> line.with(memberships));
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
      TenantScope scope, ApiKey key, KeyText text, UUID createdBy, @Nullable Once once) {
    return session.transact(
        scope,
        tx ->
            switch (PostgresOnce.claim(scope, tx, once, key.id(), key.createdAt())) {
              case PostgresOnce.Claim.Repeated(UUID before) -> new Creation.Repeated(before);
              case PostgresOnce.Claim.UsedForOther() -> new Creation.UsedForOther();
              case PostgresOnce.Claim.First() -> {
                PostgresEpoch.bump(scope, tx);
                tx.touched("key", key.id());
                tx.concerns(key.principal());
                insert(scope, tx, key, text, createdBy, false);
                yield new Creation.Created();
              }
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
          insert(scope, tx, key, text, key.principal(), true);
          return revoked;
        });
  }

  @Override
  public void revoke(TenantScope scope, UUID id, Instant at) {
    session.transact(
        scope,
        tx -> {
          PostgresEpoch.bump(scope, tx);
          return tx.update(REVOKE, binding -> binding.timestamp(at).uuid(scope.tenant()).uuid(id));
        });
  }

  @Override
  public String issue(TenantScope scope, Transaction tx, UUID principal) {
    Instant now = clock.instant();
    KeyText text = KeyText.create(scope.tenant(), ids.get());
    ApiKey key = new ApiKey(text.id(), principal, List.of(), null, null, now, null);
    insert(scope, tx, key, text, principal, false);
    return text.text();
  }

  private static void insert(
      TenantScope scope,
      Transaction tx,
      ApiKey key,
      KeyText text,
      UUID createdBy,
      boolean bootstrap) {
    ActFor actFor = key.actFor();
    tx.update(
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
                .bool(bootstrap));
  }

  private static ApiKey key(Row row) throws SQLException {
    UUID unit = row.uuidOrNull("act_for_unit");
    return new ApiKey(
        row.uuid("id"),
        row.uuid("principal"),
        row.textList("scopes"),
        unit == null ? null : new ActFor(unit, row.text("act_for_prefix")),
        row.instantOrNull("expires_at"),
        row.instant("created_at"),
        row.instantOrNull("revoked_at"));
  }

  private static Line line(Row row, KeyText shown) throws SQLException {
    ApiKey key = key(row);
    Credential credential =
        new Credential(
            key,
            PrincipalKind.ofWord(row.text("kind")).orElseThrow(),
            row.text("name"),
            row.uuidOrNull("on_behalf_of"),
            row.bool("platform_admin"),
            List.of(),
            row.bigint("epoch"));
    UUID unit = row.uuidOrNull("unit");
    Membership membership =
        unit == null
            ? null
            : new Membership(
                key.principal(),
                unit,
                Role.ofWord(row.text("role")).orElseThrow(),
                row.instantOrNull("role_expires_at"),
                row.bool("by_tenant_admin"));
    return new Line(credential, membership, shown.matches(row.bytes("secret_hash")));
  }

  private record Line(Credential credential, @Nullable Membership membership, boolean proven) {
    Credential with(List<Membership> memberships) {
      return new Credential(
          credential.key(),
          credential.kind(),
          credential.name(),
          credential.onBehalfOf(),
          credential.platformAdmin(),
          memberships,
          credential.epoch());
    }
  }
}
