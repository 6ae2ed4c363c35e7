package io.mnemon.governance.provisioning;

import io.mnemon.governance.provisioning.UserAttributes.Email;
import io.mnemon.governance.provisioning.UserStore.Change;
import io.mnemon.storage.Binding;
import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A change of one user, within its transaction. */
final class PostgresUserChange {
  private static final String NAMED =
      """
      SELECT p.id, p.kind = 'user' AND NOT p.platform_admin AS adoptable, u.external_id,
             u.id IS NOT NULL AS known, u.deleted_at IS NOT NULL AS deleted
      FROM governance.principal p
      LEFT JOIN governance.directory_user u ON u.tenant = ? AND u.id = p.id
      WHERE p.tenant = ? AND p.name = ?
      """;

  private static final String LIVING =
      """
      SELECT u.version, p.name, p.deactivated_at IS NULL AS active
      FROM governance.directory_user u
      JOIN governance.principal p ON p.tenant = ? AND p.id = u.id
      WHERE u.tenant = ? AND u.id = ? AND u.deleted_at IS NULL
      """;

  private static final String INSERT_PRINCIPAL =
      """
      INSERT INTO governance.principal (tenant, id, kind, name, created_at)
      SELECT ?, ?, 'user', ?, ?
      WHERE (SELECT count(*) FROM governance.principal WHERE tenant = ?) < ?
      """;

  /** Also for one that was deleted, whose row is left. */
  private static final String PUT =
      """
      INSERT INTO governance.directory_user
        (tenant, id, name_key, external_id, display_name, given_name, family_name, formatted_name,
         emails, email_types, primary_email, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant, id) DO UPDATE
      SET name_key = EXCLUDED.name_key, external_id = EXCLUDED.external_id,
          display_name = EXCLUDED.display_name, given_name = EXCLUDED.given_name,
          family_name = EXCLUDED.family_name, formatted_name = EXCLUDED.formatted_name,
          emails = EXCLUDED.emails, email_types = EXCLUDED.email_types,
          primary_email = EXCLUDED.primary_email, updated_at = EXCLUDED.updated_at,
          version = directory_user.version + 1, deleted_at = NULL
      """;

  /** What is left is what the same person is recognised by. */
  private static final String FORGET =
      """
      UPDATE governance.directory_user
      SET display_name = '', given_name = '', family_name = '', formatted_name = '', emails = '{}',
          email_types = '{}', primary_email = NULL, version = version + 1, updated_at = ?,
          deleted_at = ?
      WHERE tenant = ? AND id = ?
      """;

  private static final String RENAME =
      "UPDATE governance.principal SET name = ?, renamed = true WHERE tenant = ? AND id = ?";

  private static final String GIVE_UP_NAME =
      """
      UPDATE governance.principal
      SET name = left(name, 80) || ' (left ' || id || ')', renamed = true
      WHERE tenant = ? AND id = ?
      """;

  private static final String DEACTIVATE =
      """
      UPDATE governance.principal SET deactivated_at = ?
      WHERE tenant = ? AND id = ? AND deactivated_at IS NULL
      """;

  private static final String ACTIVATE =
      """
      UPDATE governance.principal SET deactivated_at = NULL
      WHERE tenant = ? AND id = ? AND deactivated_at IS NOT NULL
      """;

  private static final String REVOKE_KEYS =
      """
      UPDATE governance.api_key SET revoked_at = ?
      WHERE tenant = ? AND principal = ? AND revoked_at IS NULL
      """;

  private static final String IS_LAST_ADMIN =
      """
      SELECT bool_or(m.principal = ?) AND NOT bool_or(m.principal <> ?) AS last
      FROM governance.membership m
      JOIN governance.principal p
        ON p.tenant = ? AND p.id = m.principal AND p.deactivated_at IS NULL
      WHERE m.tenant = ? AND m.unit = ? AND m.role = 'tenant_admin' AND m.expires_at IS NULL
        AND m.source = ''
      """;

  private final TenantScope scope;
  private final Transaction tx;
  private final Instant at;

  PostgresUserChange(TenantScope scope, Transaction tx, Instant at) {
    this.scope = scope;
    this.tx = tx;
    this.at = at;
  }

  /** A principal that has the name which a user is to have. */
  private record Namesake(
      UUID id, boolean adoptable, boolean known, boolean deleted, @Nullable String externalId) {
    boolean isSamePersonAs(UserAttributes attributes) {
      return known
          ? deleted && externalId != null && externalId.equals(attributes.externalId())
          : adoptable;
    }
  }

  private record Living(long version, String name, boolean active) {}

  Change create(UUID id, UserAttributes attributes, int maxPrincipals) {
    Optional<Namesake> namesake = named(attributes.userName());
    UUID user = namesake.filter(n -> n.isSamePersonAs(attributes)).map(Namesake::id).orElse(id);
    if (user.equals(id)) {
      namesake.ifPresent(this::giveUpName);
      insertPrincipal(user, attributes.userName(), maxPrincipals);
    }
    put(user, attributes);
    return new Change.Done(user, setActive(user, !Boolean.FALSE.equals(attributes.active())));
  }

  Change replace(UUID id, UserAttributes attributes, @Nullable Long expectedVersion) {
    Living living = living(id, expectedVersion);
    boolean renamed = !living.name().equals(attributes.userName());
    if (renamed) {
      named(attributes.userName()).ifPresent(this::giveUpName);
      tx.update(
          RENAME, binding -> binding.text(attributes.userName()).uuid(scope.tenant()).uuid(id));
    }
    put(id, attributes);
    boolean active = Objects.requireNonNullElse(attributes.active(), living.active());
    boolean deactivated = setActive(id, active);
    // Whom an application acts for, its names may say.
    return new Change.Done(id, renamed || deactivated);
  }

  Change delete(UUID id, @Nullable Long expectedVersion) {
    living(id, expectedVersion);
    boolean tookRights = setActive(id, false);
    tx.update(
        "DELETE FROM governance.directory_member WHERE tenant = ? AND user_id = ?",
        binding -> binding.uuid(scope.tenant()).uuid(id));
    tx.update(FORGET, binding -> binding.timestamp(at).timestamp(at).uuid(scope.tenant()).uuid(id));
    return new Change.Done(id, tookRights);
  }

  private void insertPrincipal(UUID id, String name, int maxPrincipals) {
    int inserted =
        tx.update(
            INSERT_PRINCIPAL,
            binding ->
                binding
                    .uuid(scope.tenant())
                    .uuid(id)
                    .text(name)
                    .timestamp(at)
                    .uuid(scope.tenant())
                    .integer(maxPrincipals));
    if (inserted == 0) {
      throw new PostgresChange.Refused(new Change.LimitReached());
    }
  }

  private Optional<Namesake> named(String name) {
    return tx.queryOne(
        NAMED,
        binding -> binding.uuid(scope.tenant()).uuid(scope.tenant()).text(name),
        row ->
            new Namesake(
                row.uuid("id"),
                row.bool("adoptable"),
                row.bool("known"),
                row.bool("deleted"),
                row.textOrNull("external_id")));
  }

  /** Whoever was deleted leaves the name to others, but not what it remembers. */
  private void giveUpName(Namesake gone) {
    if (!gone.deleted()) {
      throw new PostgresChange.Refused(new Change.NameTaken());
    }
    tx.update(GIVE_UP_NAME, binding -> binding.uuid(scope.tenant()).uuid(gone.id()));
  }

  private Living living(UUID id, @Nullable Long expectedVersion) {
    Living living =
        tx.queryOne(
                LIVING,
                binding -> binding.uuid(scope.tenant()).uuid(scope.tenant()).uuid(id),
                row -> new Living(row.bigint("version"), row.text("name"), row.bool("active")))
            .orElseThrow(() -> new PostgresChange.Refused(new Change.NoSuchUser()));
    if (expectedVersion != null && expectedVersion != living.version()) {
      throw new PostgresChange.Refused(new Change.OtherVersion(living.version()));
    }
    return living;
  }

  private void put(UUID id, UserAttributes attributes) {
    tx.update(
        PUT,
        binding -> {
          binding
              .uuid(scope.tenant())
              .uuid(id)
              .text(attributes.nameKey())
              .text(attributes.externalId())
              .text(attributes.displayName())
              .text(attributes.givenName())
              .text(attributes.familyName())
              .text(attributes.formattedName());
          bindEmails(binding, attributes.emails());
          binding.timestamp(at).timestamp(at);
        });
  }

  private static void bindEmails(Binding binding, List<Email> emails) throws SQLException {
    int primary =
        IntStream.range(0, emails.size())
            .filter(i -> emails.get(i).primary())
            .findFirst()
            .orElse(-1);
    binding
        .textArray(emails.stream().map(Email::value).toList())
        .textArray(emails.stream().map(Email::type).toList())
        .integer(primary < 0 ? null : primary + 1);
  }

  /** Tells whether the user may do less than before. */
  private boolean setActive(UUID id, boolean active) {
    if (active) {
      int activated = tx.update(ACTIVATE, binding -> binding.uuid(scope.tenant()).uuid(id));
      if (activated > 0) {
        PostgresGroupRoles.giveUser(scope, tx, id, at);
      }
      return false;
    }
    requireOtherAdmin(id);
    int deactivated =
        tx.update(DEACTIVATE, binding -> binding.timestamp(at).uuid(scope.tenant()).uuid(id));
    tx.update(REVOKE_KEYS, binding -> binding.timestamp(at).uuid(scope.tenant()).uuid(id));
    PostgresGroupRoles.takeUser(scope, tx, id);
    return deactivated > 0;
  }

  private void requireOtherAdmin(UUID id) {
    UUID tenant = scope.tenant();
    boolean last =
        tx.query(
                IS_LAST_ADMIN,
                binding -> binding.uuid(id).uuid(id).uuid(tenant).uuid(tenant).uuid(tenant),
                row -> Boolean.TRUE.equals(row.boolOrNull("last")))
            .getFirst();
    if (last) {
      throw new PostgresChange.Refused(new Change.LastAdmin());
    }
  }
}
