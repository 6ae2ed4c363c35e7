package io.mnemon.governance.access;

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
class AccessPlansTest {
  @Inject QueryPlans plans;

  @Test
  void keysAreCheckedByTheirTenant() throws SQLException {
    UUID tenant = plans.tenant();

    plans.assertEnteredByTenant(
        tenant,
        PostgresCredentials.CREDENTIAL,
        binding ->
            binding.uuid(tenant).uuid(tenant).uuid(tenant).uuid(tenant).uuid(UUID.randomUUID()));
  }

  @Test
  void keysAreListedByTheirTenant() throws SQLException {
    UUID tenant = plans.tenant();

    plans.assertEnteredByTenant(
        tenant,
        PostgresKeyStore.OF_PRINCIPAL,
        binding -> binding.uuid(tenant).uuid(UUID.randomUUID()).uuid(null).uuid(null).integer(101));
  }

  @Test
  void usersOfAUnitAreFoundByTheirTenant() throws SQLException {
    UUID tenant = plans.tenant();
    List<UUID> units = List.of(UUID.randomUUID(), UUID.randomUUID());

    plans.assertEnteredByTenant(
        tenant,
        PostgresSubjectStore.USERS_WITHIN,
        binding ->
            binding
                .uuid(tenant)
                .uuidArray(units)
                .text("")
                .uuid(tenant)
                .uuid(tenant)
                .uuidArray(units)
                .timestamp(Instant.parse("2026-01-01T00:00:00Z"))
                .text("")
                .integer(101));
  }

  @Test
  void whoWasRenamedIsFoundByTheirTenant() throws SQLException {
    UUID tenant = plans.tenant();

    plans.assertEnteredByTenant(
        tenant,
        PostgresSubjectStore.RENAMED,
        binding -> binding.text("shop:").uuid(tenant).integer(101));
  }
}
