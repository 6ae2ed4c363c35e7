package io.mnemon.governance.tenant;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.CreatePrincipalRequest;
import io.mnemon.api.governance.v1.GetPrincipalRequest;
import io.mnemon.api.governance.v1.ListPrincipalsRequest;
import io.mnemon.api.governance.v1.ListPrincipalsResponse;
import io.mnemon.api.governance.v1.PutMemberRequest;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.tenancy.Caller;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class PrincipalServiceTest {
  @Inject TestCalls calls;

  private TestTenant tenant;

  @BeforeEach
  void tenant() {
    tenant = TestTenant.create(calls);
  }

  @Test
  void aNameIsTakenOnceWhateverTheKind() {
    tenant.user("alice");

    assertRefused(
        ErrorCode.ALREADY_EXISTS,
        "choose another name",
        () -> create(tenant.admin(), "agent", "alice", "", ""));
  }

  @Test
  void anAgentActsOnBehalfOfAUserNamedByIdOrName() {
    var alice = tenant.user("alice");

    assertThat(create(tenant.admin(), "agent", "one", "alice", "").getUser())
        .isEqualTo(alice.getId());
    assertThat(create(tenant.admin(), "agent", "two", alice.getId(), "").getUser())
        .isEqualTo(alice.getId());
  }

  @Test
  void whatIsNoPrincipalIsRefused() {
    tenant.user("alice");
    tenant.application("app");
    Caller admin = tenant.admin();

    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "\"service\" is unknown: give user, agent or application",
        () -> create(admin, "service", "x", "", ""));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "only an agent acts on behalf of a user",
        () -> create(admin, "application", "x", "alice", ""));
    assertRefused(ErrorCode.NOT_FOUND, "user bob", () -> create(admin, "agent", "x", "bob", ""));
    assertRefused(ErrorCode.NOT_FOUND, "user app", () -> create(admin, "agent", "x", "app", ""));
  }

  @Test
  void aNameMayLookLikeAnIdButNotBeThatOfSomebody() {
    String name = UUID.randomUUID().toString();
    var alice = tenant.user("alice");

    var created = create(tenant.admin(), "user", name, "", "");

    assertThat(created.getName()).isEqualTo(name);
    assertThat(get(tenant.admin(), name)).isEqualTo(created);
    assertThat(get(tenant.admin(), alice.getId())).isEqualTo(alice);
    assertThat(create(tenant.admin(), "agent", "helper", name, "").getUser())
        .isEqualTo(created.getId());
    for (String taken : List.of(alice.getId(), alice.getId().toUpperCase(Locale.ROOT))) {
      assertRefused(
          ErrorCode.ALREADY_EXISTS,
          "the name is the id of a principal",
          () -> create(tenant.admin(), "user", taken, "", ""));
    }
  }

  @Test
  void whoeverIsCalledLikeAnIdGetsTheRolesGivenToThatName() {
    var called = create(tenant.admin(), "user", UUID.randomUUID().toString(), "", "");
    String team = tenant.team(tenant.organization("north"), "search");

    var member =
        calls
            .tenants(tenant.admin())
            .putMember(
                PutMemberRequest.newBuilder()
                    .setUnit(team)
                    .setPrincipal(called.getName())
                    .setRole("viewer")
                    .build());

    assertThat(member.getPrincipal()).isEqualTo(called.getId());
  }

  @Test
  void creatingNeedsAdminOfTheTenant() {
    var alice = tenant.user("alice");
    tenant.grant(tenant.organization("north"), alice, "admin");

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "principal.create needs the role admin",
        () -> create(tenant.caller(alice), "user", "bob", "", ""));
  }

  @Test
  void aRepeatedRequestIsAnsweredWithTheSamePrincipal() {
    var first = create(tenant.admin(), "user", "alice", "", "key-1");

    assertThat(create(tenant.admin(), "user", "alice", "", "key-1")).isEqualTo(first);
    assertRefused(
        ErrorCode.FAILED_PRECONDITION,
        "used with another body",
        () -> create(tenant.admin(), "user", "bob", "", "key-1"));
  }

  @Test
  void adminsSeeEverybodyAndOthersThemselves() {
    var alice = tenant.user("alice");
    var bob = tenant.user("bob");
    Caller caller = tenant.caller(alice);

    assertThat(get(tenant.admin(), "alice")).isEqualTo(alice);
    assertThat(get(caller, alice.getId())).isEqualTo(alice);
    assertRefused(ErrorCode.NOT_FOUND, "bob", () -> get(caller, "bob"));
    assertRefused(ErrorCode.NOT_FOUND, bob.getId(), () -> get(caller, bob.getId()));
    assertThat(list(caller, "", 10, "").getPrincipalsList()).containsExactly(alice);
    assertThat(list(caller, "agent", 10, "").getPrincipalsList()).isEmpty();
  }

  @Test
  void principalsAreListedByKindPageByPage() {
    var alice = tenant.user("alice");
    var bob = tenant.user("bob");
    var app = tenant.application("app");
    Caller admin = tenant.admin();

    ListPrincipalsResponse first = list(admin, "user", 2, "");
    ListPrincipalsResponse second = list(admin, "user", 2, first.getNextCursor());

    assertThat(first.getPrincipalsList()).hasSize(2).contains(alice);
    assertThat(second.getPrincipalsList()).containsExactly(bob);
    assertThat(list(admin, "application", 2, "").getPrincipalsList()).containsExactly(app);
  }

  @Test
  void aPrincipalOfAnotherTenantDoesNotExist() {
    var foreign = TestTenant.create(calls).user("foreign");

    assertRefused(ErrorCode.NOT_FOUND, foreign.getId(), () -> get(tenant.admin(), foreign.getId()));
  }

  private io.mnemon.api.governance.v1.Principal create(
      Caller caller, String kind, String name, String user, String once) {
    return calls
        .tenants(caller)
        .createPrincipal(
            CreatePrincipalRequest.newBuilder()
                .setKind(kind)
                .setName(name)
                .setUser(user)
                .setIdempotencyKey(once)
                .build());
  }

  private io.mnemon.api.governance.v1.Principal get(Caller caller, String named) {
    return calls
        .tenants(caller)
        .getPrincipal(GetPrincipalRequest.newBuilder().setId(named).build());
  }

  private ListPrincipalsResponse list(Caller caller, String kind, int limit, String cursor) {
    return calls
        .tenants(caller)
        .listPrincipals(
            ListPrincipalsRequest.newBuilder()
                .setKind(kind)
                .setLimit(limit)
                .setCursor(cursor)
                .build());
  }
}
