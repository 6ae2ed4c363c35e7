package io.mnemon.governance.identity;

import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.QueryPlans;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class IdentityPlansTest {
  private static final String ISSUER = "https://id.example.com";

  @Inject QueryPlans plans;

  @Test
  void whoComesIsFoundByTheirTenant() throws SQLException {
    UUID tenant = plans.tenant();

    plans.assertEnteredByTenant(
        tenant,
        PostgresIdentityStore.LOOK,
        binding ->
            binding
                .uuid(tenant)
                .text(ISSUER)
                .text("user 1")
                .textArray(List.of("", "planner"))
                .uuid(tenant)
                .uuid(tenant)
                .uuid(tenant));
  }

  @Test
  void whoHasSignedOutIsFoundByTheirTenant() throws SQLException {
    UUID tenant = plans.tenant();

    plans.assertEnteredByTenant(
        tenant,
        PostgresCutoffs.OF_TOKEN,
        binding -> binding.uuid(tenant).text(ISSUER).text("user 1").text("user 1"));
  }
}
