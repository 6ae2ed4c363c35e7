package io.mnemon.governance.tenant;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.CreateTenantRequest;
import io.mnemon.api.governance.v1.CreateTenantResponse;
import io.mnemon.api.governance.v1.GetTenantRequest;
import io.mnemon.api.governance.v1.ListTenantsRequest;
import io.mnemon.api.governance.v1.ListTenantsResponse;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Role;
import io.mnemon.test.FakeClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class TenantServiceTest {
  @Inject TestCalls calls;
  @Inject FakeClock clock;

  @Test
  void aNewTenantHasAnAdministratorWithAKey() {
    String name = "company " + UUID.randomUUID();

    CreateTenantResponse made = create(name, "");

    Caller admin = calls.authenticate(made.getKey());
    assertThat(made.getTenant().getName()).isEqualTo(name);
    assertThat(made.getAdmin().getName()).isEqualTo("admin");
    assertThat(admin.tenant()).hasToString(made.getTenant().getId());
    assertThat(admin.principal()).hasToString(made.getAdmin().getId());
    assertThat(admin.platformAdmin()).isFalse();
    assertThat(admin.roles())
        .containsExactly(new Caller.RoleGrant(admin.tenant(), Role.TENANT_ADMIN));
  }

  @Test
  void onlyAnAdministratorOfThePlatformMakesTenants() {
    TestTenant tenant = TestTenant.create(calls);

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "platform administrator",
        () ->
            calls
                .tenants(tenant.admin())
                .createTenant(CreateTenantRequest.newBuilder().setName("mine").build()));
  }

  @Test
  void aNameIsTakenOnce() {
    String name = "company " + UUID.randomUUID();
    create(name, "");

    assertRefused(ErrorCode.ALREADY_EXISTS, "choose another name", () -> create(" " + name, ""));
  }

  @ParameterizedTest
  @CsvSource({"'   ', is empty", "'a\tb', control character", "'a\nb', control character"})
  void aNameThatIsNoneIsRefused(String name, String words) {
    assertRefused(ErrorCode.INVALID_ARGUMENT, words, () -> create(name, ""));
  }

  @Test
  void aNameHasAtMost128Characters() {
    String unique = UUID.randomUUID().toString();
    String longest = unique + "\ud83d\ude00".repeat(128 - unique.length());

    assertThat(create(longest, "").getTenant().getName()).isEqualTo(longest);
    assertRefused(ErrorCode.INVALID_ARGUMENT, "129 characters", () -> create(longest + "x", ""));
  }

  @Test
  void aRepeatedRequestMakesNoSecondTenantAndShowsNoKeyAgain() {
    String name = "company " + UUID.randomUUID();
    String once = UUID.randomUUID().toString();
    CreateTenantResponse made = create(name, once);

    assertRefused(ErrorCode.ALREADY_EXISTS, made.getTenant().getId(), () -> create(name, once));
    assertRefused(
        ErrorCode.FAILED_PRECONDITION, "used with another body", () -> create(name + " two", once));
  }

  @Test
  void aRequestIsForgottenAfterADay() {
    String once = UUID.randomUUID().toString();
    create("company " + UUID.randomUUID(), once);

    clock.advance(Duration.ofHours(24).plusSeconds(1));

    assertThat(create("company " + UUID.randomUUID(), once).getKey()).isNotEmpty();
  }

  @Test
  void anAdministratorOfThePlatformSeesAllTenantsPageByPage() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      made.add(TestTenant.create(calls).id());
    }
    List<String> listed = new ArrayList<>();
    String cursor = "";
    do {
      ListTenantsResponse page =
          calls
              .tenants(calls.platformAdmin())
              .listTenants(ListTenantsRequest.newBuilder().setLimit(2).setCursor(cursor).build());
      assertThat(page.getTenantsCount()).isBetween(1, 2);
      page.getTenantsList().forEach(tenant -> listed.add(tenant.getId()));
      cursor = page.getNextCursor();
    } while (!cursor.isEmpty());

    assertThat(listed).containsSubsequence(made).doesNotHaveDuplicates();
  }

  @Test
  void anybodyElseSeesTheirOwnTenant() {
    TestTenant tenant = TestTenant.create(calls);
    String foreign = TestTenant.create(calls).id();

    ListTenantsResponse listed =
        calls.tenants(tenant.admin()).listTenants(ListTenantsRequest.getDefaultInstance());

    assertThat(listed.getTenantsList()).hasSize(1);
    assertThat(get(tenant.admin(), tenant.id())).isEqualTo(tenant.name());
    assertRefused(ErrorCode.NOT_FOUND, foreign, () -> get(tenant.admin(), foreign));
    assertRefused(ErrorCode.NOT_FOUND, "nonsense", () -> get(tenant.admin(), "nonsense"));
  }

  @ParameterizedTest
  @CsvSource({"0, '', limit: is 0", "1001, '', limit: is 1001", "10, nonsense, cursor: is none"})
  void aPageThatCannotBeIsRefused(int limit, String cursor, String words) {
    Caller admin = calls.platformAdmin();

    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        words,
        () ->
            calls
                .tenants(admin)
                .listTenants(
                    ListTenantsRequest.newBuilder().setLimit(limit).setCursor(cursor).build()));
  }

  private String get(Caller caller, String id) {
    return calls
        .tenants(caller)
        .getTenant(GetTenantRequest.newBuilder().setId(id).build())
        .getName();
  }

  private CreateTenantResponse create(String name, String once) {
    return calls
        .tenants(calls.platformAdmin())
        .createTenant(
            CreateTenantRequest.newBuilder().setName(name).setIdempotencyKey(once).build());
  }
}
