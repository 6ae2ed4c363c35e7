package io.mnemon.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.api.governance.v1.CreateUnitRequest;
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
  @ValueSource(strings = {"unit", "principal", "membership", "api_key", "idempotency"})
  void aStatementWithoutPredicatesSeesOneTenant(String table) throws SQLException {
    try (Connection connection = as(here.id())) {
      assertThat(tenants(connection, table)).containsOnly(here.id());
    }
    try (Connection connection = as(there.id())) {
      assertThat(tenants(connection, table)).containsOnly(there.id());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unit", "principal", "membership", "api_key", "idempotency"})
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
      assertThat(tables).hasSize(15);
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
        "SELECT * FROM governance.denial",
        "DELETE FROM governance.denial",
        "DELETE FROM governance.api_key",
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
    var alice = tenant.user("alice");
    tenant.grant(unit.getId(), alice, "viewer");
    Caller caller = tenant.caller(alice);
    assertThatThrownBy(
            () ->
                calls
                    .access(caller)
                    .resolveSubjects(ResolveSubjectsRequest.newBuilder().addUsers("bob").build()))
        .hasMessageContaining("NOT_FOUND");
    return tenant;
  }
}
