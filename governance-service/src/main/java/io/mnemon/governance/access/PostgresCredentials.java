package io.mnemon.governance.access;

import io.mnemon.governance.tenant.Membership;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads a key and what its holder is in one round trip. */
final class PostgresCredentials {
  static final String CREDENTIAL =
      "SELECT "
          + PostgresKeyStore.COLUMNS
          + """
          , k.secret_hash, p.kind, p.name, p.on_behalf_of, p.platform_admin, t.epoch,
            m.unit, m.role, m.expires_at AS role_expires_at, m.by_tenant_admin, m.source
          FROM governance.api_key k
          JOIN governance.principal p ON p.tenant = ? AND p.id = k.principal
          JOIN governance.tenant t ON t.id = ? AND t.erasing_since IS NULL
          LEFT JOIN governance.membership m ON m.tenant = ? AND m.principal = k.principal
          WHERE k.tenant = ? AND k.id = ? AND p.deactivated_at IS NULL
            AND NOT EXISTS (
              SELECT FROM governance.principal u
              WHERE u.tenant = p.tenant AND u.id = p.on_behalf_of AND u.deactivated_at IS NOT NULL)
          """;

  private final PostgresSession session;

  PostgresCredentials(PostgresSession session) {
    this.session = session;
  }

  /** The key, if the secret is its own; valid or not. */
  Optional<Credential> find(TenantScope scope, KeyText shown) {
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

  private static Line line(Row row, KeyText shown) throws SQLException {
    ApiKey key = PostgresKeyStore.key(row);
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
                null,
                row.instantOrNull("role_expires_at"),
                row.bool("by_tenant_admin"),
                row.text("source"));
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
