package io.mnemon.governance.authorization;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.AuthorizeReason;
import io.mnemon.api.governance.v1.AuthorizeRequest;
import io.mnemon.api.governance.v1.AuthorizeResource;
import io.mnemon.api.governance.v1.AuthorizeResponse;
import io.mnemon.api.governance.v1.CreateKeyRequest;
import io.mnemon.api.governance.v1.CreateRoleRequest;
import io.mnemon.api.governance.v1.CreateUnitRequest;
import io.mnemon.api.governance.v1.CustomRole;
import io.mnemon.api.governance.v1.DeletePolicyRequest;
import io.mnemon.api.governance.v1.DeleteRoleRequest;
import io.mnemon.api.governance.v1.GetPolicyRequest;
import io.mnemon.api.governance.v1.GetPolicyResponse;
import io.mnemon.api.governance.v1.ListPoliciesRequest;
import io.mnemon.api.governance.v1.ListRolesRequest;
import io.mnemon.api.governance.v1.Member;
import io.mnemon.api.governance.v1.Policy;
import io.mnemon.api.governance.v1.Principal;
import io.mnemon.api.governance.v1.PutMemberRequest;
import io.mnemon.api.governance.v1.PutPolicyRequest;
import io.mnemon.api.governance.v1.ReadRulesRequest;
import io.mnemon.api.governance.v1.RemoveMemberRequest;
import io.mnemon.api.governance.v1.ResolveSubjectsRequest;
import io.mnemon.api.governance.v1.UnitView;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.tenancy.Caller;
import io.mnemon.test.FakeClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class AuthorizationServiceTest {
  private static final String NO_UNITS =
      "forbid (principal, action == Mnemon::Action::\"unit.create\", resource);";

  @Inject TestCalls calls;
  @Inject FakeClock clock;

  private TestTenant tenant;
  private Principal alice;
  private String north;
  private String search;
  private String sales;

  @BeforeEach
  void company() {
    tenant = TestTenant.create(calls);
    north = tenant.organization("north");
    search = tenant.team(north, "search");
    sales = tenant.team(north, "sales");
    alice = tenant.user("alice");
  }

  @Test
  void aRoleOfTheTenantAllowsItsActionsWhereItIsGranted() {
    role("builder", "unit.create");
    Member member = put(tenant.admin(), search, "alice", "builder");
    Caller caller = tenant.caller(alice);

    assertThat(member.getRole()).isEqualTo("builder");
    assertThat(project(caller, search, "index")).isNotEmpty();
    assertRefused(ErrorCode.NOT_FOUND, sales, () -> project(caller, sales, "index"));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "member.put needs the role admin",
        () -> put(caller, search, "alice", "viewer"));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "unit.create needs",
        () ->
            calls
                .tenants(caller)
                .createUnit(
                    CreateUnitRequest.newBuilder()
                        .setKind("team")
                        .setParent(north)
                        .setName("x")
                        .build()));
  }

  @Test
  void aRoleEndsWithItsGrant() {
    role("builder", "unit.create");
    tenant.grantUntil(clock.instant().plus(Duration.ofHours(1)), search, alice, "builder");
    Caller caller = tenant.caller(alice);
    assertThat(project(caller, search, "one")).isNotEmpty();

    clock.advance(Duration.ofHours(2));

    assertRefused(ErrorCode.NOT_FOUND, search, () -> project(caller, search, "two"));
  }

  @Test
  void aRoleNamesOnlyActionsThatExistAndThatTheTenantHas() {
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "did you mean \"unit.create\"",
        () -> role("builder", "unit.creat"));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "no action that a role can hold",
        () -> role("x", "tenant.create"));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "no action that a role can hold",
        () -> role("x", "access.authenticate"));
    assertRefused(ErrorCode.INVALID_ARGUMENT, "built-in", () -> role("admin", "unit.create"));
    assertRefused(ErrorCode.INVALID_ARGUMENT, "no name", () -> role("A role", "unit.create"));
    assertRefused(ErrorCode.INVALID_ARGUMENT, "give 1 to 64", () -> role("empty"));
  }

  @Test
  void rolesAreMadeByWhoAnswersForTheTenant() {
    tenant.grant(tenant.id(), alice, "admin");
    Caller caller = tenant.caller(alice);

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "role.create needs the role tenant_admin",
        () -> role(caller, "builder", "unit.create"));
    role("maker", "role.create");
    put(tenant.admin(), tenant.id(), "alice", "maker");
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "you may not unit.create",
        () -> role(caller, "builder", "unit.create"));
  }

  @Test
  void nobodyGrantsARoleThatAllowsMoreThanTheyMay() {
    role("keeper", "policy.put");
    role("builder", "unit.create");
    tenant.grant(search, alice, "admin");
    tenant.user("bob");
    Caller caller = tenant.caller(alice);

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "you may not policy.put there",
        () -> put(caller, search, "bob", "keeper"));
    assertThat(put(caller, search, "bob", "builder").getRole()).isEqualTo("builder");
    put(tenant.admin(), search, "bob", "keeper");
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "the principal may do more there than you",
        () -> put(caller, search, "bob", "viewer"));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "the principal may do more there than you",
        () ->
            calls
                .tenants(caller)
                .removeMember(
                    RemoveMemberRequest.newBuilder().setUnit(search).setPrincipal("bob").build()));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "the principal may do more than you",
        () ->
            calls
                .keys(caller)
                .createKey(CreateKeyRequest.newBuilder().setPrincipal("bob").build()));
  }

  @Test
  void nobodyGrantsARoleForLongerThanTheyMayDoWhatItAllows() {
    role("builder", "unit.create");
    Instant end = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3_600);
    tenant.grant(north, alice, "developer");
    tenant.grantUntil(end, search, alice, "admin");
    tenant.user("bob");
    Caller caller = tenant.caller(alice);

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "give an expires_at no later than " + end,
        () -> put(caller, search, "bob", "builder"));
    assertThat(put(caller, search, "bob", "developer").getRole()).isEqualTo("developer");
  }

  @Test
  void aRoleIsDeletedWhenNobodyHoldsIt() {
    role("builder", "unit.create");
    put(tenant.admin(), search, "alice", "builder");

    assertRefused(ErrorCode.FAILED_PRECONDITION, "still granted", () -> deleteRole("builder"));
    put(tenant.admin(), search, "alice", "viewer");
    deleteRole("builder");
    assertRefused(ErrorCode.NOT_FOUND, "role builder", () -> deleteRole("builder"));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "\"builder\" is unknown: give one of viewer",
        () -> put(tenant.admin(), search, "alice", "builder"));
    assertThat(
            calls
                .authorization(tenant.admin())
                .listRoles(ListRolesRequest.getDefaultInstance())
                .getRolesList())
        .isEmpty();
  }

  @Test
  void aRoleOfAnotherTenantIsNone() {
    role("builder", "unit.create");
    TestTenant other = TestTenant.create(calls);
    other.user("carol");

    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "unknown",
        () -> put(other.admin(), other.id(), "carol", "builder"));
  }

  @Test
  void servicesAreToldWhatARoleOfTheTenantIsWhereItApplies() {
    CustomRole builder = role("builder", "memory.write.team");
    put(tenant.admin(), search, "alice", "builder");

    var answer =
        calls
            .access(tenant.caller(alice))
            .resolveSubjects(ResolveSubjectsRequest.getDefaultInstance());

    UnitView view =
        answer.getCaller().getUnitsList().stream()
            .filter(unit -> unit.getId().equals(search))
            .findFirst()
            .orElseThrow();
    assertThat(view.getRole()).isEqualTo("viewer");
    assertThat(view.getHolding().getCustomRolesList()).containsExactly(builder.getId());
    assertThat(answer.getEpoch()).isPositive();
    assertThat(
            calls
                .access(Caller.service("memory"))
                .readRules(ReadRulesRequest.newBuilder().setTenant(tenant.id()).build())
                .getRoles(0)
                .getActionsList())
        .containsExactly("memory.write.team");
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "access.rules needs a service",
        () ->
            calls
                .access(tenant.admin())
                .readRules(ReadRulesRequest.newBuilder().setTenant(tenant.id()).build()));
  }

  @Test
  void aPolicyHoldsAtOnceAndForAdministratorsToo() {
    Policy written = policy("no-units", NO_UNITS);

    assertThat(written.getVersion()).isEqualTo(1);
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "unit.create is forbidden by the tenant's policy no-units",
        () -> project(tenant.admin(), search, "x"));
    calls
        .authorization(tenant.admin())
        .deletePolicy(DeletePolicyRequest.newBuilder().setName("no-units").build());
    assertThat(project(tenant.admin(), search, "x")).isNotEmpty();
  }

  @Test
  void aPolicyAboutAUnitForbidsToGiveRolesThere() {
    tenant.grant(search, alice, "admin");
    tenant.grant(sales, alice, "admin");
    tenant.user("bob");
    Caller caller = tenant.caller(alice);
    policy(
        "closed",
        "forbid (principal, action == Mnemon::Action::\"member.put\","
            + " resource in Mnemon::Unit::\"%s\");".formatted(search));

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "member.put is forbidden by the tenant's policy closed",
        () -> put(caller, search, "bob", "viewer"));
    assertThat(put(caller, sales, "bob", "viewer").getRole()).isEqualTo("viewer");
  }

  @Test
  void aPolicyKeepsWhatItSaidBefore() {
    policy("no-units", NO_UNITS);
    Policy second = policy("no-units", NO_UNITS + " // for now");
    calls
        .authorization(tenant.admin())
        .deletePolicy(DeletePolicyRequest.newBuilder().setName("no-units").build());

    GetPolicyResponse read =
        calls
            .authorization(tenant.admin())
            .getPolicy(GetPolicyRequest.newBuilder().setName("no-units").build());

    assertThat(second.getVersion()).isEqualTo(2);
    assertThat(read.getPolicy().getDeleted()).isTrue();
    assertThat(read.getHistoryList()).extracting(Policy::getVersion).containsExactly(2L, 1L);
    assertThat(
            calls
                .authorization(tenant.admin())
                .listPolicies(ListPoliciesRequest.getDefaultInstance())
                .getPoliciesList())
        .isEmpty();
  }

  @Test
  void aPolicyNeitherWidensNorNamesWhatIsNotTheTenants() {
    TestTenant other = TestTenant.create(calls);
    Principal carol = other.user("carol");

    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "only narrow",
        () -> policy("wide", "permit (principal, action, resource);"));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "not in your tenant",
        () -> policy("x", on("resource in Mnemon::Tenant::\"" + other.id() + "\"")));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "not in your tenant",
        () -> policy("x", on("resource in Mnemon::Unit::\"" + other.organization("south") + "\"")));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "not in your tenant",
        () -> policy("x", on("principal == Mnemon::User::\"" + carol.getId() + "\"")));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "name it by its id",
        () -> policy("x", on("principal == Mnemon::User::\"alice\"")));
    assertThat(policy("x", on("principal == Mnemon::User::\"" + alice.getId() + "\"")).getName())
        .isEqualTo("x");
  }

  @Test
  void aPolicyOfOneTenantDoesNotReachAnother() {
    policy("no-units", NO_UNITS);
    TestTenant other = TestTenant.create(calls);

    assertThat(other.organization("south")).isNotEmpty();
  }

  @Test
  void aPolicyHasALimit() {
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "give at most 8192",
        () -> policy("long", NO_UNITS + " //" + "x".repeat(8192)));
  }

  @Test
  void policiesAreWrittenByWhoAnswersForTheTenant() {
    tenant.grant(tenant.id(), alice, "admin");

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "policy.put needs the role tenant_admin",
        () -> policy(tenant.caller(alice), "no-units", NO_UNITS));
  }

  @Test
  void everybodyLearnsWhatTheyMayDoAndWhy() {
    tenant.grant(north, alice, "admin");
    Caller caller = tenant.caller(alice);

    AuthorizeResponse allowed = authorize(caller, "", "unit.create", search);
    AuthorizeResponse denied = authorize(caller, "", "policy.put", "");

    assertThat(allowed.getAllowed()).isTrue();
    assertThat(allowed.getReasonsList())
        .extracting(AuthorizeReason::getPolicy)
        .contains("platform.admin");
    assertThat(allowed.getReasonsList())
        .extracting(reason -> reason.getGrant().getUnit(), reason -> reason.getGrant().getRole())
        .contains(org.assertj.core.api.Assertions.tuple(north, "admin"));
    assertThat(denied.getAllowed()).isFalse();
    assertThat(denied.getMessage()).isEqualTo("policy.put needs the role tenant_admin there");
    policy("no-units", NO_UNITS);
    AuthorizeResponse forbidden = authorize(caller, "", "unit.create", search);
    assertThat(forbidden.getAllowed()).isFalse();
    assertThat(forbidden.getReasonsList())
        .extracting(AuthorizeReason::getPolicy)
        .contains("policy.no-units");
  }

  @Test
  void aboutOthersItTellsTheirAdminsOnly() {
    Principal bob = tenant.user("bob");
    tenant.grant(search, bob, "developer");
    tenant.grant(search, alice, "developer");
    Caller developer = tenant.caller(alice);

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "access.explain.all needs the role admin",
        () -> authorize(developer, "bob", "unit.create", search));
    assertThat(authorize(tenant.admin(), "bob", "memory.write.project", search).getAllowed())
        .isTrue();
    assertThat(authorize(tenant.admin(), "bob", "memory.write.project", sales).getAllowed())
        .isFalse();
    assertRefused(
        ErrorCode.NOT_FOUND, "unit", () -> authorize(developer, "", "unit.create", sales));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "did you mean \"unit.create\"",
        () -> authorize(developer, "", "unit.crate", search));
  }

  @Test
  void anAgentLosesWhatItsUserLost() {
    tenant.grant(search, alice, "admin");
    Principal bot = tenant.agent("bot", "alice");
    tenant.grant(search, bot, "admin");
    Caller agent = tenant.caller(bot);
    assertThat(project(agent, search, "one")).isNotEmpty();

    tenant.grant(search, alice, "viewer");

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "for the user on whose behalf the agent acts",
        () -> project(agent, search, "two"));
    assertThat(authorize(tenant.admin(), "bot", "unit.create", search).getAllowed()).isFalse();
  }

  @Test
  void anAgentWithoutRolesBorrowsNoRoleOfTheTenant() {
    role("builder", "unit.create");
    put(tenant.admin(), search, "alice", "builder");
    Caller agent = tenant.caller(tenant.agent("bot", "alice"));

    assertRefused(
        ErrorCode.PERMISSION_DENIED, "unit.create needs", () -> project(agent, search, "x"));
  }

  private CustomRole role(String name, String... actions) {
    return role(tenant.admin(), name, actions);
  }

  private CustomRole role(Caller caller, String name, String... actions) {
    return calls
        .authorization(caller)
        .createRole(
            CreateRoleRequest.newBuilder().setName(name).addAllActions(List.of(actions)).build());
  }

  private void deleteRole(String name) {
    var unused =
        calls
            .authorization(tenant.admin())
            .deleteRole(DeleteRoleRequest.newBuilder().setName(name).build());
  }

  private Policy policy(String name, String text) {
    return policy(tenant.admin(), name, text);
  }

  private Policy policy(Caller caller, String name, String text) {
    return calls
        .authorization(caller)
        .putPolicy(PutPolicyRequest.newBuilder().setName(name).setText(text).build());
  }

  private static String on(String condition) {
    return "forbid (principal, action == Mnemon::Action::\"unit.create\", resource) when { "
        + condition
        + " };";
  }

  private AuthorizeResponse authorize(Caller caller, String principal, String action, String unit) {
    return calls
        .authorization(caller)
        .authorize(
            AuthorizeRequest.newBuilder()
                .setPrincipal(principal)
                .setAction(action)
                .setResource(AuthorizeResource.newBuilder().setUnit(unit))
                .build());
  }

  private Member put(Caller caller, String unit, String principal, String role) {
    return calls
        .tenants(caller)
        .putMember(
            PutMemberRequest.newBuilder()
                .setUnit(unit)
                .setPrincipal(principal)
                .setRole(role)
                .build());
  }

  private String project(Caller caller, String team, String name) {
    return calls
        .tenants(caller)
        .createUnit(
            CreateUnitRequest.newBuilder().setKind("project").setParent(team).setName(name).build())
        .getId();
  }
}
