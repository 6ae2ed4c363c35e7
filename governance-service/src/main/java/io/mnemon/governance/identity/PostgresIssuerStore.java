package io.mnemon.governance.identity;

import io.mnemon.governance.tenant.Page;
import io.mnemon.governance.tenant.PostgresEpoch;
import io.mnemon.storage.Binder;
import io.mnemon.storage.Binding;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.storage.Transaction;
import io.mnemon.storage.UniqueViolationException;
import io.mnemon.storage.Work;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Issuers in Postgres. */
final class PostgresIssuerStore implements IssuerStore {
  private static final String DOORS =
      """
      SELECT DISTINCT tenant, issuer
      FROM governance.issuer_audience
      WHERE url = ? AND audience = ANY (?)
      """;

  private static final String ISSUERS =
      """
      SELECT i.id, i.name, i.url, i.audiences, i.jwks_uri, i.algorithms, i.principal_claim,
             i.groups_claim, i.directory_claim, i.directory_attribute, i.create_users, i.disabled,
             i.created_at,
             m.group_name, m.unit, m.role, m.lasts_seconds
      FROM governance.issuer i
      LEFT JOIN governance.issuer_mapping m ON m.tenant = ? AND m.issuer = i.id
      """;

  private static final String FIND =
      ISSUERS + "WHERE i.tenant = ? AND i.id = ? ORDER BY m.group_name";

  private static final String LIST =
      ISSUERS
          + """
          WHERE i.tenant = ? AND i.id IN (
            SELECT id FROM governance.issuer
            WHERE tenant = ? AND (?::uuid IS NULL OR id > ?)
            ORDER BY id LIMIT ?)
          ORDER BY i.id, m.group_name
          """;

  private static final String INSERT =
      """
      INSERT INTO governance.issuer
        (tenant, id, name, url, audiences, jwks_uri, algorithms, principal_claim, groups_claim,
         directory_claim, directory_attribute, create_users, disabled, created_at)
      SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
      WHERE (SELECT count(*) FROM governance.issuer WHERE tenant = ?) < ?
      """;

  private static final String UPDATE =
      """
      UPDATE governance.issuer
      SET name = ?, audiences = ?, jwks_uri = ?, algorithms = ?, principal_claim = ?,
          groups_claim = ?, directory_claim = ?, directory_attribute = ?, create_users = ?,
          disabled = ?
      WHERE tenant = ? AND id = ?
      """;

  private static final String INSERT_MAPPING =
      """
      INSERT INTO governance.issuer_mapping (tenant, issuer, group_name, unit, role, lasts_seconds)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private static final String INSERT_AUDIENCE =
      """
      INSERT INTO governance.issuer_audience (tenant, issuer, url, audience) VALUES (?, ?, ?, ?)
      """;

  private static final String DELETE_UNMAPPED =
      """
      DELETE FROM governance.membership s
      WHERE s.tenant = ? AND s.source = ?
        AND NOT EXISTS (
          SELECT FROM governance.issuer_mapping m
          JOIN governance.issuer i ON i.tenant = ? AND i.id = m.issuer AND NOT i.disabled
          WHERE m.tenant = ? AND m.issuer = ? AND m.unit = s.unit AND m.role = s.role)
      """;

  private final PostgresSession session;
  private final ControlSession control;

  PostgresIssuerStore(PostgresSession session, ControlSession control) {
    this.session = session;
    this.control = control;
  }

  @Override
  public List<Door> doors(String url, Collection<String> audiences) {
    return control.query(
        DOORS,
        binding -> binding.text(url).textArray(audiences),
        row -> new Door(row.uuid("tenant"), row.uuid("issuer")));
  }

  @Override
  public Optional<Issuer> find(TenantScope scope, UUID id) {
    return gathered(
            session.query(
                scope,
                FIND,
                binding -> binding.uuid(scope.tenant()).uuid(scope.tenant()).uuid(id),
                PostgresIssuerStore::line))
        .stream()
        .findFirst();
  }

  @Override
  public Page<Issuer> list(TenantScope scope, Page.Request wanted) {
    UUID tenant = scope.tenant();
    List<Line> lines =
        session.query(
            scope,
            LIST,
            binding ->
                binding
                    .uuid(tenant)
                    .uuid(tenant)
                    .uuid(tenant)
                    .uuid(wanted.after())
                    .uuid(wanted.after())
                    .integer(wanted.limit() + 1),
            PostgresIssuerStore::line);
    return wanted.page(gathered(lines), Issuer::id);
  }

  @Override
  public IssuerChange create(TenantScope scope, Issuer issuer, int max, long epoch) {
    return change(
        scope,
        epoch,
        tx -> {
          if (tx.update(INSERT, insertion(scope, issuer, max)) == 0) {
            return new IssuerChange.LimitReached();
          }
          insertParts(scope, tx, issuer);
          return new IssuerChange.Done();
        });
  }

  @Override
  public IssuerChange update(TenantScope scope, Issuer issuer, long epoch) {
    IssuerTerms terms = issuer.terms();
    Binder binder =
        binding ->
            claims(
                    binding
                        .text(terms.name())
                        .textArray(terms.audiences())
                        .text(terms.jwksUri())
                        .textArray(terms.algorithms()),
                    terms.claims())
                .bool(terms.createUsers())
                .bool(terms.disabled())
                .uuid(scope.tenant())
                .uuid(issuer.id());
    return change(
        scope,
        epoch,
        tx -> {
          if (tx.update(UPDATE, binder) == 0) {
            return new IssuerChange.NoSuchIssuer();
          }
          deleteParts(scope, tx, issuer);
          insertParts(scope, tx, issuer);
          deleteUnmapped(scope, tx, issuer);
          return new IssuerChange.Done();
        });
  }

  @Override
  public IssuerChange delete(TenantScope scope, Issuer issuer, long epoch) {
    return change(
        scope,
        epoch,
        tx -> {
          deleteParts(scope, tx, issuer);
          deleteUnmapped(scope, tx, issuer);
          int deleted =
              tx.update(
                  "DELETE FROM governance.issuer WHERE tenant = ? AND id = ?",
                  binding -> binding.uuid(scope.tenant()).uuid(issuer.id()));
          return deleted == 0 ? new IssuerChange.NoSuchIssuer() : new IssuerChange.Done();
        });
  }

  private IssuerChange change(TenantScope scope, long epoch, Work<IssuerChange> work) {
    try {
      return session.transact(
          scope,
          tx -> {
            PostgresEpoch.bump(scope, tx, epoch);
            return work.run(tx);
          });
    } catch (UniqueViolationException e) {
      return switch (e.constraintName()) {
        case "issuer_name" -> new IssuerChange.NameTaken();
        case "issuer_audience_taken" -> new IssuerChange.AudienceTaken();
        case "issuer_url" -> new IssuerChange.UrlTaken();
        default -> throw e;
      };
    }
  }

  private static Binder insertion(TenantScope scope, Issuer issuer, int max) {
    IssuerTerms terms = issuer.terms();
    return binding ->
        claims(
                binding
                    .uuid(scope.tenant())
                    .uuid(issuer.id())
                    .text(terms.name())
                    .text(issuer.url())
                    .textArray(terms.audiences())
                    .text(terms.jwksUri())
                    .textArray(terms.algorithms()),
                terms.claims())
            .bool(terms.createUsers())
            .bool(terms.disabled())
            .timestamp(issuer.createdAt())
            .uuid(scope.tenant())
            .integer(max);
  }

  private static Binding claims(Binding binding, ClaimNames names) throws SQLException {
    ClaimNames.DirectoryClaim directory = names.directory();
    return binding
        .text(names.principal())
        .text(names.groups())
        .text(directory == null ? null : directory.claim())
        .text(directory == null ? null : directory.attribute().word());
  }

  private static ClaimNames claims(Row row) throws SQLException {
    String claim = row.textOrNull("directory_claim");
    ClaimNames.DirectoryClaim directory =
        claim == null
            ? null
            : new ClaimNames.DirectoryClaim(
                claim, ClaimNames.Attribute.ofWord(row.text("directory_attribute")).orElseThrow());
    return new ClaimNames(row.text("principal_claim"), row.text("groups_claim"), directory);
  }

  private static void insertParts(TenantScope scope, Transaction tx, Issuer issuer) {
    List<Binder> mappings =
        issuer.terms().mappings().stream()
            .map(
                mapping ->
                    (Binder)
                        binding ->
                            binding
                                .uuid(scope.tenant())
                                .uuid(issuer.id())
                                .text(mapping.group())
                                .uuid(mapping.unit())
                                .text(mapping.role().word())
                                .bigint(mapping.lasts().toSeconds()))
            .toList();
    // In one order for everybody, so that two tenants never wait for each other's pairs.
    List<Binder> audiences =
        issuer.terms().audiences().stream()
            .sorted()
            .map(
                audience ->
                    (Binder)
                        binding ->
                            binding
                                .uuid(scope.tenant())
                                .uuid(issuer.id())
                                .text(issuer.url())
                                .text(audience))
            .toList();
    if (!mappings.isEmpty()) {
      tx.batch(INSERT_MAPPING, mappings);
    }
    // One by one: a batch does not tell which constraint refused it.
    audiences.forEach(audience -> tx.update(INSERT_AUDIENCE, audience));
  }

  private static void deleteParts(TenantScope scope, Transaction tx, Issuer issuer) {
    for (String part : List.of("issuer_mapping", "issuer_audience")) {
      tx.update(
          "DELETE FROM governance." + part + " WHERE tenant = ? AND issuer = ?",
          binding -> binding.uuid(scope.tenant()).uuid(issuer.id()));
    }
  }

  private static void deleteUnmapped(TenantScope scope, Transaction tx, Issuer issuer) {
    UUID tenant = scope.tenant();
    tx.update(
        DELETE_UNMAPPED,
        binding ->
            binding.uuid(tenant).text(issuer.source()).uuid(tenant).uuid(tenant).uuid(issuer.id()));
  }

  /** An issuer with one of its mappings, if it has any. */
  private record Line(Issuer issuer, @Nullable GroupMapping mapping) {}

  private static List<Issuer> gathered(List<Line> lines) {
    Map<UUID, List<Line>> byIssuer =
        lines.stream()
            .collect(
                Collectors.groupingBy(
                    line -> line.issuer().id(), LinkedHashMap::new, Collectors.toList()));
    return byIssuer.values().stream().map(PostgresIssuerStore::whole).toList();
  }

  private static Issuer whole(List<Line> lines) {
    Issuer issuer = lines.getFirst().issuer();
    IssuerTerms terms = issuer.terms();
    return new Issuer(
        issuer.id(),
        issuer.url(),
        new IssuerTerms(
            terms.name(),
            terms.audiences(),
            terms.jwksUri(),
            terms.algorithms(),
            terms.claims(),
            lines.stream().map(Line::mapping).filter(Objects::nonNull).toList(),
            terms.createUsers(),
            terms.disabled()),
        issuer.createdAt());
  }

  private static Line line(Row row) throws SQLException {
    IssuerTerms terms =
        new IssuerTerms(
            row.text("name"),
            row.textList("audiences"),
            row.textOrNull("jwks_uri"),
            row.textList("algorithms"),
            claims(row),
            List.of(),
            row.bool("create_users"),
            row.bool("disabled"));
    Issuer issuer = new Issuer(row.uuid("id"), row.text("url"), terms, row.instant("created_at"));
    String group = row.textOrNull("group_name");
    return new Line(
        issuer,
        group == null
            ? null
            : new GroupMapping(
                group,
                row.uuid("unit"),
                Role.ofWord(row.text("role")).orElseThrow(),
                Duration.ofSeconds(row.bigint("lasts_seconds"))));
  }
}
