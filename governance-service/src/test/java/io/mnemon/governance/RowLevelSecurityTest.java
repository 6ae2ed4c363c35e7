package io.mnemon.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mnemon.api.governance.v1.CreateAuditCheckpointRequest;
import io.mnemon.api.governance.v1.CreateDirectoryGroupRequest;
import io.mnemon.api.governance.v1.CreateDirectoryUserRequest;
import io.mnemon.api.governance.v1.CreateRoleRequest;
import io.mnemon.api.governance.v1.CreateUnitRequest;
import io.mnemon.api.governance.v1.DirectoryUserAttributes;
import io.mnemon.api.governance.v1.ListAuditEntriesRequest;
import io.mnemon.api.governance.v1.PutAuditSettingsRequest;
import io.mnemon.api.governance.v1.PutPolicyRequest;
import io.mnemon.api.governance.v1.ResolveSubjectsRequest;
import io.mnemon.tenancy.Caller;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service's own database role sees and may do, whatever statement it sends. */
@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class RowLevelSecurityTest {
  @Inject TestCalls calls;

  @Inject
  @DataSource("governance")
  javax.sql.DataSource connections;

  private TestTenant here;
  private TestTenant there;

  @BeforeEach
  void tenants() {
    here = filled();
    there = filled();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unit",
        "principal",
        "membership",
        "api_key",
        "idempotency",
        "custom_role",
        "policy",
        "issuer",
        "issuer_mapping",
        "principal_identity",
        "token_cutoff",
        "logout_token",
        "directory_user",
        "directory_group",
        "directory_member",
        "audit_entry",
        "audit_head",
        "audit_checkpoint",
        "audit_settings",
        "pseudonym"
      })
  void aStatementWithoutPredicatesSeesOneTenant(String table) throws SQLException {
    try (Connection connection = as(here.id())) {
      assertThat(tenants(connection, table)).containsOnly(here.id());
    }
    try (Connection connection = as(there.id())) {
      assertThat(tenants(connection, table)).containsOnly(there.id());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unit",
        "principal",
        "membership",
        "api_key",
        "idempotency",
        "custom_role",
        "policy",
        "issuer",
        "issuer_mapping",
        "principal_identity",
        "token_cutoff",
        "logout_token",
        "directory_user",
        "directory_group",
        "directory_member",
        "audit_entry",
        "audit_head",
        "audit_checkpoint",
        "audit_settings",
        "pseudonym"
      })
  void withoutTheSettingNothingIsSeen(String table) throws SQLException {
    try (Connection connection = connections.getConnection()) {
      assertThat(tenants(connection, table)).isEmpty();
    }
  }

  @Test
  void everyTableOfTenantDataForcesItsPolicy() throws SQLException {
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS forced
                FROM pg_class c
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant'
                WHERE c.relnamespace = 'governance'::regnamespace AND c.relkind = 'r'
                """)) {
      List<String> tables = new ArrayList<>();
      while (rows.next()) {
        tables.add(rows.getString("relname"));
        assertThat(rows.getBoolean("forced")).as(rows.getString("relname")).isTrue();
      }
      assertThat(tables).hasSize(31);
    }
  }

  @Test
  void aRowOfAnotherTenantCannotBeWritten() throws SQLException {
    try (Connection connection = as(here.id());
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(
              () ->
                  statement.execute(
                      "INSERT INTO governance.unit (tenant, id, kind, name, created_at) VALUES ('"
                          + there.id()
                          + "', gen_random_uuid(), 'organization', 'x', now())"))
          .hasMessageContaining("row-level security");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM governance.audit_pending",
        "UPDATE governance.audit_pending SET entry = ''",
        "UPDATE governance.audit_entry SET entry = ''",
        "DELETE FROM governance.audit_entry",
        "DELETE FROM governance.audit_head",
        "UPDATE governance.audit_checkpoint SET line = ''",
        "DELETE FROM governance.audit_checkpoint",
        "UPDATE governance.pseudonym SET pseudonym = gen_random_uuid()",
        "DELETE FROM governance.audit_signer",
        "UPDATE governance.audit_signer SET public_key = ''",
        "DELETE FROM governance.api_key",
        "DELETE FROM governance.policy",
        "UPDATE governance.policy SET text = ''",
        "UPDATE governance.custom_role SET actions = '{}'",
        "UPDATE governance.api_key SET secret_hash = sha256('x')",
        "UPDATE governance.principal SET platform_admin = true",
        "UPDATE governance.tenant SET name = 'x'",
        "DELETE FROM governance.tenant",
        "ALTER TABLE governance.unit DISABLE ROW LEVEL SECURITY",
        "SET ROLE mnemon",
        "CREATE TABLE governance.x (id int)"
      })
  void theRoleMayNotDoWhatTheServiceNeverDoes(String sql) throws SQLException {
    try (Connection connection = as(here.id());
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute(sql))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }
  }

  @Test
  void theRoleIsNoSuperuserAndObeysPolicies() throws SQLException {
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement();
        ResultSet role =
            statement.executeQuery(
                """
                SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS mighty
                FROM pg_roles
                WHERE rolname = current_user
                """)) {
      assertThat(role.next()).isTrue();
      assertThat(role.getString("rolname")).isEqualTo("mnemon_governance");
      assertThat(role.getBoolean("mighty")).isFalse();
    }
  }

  /** A connection in one transaction, which is rolled back when it is closed. */
  private Connection as(String tenant) throws SQLException {
    Connection connection = connections.getConnection();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT set_config('app.tenant', '" + tenant + "', true)");
    }
    return connection;
  }

  private static List<String> tenants(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT tenant FROM governance." + table)) {
      List<String> tenants = new ArrayList<>();
      while (rows.next()) {
        tenants.add(rows.getString("tenant"));
      }
      return tenants;
    }
  }

  private TestTenant filled() {
    TestTenant tenant = TestTenant.create(calls);
    var unit =
        calls
            .tenants(tenant.admin())
            .createUnit(
                CreateUnitRequest.newBuilder()
                    .setKind("organization")
                    .setName("north")
                    .setIdempotencyKey("key-1")
                    .build());
    var unusedRole =
        calls
            .authorization(tenant.admin())
            .createRole(
                CreateRoleRequest.newBuilder().setName("r").addActions("unit.create").build());
    var unusedPolicy =
        calls
            .authorization(tenant.admin())
            .putPolicy(
                PutPolicyRequest.newBuilder()
                    .setName("p")
                    .setText(
                        "forbid (principal, action == Mnemon::Action::\"tenant.export\","
                            + " resource);")
                    .build());
    var alice = tenant.user("alice");
    tenant.grant(unit.getId(), alice, "viewer");
    seedIdentity(tenant.id(), unit.getId(), alice.getId());
    Caller caller = tenant.caller(alice);
    var ada =
        calls
            .provisioning(tenant.admin())
            .createDirectoryUser(
                CreateDirectoryUserRequest.newBuilder()
                    .setUser(DirectoryUserAttributes.newBuilder().setUserName("ada"))
                    .build());
    calls
        .provisioning(tenant.admin())
        .createDirectoryGroup(
            CreateDirectoryGroupRequest.newBuilder()
                .setDisplayName("mathematicians")
                .addMembers(ada.getId())
                .build());
    assertThatThrownBy(
            () ->
                calls
                    .access(caller)
                    .resolveSubjects(ResolveSubjectsRequest.newBuilder().addUsers("bob").build()))
        .hasMessageContaining("NOT_FOUND");
    await()
        .until(
            () ->
                calls
                        .audit(tenant.admin())
                        .listAuditEntries(ListAuditEntriesRequest.getDefaultInstance())
                        .getEntriesCount()
                    > 0);
    calls
        .audit(tenant.admin())
        .createAuditCheckpoint(CreateAuditCheckpointRequest.getDefaultInstance());
    calls
        .audit(tenant.admin())
        .putAuditSettings(PutAuditSettingsRequest.newBuilder().setReads("off").build());
    return tenant;
  }

  private void seedIdentity(String tenant, String unit, String principal) {
    try (Connection connection = as(tenant);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO governance.issuer
            (tenant, id, name, url, audiences, algorithms, principal_claim, groups_claim,
             create_users, created_at)
          VALUES ('%1$s', '%1$s', 'login', 'https://id.example.com', '{mnemon}', '{RS256}', 'sub',
                  'groups', true, now());
          INSERT INTO governance.issuer_mapping
            (tenant, issuer, group_name, unit, role, lasts_seconds)
          VALUES ('%1$s', '%1$s', 'devs', '%2$s', 'viewer', 60);
          INSERT INTO governance.principal_identity (tenant, issuer, subject, principal, created_at)
          VALUES ('%1$s', 'https://id.example.com', '1', '%3$s', now());
          INSERT INTO governance.token_cutoff
            (tenant, issuer, subject, actor, session, issued_until, expires_at)
          VALUES ('%1$s', 'https://id.example.com', '1', '', '', now(), now());
          INSERT INTO governance.logout_token (tenant, issuer, jti, expires_at)
          VALUES ('%1$s', 'https://id.example.com', '1', now());
          """
              .formatted(tenant, unit, principal));
      connection.commit();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
