package io.mnemon.governance.identity;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Membership;
import io.mnemon.governance.tenant.Name;
import io.mnemon.governance.tenant.PostgresEpoch;
import io.mnemon.governance.tenant.Principal;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.storage.Transaction;
import io.mnemon.storage.UniqueViolationException;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who the subjects of issuers are, in Postgres. */
final class PostgresIdentityStore implements IdentityStore {
  static final String LOOK =
      """
      SELECT t.epoch, i.actor, i.latest_token,
             p.id, p.kind, p.name, p.on_behalf_of, p.home_unit, p.platform_admin, p.created_at,
             p.deactivated_at, m.unit, m.role, m.expires_at, m.by_tenant_admin, m.source
      FROM governance.tenant t
      LEFT JOIN governance.principal_identity i
        ON i.tenant = ? AND i.issuer = ? AND i.subject = ? AND i.actor = ANY (?)
      LEFT JOIN governance.principal p ON p.tenant = ? AND p.id = i.principal
      LEFT JOIN governance.membership m ON m.tenant = ? AND m.principal = p.id
      WHERE t.id = ? AND t.erasing_since IS NULL
      """;

  private static final String INSERT_PRINCIPAL =
      """
      INSERT INTO governance.principal (tenant, id, kind, name, on_behalf_of, created_at)
      SELECT ?, ?, ?, ?, ?, ?
      WHERE (SELECT count(*) FROM governance.principal WHERE tenant = ?) < ?
      """;

  private static final String INSERT_IDENTITY =
      """
      INSERT INTO governance.principal_identity
        (tenant, issuer, subject, actor, principal, created_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  /**
   * Locked, so that of two subjects that come for one user at once the second sees the first. Whom
   * the directory made is as old as its entry there; whom it found here is older.
   */
  private static final String DIRECTORY_USERS =
      """
      SELECT u.id,
             p.created_at = u.created_at AND NOT EXISTS (
               SELECT FROM governance.membership m
               WHERE m.tenant = u.tenant AND m.principal = u.id AND m.source = '') AS is_made_there
      FROM governance.directory_user u
      JOIN governance.principal p ON p.tenant = u.tenant AND p.id = u.id
      WHERE u.tenant = ? AND u.deleted_at IS NULL AND u.%s = ?
      ORDER BY u.id LIMIT 2
      FOR UPDATE OF u
      """;

  private static final String COUNT_SUBJECTS =
      """
      SELECT count(*) AS subjects FROM governance.principal_identity
      WHERE tenant = ? AND issuer = ? AND principal = ? AND actor = ''
      """;

  private static final String SHOWN =
      """
      UPDATE governance.principal_identity
      SET latest_token = ?
      WHERE tenant = ? AND issuer = ? AND subject = ? AND actor = ''
        AND (latest_token IS NULL OR latest_token <= ?)
      """;

  private static final String DELETE_FROM_ISSUER =
      "DELETE FROM governance.membership WHERE tenant = ? AND principal = ? AND source = ?";

  private static final String INSERT_MEMBERSHIP =
      """
      INSERT INTO governance.membership
        (tenant, principal, unit, source, role, expires_at, by_tenant_admin, created_at)
      SELECT ?, ?, ?, ?, ?, ?, ?, ?
      WHERE EXISTS (
        SELECT FROM governance.issuer_mapping m
        JOIN governance.issuer i ON i.tenant = ? AND i.id = m.issuer AND NOT i.disabled
        WHERE m.tenant = ? AND m.issuer = ? AND m.unit = ? AND m.role = ?)
      """;

  private static final String LINKED =
      """
      SELECT principal FROM governance.principal_identity
      WHERE tenant = ? AND issuer = ? AND subject = ? AND actor = ''
      """;

  private static final String FORGET =
      "DELETE FROM governance.principal_identity WHERE tenant = ? AND issuer = ? AND subject = ?";

  private final PostgresSession session;
  private final PostgresCutoffs cutoffs;
  private final InstantSource clock;

  PostgresIdentityStore(PostgresSession session, InstantSource clock) {
    this.session = session;
    this.cutoffs = new PostgresCutoffs(session);
    this.clock = clock;
  }

  @Override
  public Optional<Known> look(TenantScope scope, Issuer issuer, Presented token) {
    UUID tenant = scope.tenant();
    return session.transact(
        scope,
        tx -> {
          List<Line> lines =
              tx.query(
                  LOOK,
                  binding ->
                      binding
                          .uuid(tenant)
                          .text(issuer.url())
                          .text(token.subject())
                          .textArray(List.of("", token.actor()))
                          .uuid(tenant)
                          .uuid(tenant)
                          .uuid(tenant),
                  PostgresIdentityStore::line);
          if (lines.isEmpty()) {
            return Optional.empty();
          }
          List<Cutoff> signedOut =
              tx.query(
                  PostgresCutoffs.OF_TOKEN,
                  binding ->
                      binding
                          .uuid(tenant)
                          .text(issuer.url())
                          .text(token.subject())
                          .text(token.session()),
                  PostgresCutoffs::cutoff);
          return Optional.of(
              new Known(
                  lines.getFirst().epoch(),
                  person(issuer, lines, ""),
                  token.actor().isEmpty() ? null : person(issuer, lines, token.actor()),
                  signedOut));
        });
  }

  @Override
  public Joining join(
      TenantScope scope,
      Issuer issuer,
      String subject,
      String actor,
      Principal principal,
      int maxPrincipals) {
    try {
      return session.transact(
          scope,
          tx -> {
            int inserted =
                tx.update(
                    INSERT_PRINCIPAL,
                    binding ->
                        binding
                            .uuid(scope.tenant())
                            .uuid(principal.id())
                            .text(principal.kind().word())
                            .text(principal.name())
                            .uuid(principal.onBehalfOf())
                            .timestamp(principal.createdAt())
                            .uuid(scope.tenant())
                            .integer(maxPrincipals));
            if (inserted == 0) {
              return new Joining.LimitReached();
            }
            tx.touched("principal", principal.id());
            tx.concerns(principal.id());
            identify(scope, tx, issuer, subject, actor, principal.id(), principal.createdAt());
            return new Joining.Joined();
          });
    } catch (UniqueViolationException e) {
      return new Joining.Taken();
    }
  }

  @Override
  public Found linkDirectoryUser(
      TenantScope scope,
      Issuer issuer,
      String subject,
      ClaimNames.Attribute attribute,
      String value,
      Instant at) {
    try {
      return session.transact(
          scope,
          tx -> {
            Found found = linkDirectoryUser(scope, tx, issuer, subject, attribute, value, at);
            if (found != Found.LINKED) {
              tx.leaveOut();
            }
            return found;
          });
    } catch (UniqueViolationException e) {
      // The same subject came twice at once: the other one has been linked.
      return Found.LINKED;
    }
  }

  /**
   * @param isMadeThere whether all that the user is and may do comes from the directory
   */
  private record Candidate(UUID id, boolean isMadeThere) {}

  private static Found linkDirectoryUser(
      TenantScope scope,
      Transaction tx,
      Issuer issuer,
      String subject,
      ClaimNames.Attribute attribute,
      String value,
      Instant at) {
    UUID tenant = scope.tenant();
    List<Candidate> users =
        tx.query(
            DIRECTORY_USERS.formatted(column(attribute)),
            binding -> binding.uuid(tenant).text(key(attribute, value)),
            row -> new Candidate(row.uuid("id"), row.bool("is_made_there")));
    if (users.size() != 1) {
      return users.isEmpty() ? Found.NOBODY : Found.SEVERAL;
    }
    if (!users.getFirst().isMadeThere()) {
      return Found.MORE_THAN_THAT;
    }
    UUID user = users.getFirst().id();
    boolean taken =
        tx.queryOne(
                COUNT_SUBJECTS,
                binding -> binding.uuid(tenant).text(issuer.url()).uuid(user),
                row -> row.bigint("subjects"))
            .filter(subjects -> subjects > 0)
            .isPresent();
    if (taken) {
      return Found.TAKEN;
    }
    tx.touched("principal", user);
    tx.concerns(user);
    identify(scope, tx, issuer, subject, "", user, at);
    return Found.LINKED;
  }

  private static String column(ClaimNames.Attribute attribute) {
    return switch (attribute) {
      case EXTERNAL_ID -> "external_id";
      case USER_NAME -> "name_key";
    };
  }

  private static String key(ClaimNames.Attribute attribute, String value) {
    return switch (attribute) {
      case EXTERNAL_ID -> value;
      case USER_NAME -> Name.key(value);
    };
  }

  @Override
  public void link(
      TenantScope scope, Issuer issuer, String subject, UUID principal, Instant at, long epoch) {
    UUID tenant = scope.tenant();
    session.transact(
        scope,
        tx -> {
          PostgresEpoch.bump(scope, tx, epoch);
          tx.concerns(principal);
          Optional<UUID> before =
              tx.queryOne(
                  LINKED,
                  binding -> binding.uuid(tenant).text(issuer.url()).text(subject),
                  row -> row.uuid("principal"));
          if (before.equals(Optional.of(principal))) {
            return 0;
          }
          if (before.isPresent()) {
            deleteFromIssuer(scope, tx, issuer, before.get());
            tx.update(FORGET, binding -> binding.uuid(tenant).text(issuer.url()).text(subject));
          }
          return identify(scope, tx, issuer, subject, "", principal, at);
        });
  }

  @Override
  public void shown(TenantScope scope, Issuer issuer, Presented token) {
    session.unaudited().transact(scope, tx -> remember(scope, tx, issuer, token));
  }

  @Override
  public void putGroups(
      TenantScope scope,
      Issuer issuer,
      Presented token,
      UUID principal,
      List<Membership> memberships) {
    session.transact(
        scope,
        tx -> {
          PostgresEpoch.bump(scope, tx);
          if (remember(scope, tx, issuer, token) == 0) {
            tx.leaveOut();
            return 0;
          }
          tx.concerns(principal);
          deleteFromIssuer(scope, tx, issuer, principal);
          for (Membership membership : memberships) {
            if (insert(scope, tx, issuer, membership) > 0) {
              tx.touched("role." + membership.role().word(), membership.unit());
            }
          }
          return memberships.size();
        });
  }

  @Override
  public void signOut(TenantScope scope, UUID principal, Instant now, Instant keepUntil) {
    cutoffs.ofPrincipal(scope, principal, now, keepUntil);
  }

  @Override
  public boolean signOut(
      TenantScope scope,
      Issuer issuer,
      String message,
      Cutoff cutoff,
      Instant now,
      Instant keepUntil) {
    return cutoffs.ofIssuer(scope, issuer, message, cutoff, now, keepUntil);
  }

  private static int identify(
      TenantScope scope,
      Transaction tx,
      Issuer issuer,
      String subject,
      String actor,
      UUID principal,
      Instant at) {
    return tx.update(
        INSERT_IDENTITY,
        binding ->
            binding
                .uuid(scope.tenant())
                .text(issuer.url())
                .text(subject)
                .text(actor)
                .uuid(principal)
                .timestamp(at));
  }

  private static int remember(TenantScope scope, Transaction tx, Issuer issuer, Presented token) {
    return tx.update(
        SHOWN,
        binding ->
            binding
                .timestamp(token.issuedAt())
                .uuid(scope.tenant())
                .text(issuer.url())
                .text(token.subject())
                .timestamp(token.issuedAt()));
  }

  private static void deleteFromIssuer(
      TenantScope scope, Transaction tx, Issuer issuer, UUID principal) {
    tx.update(
        DELETE_FROM_ISSUER,
        binding -> binding.uuid(scope.tenant()).uuid(principal).text(issuer.source()));
  }

  /** What a group gives, if it is still mapped to that. */
  private int insert(TenantScope scope, Transaction tx, Issuer issuer, Membership membership) {
    return tx.update(
        INSERT_MEMBERSHIP,
        binding ->
            binding
                .uuid(scope.tenant())
                .uuid(membership.principal())
                .uuid(membership.unit())
                .text(issuer.source())
                .text(membership.role().word())
                .timestamp(membership.expiresAt())
                .bool(membership.byTenantAdmin())
                .timestamp(clock.instant())
                .uuid(scope.tenant())
                .uuid(scope.tenant())
                .uuid(issuer.id())
                .uuid(membership.unit())
                .text(membership.role().word()));
  }

  private record Identified(String actor, Principal principal, @Nullable Instant latestToken) {}

  private record Line(
      long epoch, @Nullable Identified identified, @Nullable Membership membership) {}

  private static @Nullable Person person(Issuer issuer, List<Line> lines, String actor) {
    Identified identified = null;
    List<Membership> all = new ArrayList<>();
    List<Membership> fromIssuer = new ArrayList<>();
    for (Line line : lines) {
      if (line.identified() == null || !line.identified().actor().equals(actor)) {
        continue;
      }
      identified = line.identified();
      if (line.membership() != null) {
        all.add(line.membership());
        if (issuer.source().equals(line.membership().source())) {
          fromIssuer.add(line.membership());
        }
      }
    }
    return identified == null
        ? null
        : new Person(identified.principal(), all, fromIssuer, identified.latestToken());
  }

  private static Line line(Row row) throws SQLException {
    UUID id = row.uuidOrNull("id");
    if (id == null) {
      return new Line(row.bigint("epoch"), null, null);
    }
    if (row.instantOrNull("deactivated_at") != null) {
      throw new ServiceException(
          ErrorCode.UNAUTHENTICATED,
          row.text("name") + " has been deactivated: ask an administrator of your company");
    }
    Principal principal =
        new Principal(
            id,
            PrincipalKind.ofWord(row.text("kind")).orElseThrow(),
            row.text("name"),
            row.uuidOrNull("on_behalf_of"),
            row.uuidOrNull("home_unit"),
            row.bool("platform_admin"),
            row.instant("created_at"));
    UUID unit = row.uuidOrNull("unit");
    Membership membership =
        unit == null
            ? null
            : new Membership(
                id,
                unit,
                Role.ofWord(row.text("role")).orElseThrow(),
                null,
                row.instantOrNull("expires_at"),
                row.bool("by_tenant_admin"),
                row.text("source"));
    return new Line(
        row.bigint("epoch"),
        new Identified(row.text("actor"), principal, row.instantOrNull("latest_token")),
        membership);
  }
}
