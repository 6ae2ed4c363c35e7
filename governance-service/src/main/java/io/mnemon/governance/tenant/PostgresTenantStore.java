package io.mnemon.governance.tenant;

import io.mnemon.storage.Binder;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.storage.Transaction;
import io.mnemon.storage.UniqueViolationException;
import io.mnemon.storage.Work;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tenants, units and principals in Postgres. */
final class PostgresTenantStore implements TenantStore {
  static final String PRINCIPALS =
      """
      SELECT id, kind, name, on_behalf_of, home_unit, platform_admin, created_at
      FROM governance.principal
      WHERE tenant = ? AND (?::text IS NULL OR kind = ?) AND (?::uuid IS NULL OR id > ?)
      ORDER BY id
      LIMIT ?
      """;

  private static final String INSERT_UNIT =
      """
      INSERT INTO governance.unit (tenant, id, parent, kind, name, created_at)
      SELECT ?, ?, ?, ?, ?, ?
      WHERE (SELECT count(*) FROM governance.unit WHERE tenant = ?) < ?
      """;

  private static final String INSERT_PRINCIPAL =
      """
      INSERT INTO governance.principal
        (tenant, id, kind, name, on_behalf_of, home_unit, platform_admin, created_at)
      SELECT ?, ?, ?, ?, ?, ?, ?, ?
      WHERE (SELECT count(*) FROM governance.principal WHERE tenant = ?) < ?
      """;

  private static final String TENANT =
      "SELECT id, name, created_at FROM governance.tenant WHERE erasing_since IS NULL AND ";

  private final PostgresSession session;
  private final ControlSession control;
  private final PostgresMemberships memberships;

  PostgresTenantStore(PostgresSession session, ControlSession control, InstantSource clock) {
    this.session = session;
    this.control = control;
    this.memberships = new PostgresMemberships(session, clock);
  }

  @Override
  public Founded found(TenantScope scope, Founding founding, Work<String> further) {
    try {
      return session.transact(
          scope,
          tx -> {
            Optional<Founded> before = PostgresFounding.claim(tx, founding);
            if (before.isPresent()) {
              return before.get();
            }
            tx.touched("tenant", founding.tenant().id());
            for (Principal principal : founding.principals()) {
              tx.touched("principal", principal.id());
              tx.update(INSERT_PRINCIPAL, binder(scope, principal, Integer.MAX_VALUE));
            }
            for (Membership membership : founding.memberships()) {
              memberships.insert(scope, tx, membership);
            }
            return new Founded.Created(further.run(tx));
          });
    } catch (UniqueViolationException e) {
      return PostgresFounding.conflict(e);
    }
  }

  @Override
  public Page<Tenant> tenants(Page.Request wanted) {
    List<Tenant> found =
        control.query(
            TENANT + "(?::uuid IS NULL OR id > ?) ORDER BY id LIMIT ?",
            binding ->
                binding.uuid(wanted.after()).uuid(wanted.after()).integer(wanted.limit() + 1),
            PostgresTenantStore::tenant);
    return wanted.page(found, Tenant::id);
  }

  @Override
  public Optional<Tenant> tenant(UUID id) {
    return control.queryOne(
        TENANT + "id = ?", binding -> binding.uuid(id), PostgresTenantStore::tenant);
  }

  @Override
  public Optional<Tenant> tenantNamed(String name) {
    return control.queryOne(
        TENANT + "name = ?", binding -> binding.text(name), PostgresTenantStore::tenant);
  }

  @Override
  public Creation createUnit(TenantScope scope, Unit unit, @Nullable Once once, int maxUnits) {
    Binder binder =
        binding ->
            binding
                .uuid(scope.tenant())
                .uuid(unit.id())
                .uuid(unit.parent())
                .text(unit.kind().word())
                .text(unit.name())
                .timestamp(unit.createdAt())
                .uuid(scope.tenant())
                .integer(maxUnits);
    return create(
        scope,
        once,
        unit.id(),
        unit.createdAt(),
        tx -> {
          tx.touched("unit", unit.id());
          return tx.update(INSERT_UNIT, binder);
        });
  }

  @Override
  public Creation createPrincipal(
      TenantScope scope, Principal principal, @Nullable Once once, int maxPrincipals) {
    return create(
        scope,
        once,
        principal.id(),
        principal.createdAt(),
        tx -> {
          tx.touched("principal", principal.id());
          return tx.update(INSERT_PRINCIPAL, binder(scope, principal, maxPrincipals));
        });
  }

  @Override
  public Page<Principal> principals(
      TenantScope scope, @Nullable PrincipalKind kind, Page.Request wanted) {
    String word = kind == null ? null : kind.word();
    List<Principal> found =
        session.query(
            scope,
            PRINCIPALS,
            binding ->
                binding
                    .uuid(scope.tenant())
                    .text(word)
                    .text(word)
                    .uuid(wanted.after())
                    .uuid(wanted.after())
                    .integer(wanted.limit() + 1),
            PostgresDirectoryStore::principal);
    return wanted.page(found, Principal::id);
  }

  @Override
  public MemberChange putMember(
      TenantScope scope, Membership membership, Role granter, long epoch) {
    return memberships.put(scope, membership, granter, epoch);
  }

  @Override
  public MemberChange removeMember(
      TenantScope scope, UUID principal, UUID unit, Role granter, long epoch) {
    return memberships.remove(scope, principal, unit, granter, epoch);
  }

  @Override
  public Page<Membership> members(TenantScope scope, UUID unit, Page.Request wanted) {
    return memberships.list(scope, unit, wanted);
  }

  private Creation create(
      TenantScope scope, @Nullable Once once, UUID id, Instant now, Work<Integer> insertion) {
    try {
      return session.transact(
          scope,
          tx ->
              switch (PostgresOnce.claim(scope, tx, once, id, now)) {
                case PostgresOnce.Claim.Repeated(UUID before) -> new Creation.Repeated(before);
                case PostgresOnce.Claim.UsedForOther() -> new Creation.UsedForOther();
                case PostgresOnce.Claim.First() -> insert(scope, tx, insertion);
              });
    } catch (UniqueViolationException e) {
      return new Creation.NameTaken();
    } catch (LimitReachedException e) {
      return new Creation.LimitReached();
    }
  }

  private static Creation insert(TenantScope scope, Transaction tx, Work<Integer> insertion)
      throws SQLException {
    PostgresEpoch.bump(scope, tx);
    if (insertion.run(tx) == 0) {
      throw new LimitReachedException();
    }
    return new Creation.Created();
  }

  private static Binder binder(TenantScope scope, Principal principal, int maxPrincipals) {
    return binding ->
        binding
            .uuid(scope.tenant())
            .uuid(principal.id())
            .text(principal.kind().word())
            .text(principal.name())
            .uuid(principal.onBehalfOf())
            .uuid(principal.homeUnit())
            .bool(principal.platformAdmin())
            .timestamp(principal.createdAt())
            .uuid(scope.tenant())
            .integer(maxPrincipals);
  }

  private static Tenant tenant(Row row) throws SQLException {
    return new Tenant(row.uuid("id"), row.text("name"), row.instant("created_at"));
  }

  /** Takes the claim back together with the transaction. */
  private static final class LimitReachedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
