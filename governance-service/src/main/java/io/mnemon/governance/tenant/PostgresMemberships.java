package io.mnemon.governance.tenant;

import io.mnemon.storage.Binder;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Who has which role where, in Postgres. */
public final class PostgresMemberships {
  static final String OF_UNIT =
      """
      SELECT principal, unit, role, expires_at, by_tenant_admin
      FROM governance.membership
      WHERE tenant = ? AND unit = ? AND (?::uuid IS NULL OR principal > ?)
      ORDER BY principal
      LIMIT ?
      """;

  private static final String PUT =
      """
      INSERT INTO governance.membership
        (tenant, principal, unit, role, expires_at, by_tenant_admin, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant, principal, unit)
      DO UPDATE SET role = EXCLUDED.role, expires_at = EXCLUDED.expires_at,
        by_tenant_admin = EXCLUDED.by_tenant_admin
      """;

  private static final String HELD =
      """
      SELECT role, expires_at IS NULL OR expires_at > ? AS holds
      FROM governance.membership
      WHERE tenant = ? AND principal = ? AND unit = ?
      """;

  private static final String REMOVE =
      "DELETE FROM governance.membership WHERE tenant = ? AND principal = ? AND unit = ?";

  private static final String OTHER_ADMINS =
      """
      SELECT count(*) AS admins
      FROM governance.membership
      WHERE tenant = ? AND unit = ? AND role = 'tenant_admin' AND expires_at IS NULL
        AND principal <> ?
      """;

  private final PostgresSession session;
  private final InstantSource clock;

  public PostgresMemberships(PostgresSession session, InstantSource clock) {
    this.session = session;
    this.clock = clock;
  }

  MemberChange put(TenantScope scope, Membership wanted, Role granter) {
    return session.transact(scope, tx -> put(scope, tx, wanted, granter));
  }

  /**
   * Grants a role as part of a transaction, and moves the tenant's epoch.
   *
   * @param granter the role of those who grant it; who holds a stronger one is left alone
   */
  public MemberChange put(TenantScope scope, Transaction tx, Membership wanted, Role granter) {
    PostgresEpoch.bump(scope, tx);
    Optional<Held> held = held(scope, tx, wanted.principal(), wanted.unit());
    boolean stays = wanted.role() == Role.TENANT_ADMIN && wanted.expiresAt() == null;
    Optional<MemberChange> refusal =
        held.flatMap(h -> refusal(scope, tx, wanted.principal(), h, granter, stays));
    if (refusal.isPresent()) {
      return refusal.get();
    }
    insert(scope, tx, wanted);
    return new MemberChange.Done();
  }

  MemberChange remove(TenantScope scope, UUID principal, UUID unit, Role granter) {
    return session.transact(
        scope,
        tx -> {
          PostgresEpoch.bump(scope, tx);
          Optional<Held> held = held(scope, tx, principal, unit);
          if (held.isEmpty()) {
            return new MemberChange.NoSuchMember();
          }
          Optional<MemberChange> refusal =
              refusal(scope, tx, principal, held.get(), granter, false);
          if (refusal.isPresent()) {
            return refusal.get();
          }
          tx.update(REMOVE, binding -> binding.uuid(scope.tenant()).uuid(principal).uuid(unit));
          return new MemberChange.Done();
        });
  }

  Page<Membership> list(TenantScope scope, UUID unit, Page.Request wanted) {
    List<Membership> found =
        session.query(
            scope,
            OF_UNIT,
            binding ->
                binding
                    .uuid(scope.tenant())
                    .uuid(unit)
                    .uuid(wanted.after())
                    .uuid(wanted.after())
                    .integer(wanted.limit() + 1),
            PostgresMemberships::membership);
    return wanted.page(found, Membership::principal);
  }

  void insert(TenantScope scope, Transaction tx, Membership membership) {
    Binder binder =
        binding ->
            binding
                .uuid(scope.tenant())
                .uuid(membership.principal())
                .uuid(membership.unit())
                .text(membership.role().word())
                .timestamp(membership.expiresAt())
                .bool(membership.byTenantAdmin())
                .timestamp(clock.instant());
    tx.update(PUT, binder);
  }

  private Optional<Held> held(TenantScope scope, Transaction tx, UUID principal, UUID unit) {
    return tx.queryOne(
        HELD,
        binding ->
            binding.timestamp(clock.instant()).uuid(scope.tenant()).uuid(principal).uuid(unit),
        row -> new Held(Role.ofWord(row.text("role")).orElseThrow(), row.bool("holds")));
  }

  private static Optional<MemberChange> refusal(
      TenantScope scope, Transaction tx, UUID principal, Held held, Role granter, boolean stays) {
    if (!held.holds()) {
      return Optional.empty();
    }
    if (!granter.isAtLeast(held.role())) {
      return Optional.of(new MemberChange.Stronger(held.role()));
    }
    if (held.role() == Role.TENANT_ADMIN && !stays && otherAdmins(scope, tx, principal) == 0) {
      return Optional.of(new MemberChange.LastAdmin());
    }
    return Optional.empty();
  }

  private static long otherAdmins(TenantScope scope, Transaction tx, UUID principal) {
    return tx.query(
            OTHER_ADMINS,
            binding -> binding.uuid(scope.tenant()).uuid(scope.tenant()).uuid(principal),
            row -> row.bigint("admins"))
        .getFirst();
  }

  private static Membership membership(Row row) throws SQLException {
    return new Membership(
        row.uuid("principal"),
        row.uuid("unit"),
        Role.ofWord(row.text("role")).orElseThrow(),
        row.instantOrNull("expires_at"),
        row.bool("by_tenant_admin"));
  }

  private record Held(Role role, boolean holds) {}
}
