package io.mnemon.governance.cell;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.AuthenticateRequest;
import io.mnemon.api.governance.v1.Cell;
import io.mnemon.api.governance.v1.ListCellsRequest;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.tenancy.Caller;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class CellServiceTest {
  @Inject TestCalls calls;

  @Test
  void aNewTenantLivesInThePlatformsCell() {
    long before = tenantsOf("local");

    TestTenant.create(calls);

    assertThat(tenantsOf("local")).isEqualTo(before + 1);
  }

  @Test
  void aCredentialTellsWhereItsTenantLives() {
    assertThat(
            calls
                .access(Caller.service("gateway"))
                .authenticate(
                    AuthenticateRequest.newBuilder().setKey(calls.keyFile("application")).build())
                .getCell())
        .isEqualTo("local");
  }

  @Test
  void cellsAreNoBusinessOfATenant() {
    TestTenant tenant = TestTenant.create(calls);

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "a platform administrator",
        () -> calls.cells(tenant.admin()).listCells(ListCellsRequest.getDefaultInstance()));
  }

  private long tenantsOf(String name) {
    List<Cell> cells =
        calls
            .cells(calls.platformAdmin())
            .listCells(ListCellsRequest.getDefaultInstance())
            .getCellsList();
    return cells.stream()
        .filter(cell -> cell.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getTenants();
  }
}
