package io.mnemon.governance.offboarding;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.api.HttpBody;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.CreateUnitRequest;
import io.mnemon.api.governance.v1.DeleteTenantRequest;
import io.mnemon.api.governance.v1.ExportTenantRequest;
import io.mnemon.api.governance.v1.GetTenantErasureRequest;
import io.mnemon.api.governance.v1.GetTenantRequest;
import io.mnemon.api.governance.v1.ListTenantsRequest;
import io.mnemon.api.governance.v1.Principal;
import io.mnemon.api.governance.v1.ResolveSubjectsRequest;
import io.mnemon.api.governance.v1.RowCount;
import io.mnemon.api.governance.v1.TenantErasure;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.storage.TenantPages;
import io.mnemon.tenancy.Caller;
import io.mnemon.test.FakeClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class OffboardingServiceTest {
  @Inject TestCalls calls;
  @Inject FakeClock clock;
  @Inject Guard guard;
  @Inject Directory directory;
  @Inject ErasureStore erasures;
  @Inject ExportStore exports;
  @Inject GovernanceRecords governance;
  @Inject MemoryRecords memory;

  private TestTenant tenant;
  private Caller platform;
  private Caller user;

  @BeforeEach
  void fill() {
    tenant = TestTenant.create(calls);
    platform = calls.platformAdmin();
    String organization = tenant.organization("north");
    tenant.team(organization, "red");
    Principal alice = tenant.user("alice");
    tenant.agent("helper", alice.getId());
    tenant.grant(organization, alice, "viewer");
    user = tenant.caller(alice);
    assertRefused(
        ErrorCode.NOT_FOUND,
        "bob",
        () ->
            calls
                .access(user)
                .resolveSubjects(ResolveSubjectsRequest.newBuilder().addUsers("bob").build()));
  }

  @Test
  void withoutConfirmationItIsCountedAndNothingIsErased() {
    TenantErasure offer = delete(platform, tenant.id(), "");

    assertThat(offer.getState()).isEqualTo("confirmation_needed");
    assertThat(counts(offer.getCountsList()))
        .containsEntry("governance.principal", 3L)
        .containsEntry("governance.unit", 2L)
        .containsEntry("memory.memory", 2L);
    assertThat(calls.authenticate(tenant.adminKey()).tenant()).hasToString(tenant.id());
  }

  @Test
  void aConfirmedErasureLeavesTheProofAlone() {
    String export = export(platform, tenant.name());
    TenantErasure offer = delete(platform, tenant.id(), "");

    TenantErasure begun = delete(platform, tenant.id(), offer.getConfirm());

    assertThat(begun.getState()).isIn("erasing", "erased");
    assertRefused(
        ErrorCode.UNAUTHENTICATED, "unknown", () -> calls.authenticate(tenant.adminKey()));
    TenantErasure proof = awaitProof(tenant.id());
    assertThat(counts(proof.getRescanList()))
        .containsKeys("governance.api_key", "governance.tenant_export", "memory.memory")
        .allSatisfy((table, rows) -> assertThat(rows).as(table).isZero());
    assertThat(counts(proof.getCountsList()))
        .containsEntry("governance.principal", 3L)
        .containsEntry("memory.memory", 2L);
    assertThat(export).contains("\"sha256\":\"" + proof.getExportSha256() + "\"");
    assertThat(proof.getNameSha256()).isEqualTo(Digests.sha256(tenant.name()));
    assertThat(proof.getRequestedBy()).isEqualTo(platform.principal().toString());
    assertRefused(ErrorCode.NOT_FOUND, "tenant", () -> get(platform));
    assertThat(
            calls
                .tenants(platform)
                .listTenants(ListTenantsRequest.newBuilder().setLimit(1000).build())
                .getTenantsList())
        .noneMatch(other -> other.getId().equals(tenant.id()));
  }

  @Test
  void aRepeatedConfirmationFindsTheSameErasure() {
    String confirm = delete(platform, tenant.id(), "").getConfirm();
    delete(platform, tenant.id(), confirm);
    TenantErasure proof = awaitProof(tenant.id());

    TenantErasure again = delete(platform, tenant.id(), confirm);

    assertThat(again).isEqualTo(proof);
    assertRefused(ErrorCode.NOT_FOUND, "tenant", () -> delete(platform, tenant.id(), ""));
  }

  @Test
  void onlyTheLatestConfirmationOfThisTenantIsGood() {
    TestTenant other = TestTenant.create(calls);
    String foreign = delete(platform, other.id(), "").getConfirm();
    String old = delete(platform, tenant.id(), "").getConfirm();
    delete(platform, tenant.id(), "");

    for (String wrong : List.of("guess", foreign, old)) {
      assertRefused(
          ErrorCode.INVALID_ARGUMENT,
          "not what you were given",
          () -> delete(platform, tenant.id(), wrong));
    }
  }

  @Test
  void aConfirmationExpires() {
    String confirm = delete(platform, tenant.id(), "").getConfirm();

    clock.advance(Duration.ofMinutes(10));

    assertRefused(
        ErrorCode.INVALID_ARGUMENT, "has expired", () -> delete(platform, tenant.id(), confirm));
  }

  @Test
  void whatWasConfirmedIsWhatIsErased() {
    String confirm = delete(platform, tenant.id(), "").getConfirm();
    tenant.user("late");

    assertRefused(
        ErrorCode.ABORTED,
        "governance.principal had 3 rows and has 4 now",
        () -> delete(platform, tenant.id(), confirm));
  }

  @Test
  void aCallThatIsUnderWayWritesNothingMore() {
    delete(platform, tenant.id(), delete(platform, tenant.id(), "").getConfirm());

    assertRefused(
        ErrorCode.UNAUTHENTICATED,
        "",
        () ->
            calls
                .tenants(tenant.admin())
                .createUnit(
                    CreateUnitRequest.newBuilder()
                        .setKind("organization")
                        .setName("late")
                        .build()));
    awaitProof(tenant.id());
  }

  @Test
  void anAdministratorOfATenantErasesNone() {
    TestTenant other = TestTenant.create(calls);

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "platform administrator",
        () -> delete(tenant.admin(), tenant.id(), ""));
    assertRefused(ErrorCode.NOT_FOUND, "tenant", () -> delete(tenant.admin(), other.id(), ""));
    assertRefused(ErrorCode.NOT_FOUND, "tenant", () -> erasure(tenant.admin(), other.id()));
    assertRefused(ErrorCode.NOT_FOUND, "erasure", () -> erasure(platform, other.id()));
  }

  @Test
  void thePlatformsOwnTenantIsKept() {
    assertRefused(
        ErrorCode.FAILED_PRECONDITION,
        "your own tenant",
        () -> delete(platform, platform.tenant().toString(), ""));
  }

  @Test
  void anExportTellsEverythingButSecrets() {
    List<String> lines = export(tenant.admin(), tenant.name()).lines().toList();

    assertThat(lines)
        .extracting(line -> line.replaceAll("^\\{\"type\":\"(\\w+)\".*", "$1"))
        // The audit log goes on beside.
        .filteredOn(type -> !type.matches("audit_.*|pseudonym"))
        .containsExactly(
            "export",
            "tenant",
            "unit",
            "unit",
            "principal",
            "principal",
            "principal",
            "membership",
            "membership",
            "key",
            "key",
            "export_record",
            "memory",
            "memory",
            "end");
    assertThat(String.join("\n", lines)).doesNotContain("secret");
    String before = String.join("\n", lines.subList(0, lines.size() - 1)) + "\n";
    assertThat(lines.getLast())
        .contains(
            "\"lines\":" + (lines.size() - 1),
            "\"principal\":3",
            "\"sha256\":\"" + Digests.sha256(before));
  }

  @Test
  void anExportDuringWhichTheErasureBeginsIsNotWhole() {
    TenantPages erasedMeanwhile =
        (scope, cursor) -> {
          if (cursor.isEmpty()) {
            delete(platform, tenant.id(), delete(platform, tenant.id(), "").getConfirm());
          }
          return governance.page(scope, cursor);
        };
    TenantExport export =
        new TenantExport(
            new Doors(guard, directory),
            erasures,
            exports,
            erasedMeanwhile,
            memory,
            UUID::randomUUID,
            clock);

    ServiceException failure =
        catchThrowableOfType(
            ServiceException.class,
            () -> export.write(platform, tenant.id(), tenant.name(), bytes -> {}));

    assertThat(failure.code()).isEqualTo(ErrorCode.ABORTED);
    assertThat(failure.publicMessage()).contains("not whole");
    awaitProof(tenant.id());
  }

  @Test
  void anExportIsForAdministratorsWhoSayTheName() {
    TestTenant other = TestTenant.create(calls);

    assertRefused(
        ErrorCode.INVALID_ARGUMENT, "personal layers", () -> export(platform, "another name"));
    assertRefused(ErrorCode.PERMISSION_DENIED, "tenant_admin", () -> export(user, tenant.name()));
    assertRefused(ErrorCode.NOT_FOUND, "tenant", () -> export(other.admin(), tenant.name()));
  }

  private TenantErasure delete(Caller caller, String id, String confirm) {
    return calls
        .offboarding(caller)
        .deleteTenant(DeleteTenantRequest.newBuilder().setId(id).setConfirm(confirm).build());
  }

  private TenantErasure erasure(Caller caller, String id) {
    return calls
        .offboarding(caller)
        .getTenantErasure(GetTenantErasureRequest.newBuilder().setId(id).build());
  }

  private TenantErasure awaitProof(String id) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> erasure(platform, id), proof -> proof.getState().equals("erased"));
  }

  private Object get(Caller caller) {
    return calls
        .tenants(caller)
        .getTenant(GetTenantRequest.newBuilder().setId(tenant.id()).build());
  }

  private String export(Caller caller, String confirm) {
    StringBuilder text = new StringBuilder();
    calls
        .offboarding(caller)
        .exportTenant(
            ExportTenantRequest.newBuilder().setId(tenant.id()).setConfirm(confirm).build())
        .forEachRemaining((HttpBody chunk) -> text.append(chunk.getData().toStringUtf8()));
    return text.toString();
  }

  private static Map<String, Long> counts(List<RowCount> counts) {
    return counts.stream().collect(Collectors.toMap(RowCount::getTable, RowCount::getRows));
  }
}
