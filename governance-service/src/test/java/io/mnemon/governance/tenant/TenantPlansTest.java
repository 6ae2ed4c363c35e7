package io.mnemon.governance.tenant;

import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.QueryPlans;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class TenantPlansTest {
  @Inject QueryPlans plans;

  @Test
  void principalsAreFoundByTheirTenant() throws SQLException {
    UUID tenant = plans.tenant();

    plans.assertEnteredByTenant(
        tenant,
        PostgresDirectoryStore.FIND,
        binding ->
            binding
                .uuid(tenant)
                .uuidArray(List.of(UUID.randomUUID()))
                .uuid(tenant)
                .textArray(List.of("user 1"))
                .uuid(tenant)
                .uuid(tenant)
                .uuid(tenant));
  }

  @Test
  void treesAreReadByTheirTenant() throws SQLException {
    UUID tenant = plans.tenant();

    plans.assertEnteredByTenant(tenant, PostgresUnitTrees.TREE, binding -> binding.uuid(tenant));
  }

  @Test
  void principalsAreListedByTheirTenant() throws SQLException {
    UUID tenant = plans.tenant();

    plans.assertEnteredByTenant(
        tenant,
        PostgresTenantStore.PRINCIPALS,
        binding -> binding.uuid(tenant).text(null).text(null).uuid(null).uuid(null).integer(101));
  }

  @Test
  void membersAreListedByTheirTenant() throws SQLException {
    UUID tenant = plans.tenant();

    plans.assertEnteredByTenant(
        tenant,
        PostgresMemberships.OF_UNIT,
        binding ->
            binding
                .uuid(tenant)
                .uuid(UUID.randomUUID())
                .uuid(null)
                .uuid(null)
                .timestamp(Instant.parse("2026-01-01T00:00:00Z"))
                .integer(101));
  }
}
