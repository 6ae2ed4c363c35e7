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

/**
 * Who has which role where, in Postgres. What people give and take is theirs: it has no source, and
 * roles that a sign-in gave stay beside it.
 */
public final class PostgresMemberships {
  /** Roles that a group gives, of the directory or of a sign-in, come and go with the group. */
  private static final String BY_HAND = " source = ''";

  static final String OF_UNIT =
      """
      SELECT DISTINCT ON (m.principal)
             m.principal, m.unit, m.role, m.custom_role, c.name AS custom_role_name, m.expires_at,
             m.by_tenant_admin, m.source
      FROM governance.membership m
      LEFT JOIN governance.custom_role c ON c.tenant = m.tenant AND c.id = m.custom_role
      WHERE m.tenant = ? AND m.unit = ? AND (?::uuid IS NULL OR m.principal > ?)
      ORDER BY m.principal, m.expires_at IS NULL OR m.expires_at > ? DESC,
        array_position(
          ARRAY['viewer', 'agent', 'developer', 'tech_lead', 'architect', 'admin', 'tenant_admin'],
          m.role) DESC
      LIMIT ?
      """;

  private static final String PUT =
      """
      INSERT INTO governance.membership
        (tenant, principal, unit, role, custom_role, expires_at, by_tenant_admin, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant, principal, unit, source)
      DO UPDATE SET role = EXCLUDED.role, custom_role = EXCLUDED.custom_role,
        expires_at = EXCLUDED.expires_at, by_tenant_admin = EXCLUDED.by_tenant_admin
      """;

  private static final String HELD =
      """
      SELECT role, expires_at IS NULL OR expires_at > ? AS holds
      FROM governance.membership
      WHERE tenant = ? AND principal = ? AND unit = ? AND
      """
          + BY_HAND;

  private static final String REMOVE =
      "DELETE FROM governance.membership WHERE tenant = ? AND principal = ? AND unit = ? AND "
          + BY_HAND;

  private static final String GIVEN =
      "SELECT role FROM governance.membership WHERE tenant = ? AND principal = ? AND unit = ?";

  private static final String OTHER_ADMINS =
      """
      SELECT count(*) AS admins
      FROM governance.membership m
      JOIN governance.principal p
        ON p.tenant = m.tenant AND p.id = m.principal AND p.deactivated_at IS NULL
      WHERE m.tenant = ? AND m.unit = ? AND m.role = 'tenant_admin' AND m.expires_at IS NULL
        AND m.principal <> ? AND
      """
          + BY_HAND;

  private final PostgresSession session;
  private final InstantSource clock;

  public PostgresMemberships(PostgresSession session, InstantSource clock) {
    this.session = session;
    this.clock = clock;
  }

  MemberChange put(TenantScope scope, Membership wanted, Role granter, long epoch) {
    return session.transact(
        scope,
        tx -> {
          PostgresEpoch.bump(scope, tx, epoch);
          return putAtThisEpoch(scope, tx, wanted, granter);
        });
  }

  /**
   * Grants a role as part of a transaction, and moves the tenant's epoch.
   *
   * @param granter the role of those who grant it; who holds a stronger one is left alone
   */
  public MemberChange put(TenantScope scope, Transaction tx, Membership wanted, Role granter) {
    PostgresEpoch.bump(scope, tx);
    return putAtThisEpoch(scope, tx, wanted, granter);
  }

  private MemberChange putAtThisEpoch(
      TenantScope scope, Transaction tx, Membership wanted, Role granter) {
    Optional<Held> held = held(scope, tx, wanted.principal(), wanted.unit());
    boolean stays = wanted.role() == Role.TENANT_ADMIN && wanted.expiresAt() == null;
    Optional<MemberChange> refusal =
        held.flatMap(h -> refusal(scope, tx, wanted.principal(), h, granter, stays));
    if (refusal.isPresent()) {
      tx.leaveOut();
      return refusal.get();
    }
    tx.touched("role." + wanted.role().word(), wanted.unit());
    tx.concerns(wanted.principal());
    insert(scope, tx, wanted);
    return new MemberChange.Done();
  }

  MemberChange remove(TenantScope scope, UUID principal, UUID unit, Role granter, long epoch) {
    return session.transact(
        scope,
        tx -> {
          PostgresEpoch.bump(scope, tx, epoch);
          Optional<Held> held = held(scope, tx, principal, unit);
          if (held.isEmpty()) {
            tx.leaveOut();
            return isGiven(scope, tx, principal, unit)
                ? new MemberChange.ByGroup()
                : new MemberChange.NoSuchMember();
          }
          Optional<MemberChange> refusal =
              refusal(scope, tx, principal, held.get(), granter, false);
          if (refusal.isPresent()) {
            tx.leaveOut();
            return refusal.get();
          }
          tx.concerns(principal);
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
                    .timestamp(clock.instant())
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
                .uuid(membership.own() == null ? null : membership.own().id())
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

  private static boolean isGiven(TenantScope scope, Transaction tx, UUID principal, UUID unit) {
    return !tx.query(
            GIVEN,
            binding -> binding.uuid(scope.tenant()).uuid(principal).uuid(unit),
            row -> row.text("role"))
        .isEmpty();
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
    return membership(row.uuid("principal"), row.uuid("unit"), row);
  }

  static Membership membership(UUID principal, UUID unit, Row row) throws SQLException {
    UUID own = row.uuidOrNull("custom_role");
    return new Membership(
        principal,
        unit,
        Role.ofWord(row.text("role")).orElseThrow(),
        own == null ? null : new Membership.OwnRole(own, row.text("custom_role_name")),
        row.instantOrNull("expires_at"),
        row.bool("by_tenant_admin"),
        row.text("source"));
  }

  private record Held(Role role, boolean holds) {}
}
