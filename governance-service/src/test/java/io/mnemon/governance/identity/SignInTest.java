package io.mnemon.governance.identity;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.AuditEntry;
import io.mnemon.api.governance.v1.CreateIssuerRequest;
import io.mnemon.api.governance.v1.DirectoryUser;
import io.mnemon.api.governance.v1.IssuerClaims;
import io.mnemon.api.governance.v1.IssuerMapping;
import io.mnemon.api.governance.v1.LinkIdentityRequest;
import io.mnemon.api.governance.v1.ListAuditEntriesRequest;
import io.mnemon.api.governance.v1.ListMembersRequest;
import io.mnemon.api.governance.v1.Member;
import io.mnemon.api.governance.v1.Principal;
import io.mnemon.api.governance.v1.PutMemberRequest;
import io.mnemon.api.governance.v1.ResolveSubjectsRequest;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.HeldTenant;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.governance.ToThisMachine;
import io.mnemon.governance.provisioning.PushedDirectory;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import io.mnemon.test.FakeClock;
import io.mnemon.test.LightIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a token shows, and what follows from it. */
@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
@TestProfile(ToThisMachine.class)
class SignInTest {
  @Inject TestCalls calls;
  @Inject FakeClock clock;

  private TestTenant tenant;
  private LightIssuer login;

  @BeforeEach
  void company() {
    tenant = TestTenant.create(calls);
    login = LightIssuer.start(clock);
  }

  @AfterEach
  void close() {
    login.close();
  }

  private CreateIssuerRequest.Builder terms(LightIssuer issuer) {
    return CreateIssuerRequest.newBuilder()
        .setName("login " + issuer.url())
        .setIssuer(issuer.url())
        .addAudiences("mnemon")
        .setClaims(IssuerClaims.newBuilder().setPrincipal("email"))
        .setCreateUsers(true);
  }

  private String trust(CreateIssuerRequest.Builder terms) {
    return calls.identity(tenant.admin()).createIssuer(terms.build()).getId();
  }

  private static IssuerMapping map(String group, String unit, String role) {
    return IssuerMapping.newBuilder().setGroup(group).setUnit(unit).setRole(role).build();
  }

  private void refused(String token, String words) {
    assertRefused(ErrorCode.UNAUTHENTICATED, words, () -> calls.authenticate(token));
  }

  @Test
  void whoComesForTheFirstTimeBecomesAUserAndStaysTheSame() {
    trust(terms(login));

    Caller first = calls.authenticate(login.token("1", "email", "alice@north.example"));
    Caller again = calls.authenticate(login.token("1", "email", "alice.smith@north.example"));

    assertThat(first.tenant()).hasToString(tenant.id());
    assertThat(first.kind()).isEqualTo(PrincipalKind.USER);
    assertThat(first.name()).isEqualTo("alice@north.example");
    assertThat(first.roles()).isEmpty();
    assertThat(first.scopes()).isEmpty();
    assertThat(first.platformAdmin()).isFalse();
    assertThat(first.delegation()).isEmpty();
    assertThat(first.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(6)));
    assertThat(again.principal()).isEqualTo(first.principal());
    assertThat(again.name()).isEqualTo("alice@north.example");
    assertThat(again.credential()).isNotNull().isNotEqualTo(first.credential());
  }

  @Test
  void whatASignInChangesIsWrittenDown() {
    String north = tenant.organization("north");
    trust(terms(login).addMappings(map("devs", north, "developer")));

    Caller alice =
        calls.authenticate(
            login.token("1", "email", "alice@north.example", "groups", List.of("devs")));

    await().until(() -> entries("access.authenticate").size() == 2);
    assertThat(entries("access.authenticate"))
        .allSatisfy(entry -> assertThat(entry.getActorKind()).isEqualTo("system"))
        .anySatisfy(entry -> assertThat(entry.toString()).contains(alice.principal().toString()))
        .anySatisfy(entry -> assertThat(entry.toString()).contains("role.developer"));
  }

  private List<AuditEntry> entries(String action) {
    return calls
        .audit(tenant.admin())
        .listAuditEntries(ListAuditEntriesRequest.newBuilder().setAction(action).build())
        .getEntriesList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256", "ES256", "EdDSA"})
  void eachAlgorithmThatTheIssuerIsAllowedIsGood(String algorithm) {
    trust(terms(login).addAlgorithms(algorithm));
    LightIssuer.SigningKey key = login.publish(LightIssuer.key("of " + algorithm, algorithm));
    Map<String, @Nullable Object> claims = login.claims("1");
    claims.put("email", "alice@north.example");

    assertThat(calls.authenticate(login.sign(claims, key)).name()).isEqualTo("alice@north.example");
  }

  @Test
  void theSameNameOfAnotherIssuerIsSomebodyElse() {
    trust(terms(login));
    Caller alice = calls.authenticate(login.token("1", "email", "alice@north.example"));
    try (LightIssuer other = LightIssuer.start(clock)) {
      trust(terms(other));

      refused(other.token("1", "email", "alice@north.example"), "belongs to another principal");
      assertThat(calls.authenticate(other.token("1", "email", "alice@south.example")).principal())
          .isNotEqualTo(alice.principal());
    }
  }

  @Test
  void aNameThatExistsIsNotTakenOverButLinkedByAnAdministrator() {
    Principal alice = tenant.user("alice@north.example");
    String issuer = trust(terms(login));
    String token = login.token("1", "email", "alice@north.example");
    refused(token, "ask an administrator to link");

    calls
        .identity(tenant.admin())
        .linkIdentity(
            LinkIdentityRequest.newBuilder()
                .setIssuer(issuer)
                .setSubject("1")
                .setPrincipal("alice@north.example")
                .build());

    assertThat(calls.authenticate(token).principal()).hasToString(alice.getId());
  }

  @Test
  void aLinkThatIsMovedTakesRolesAndAgentsAlong() {
    String north = tenant.organization("north");
    String issuer = trust(terms(login).addMappings(map("devs", north, "developer")));
    Principal bob = tenant.user("bob");
    String token =
        login.token(
            "1",
            "email",
            "alice@north.example",
            "groups",
            List.of("devs"),
            "act",
            Map.of("sub", "planner"));
    Caller before = calls.authenticate(token);

    calls
        .identity(tenant.admin())
        .linkIdentity(
            LinkIdentityRequest.newBuilder()
                .setIssuer(issuer)
                .setSubject("1")
                .setPrincipal("bob")
                .build());

    assertThat(members(north)).isEmpty();
    Caller after = calls.authenticate(token);
    assertThat(after.principal()).isNotEqualTo(before.principal());
    assertThat(after.onBehalfOf()).hasToString(bob.getId());
    assertThat(members(north)).extracting(Member::getPrincipal).containsExactly(bob.getId());
  }

  @Test
  void nobodyBecomesAUserWhereTheIssuerMayNotMakeThem() {
    trust(terms(login).setCreateUsers(false));

    refused(login.token("1", "email", "alice@north.example"), "ask an administrator to link 1");
  }

  @Test
  void anAddressThatWasNotVerifiedNamesNobody() {
    trust(terms(login));

    refused(
        login.token("1", "email", "boss@north.example", "email_verified", false),
        "has not verified");
  }

  @Test
  void whoIsInTheDirectoryIsItsUserFromTheFirstSignInOn() {
    DirectoryUser ada = new PushedDirectory(calls, tenant).user("ada@north.example");
    trust(byDirectory("oid", ""));

    Caller first = calls.authenticate(login.token("1", "oid", "ext-ada@north.example"));
    Caller again = calls.authenticate(login.token("1", "oid", "something else"));

    assertThat(first.principal()).hasToString(ada.getId());
    assertThat(first.name()).isEqualTo("ada@north.example");
    assertThat(again.principal()).isEqualTo(first.principal());
  }

  @Test
  void theDirectoryIsSearchedByUserNameWithoutRegardToCase() {
    DirectoryUser ada = new PushedDirectory(calls, tenant).user("Ada@North.example");
    trust(byDirectory("email", "user_name"));
    Object[] unverified = {"email", "ada@north.example", "email_verified", "false"};
    refused(login.token("1", unverified), "has not verified");
    refused(login.token("1", "email", "ada@north.example"), "has not verified");

    Caller caller =
        calls.authenticate(login.token("1", "email", "ada@NORTH.example", "email_verified", true));

    assertThat(caller.principal()).hasToString(ada.getId());
  }

  @Test
  void whoIsNotInTheDirectoryIsAStranger() {
    PushedDirectory directory = new PushedDirectory(calls, tenant);
    DirectoryUser gone = directory.user("gone@north.example");
    directory.delete(gone);
    new PushedDirectory(calls, TestTenant.create(calls)).user("theirs@south.example");
    trust(byDirectory("oid", ""));

    refused(login.token("1", "oid", "ext-nobody"), "ask an administrator to link 1");
    refused(login.token("2"), "ask an administrator to link 2");
    refused(login.token("3", "oid", "ext-gone@north.example"), "ask an administrator to link 3");
    refused(login.token("4", "oid", "ext-theirs@south.example"), "ask an administrator to link 4");
  }

  @Test
  void aUserOfTheDirectoryIsOneSubjectAndAsLongAsTheDirectoryWants() {
    PushedDirectory directory = new PushedDirectory(calls, tenant);
    DirectoryUser ada = directory.user("ada@north.example");
    trust(byDirectory("oid", ""));
    String token = login.token("1", "oid", "ext-ada@north.example");
    calls.authenticate(token);

    refused(login.token("2", "oid", "ext-ada@north.example"), "another subject of the issuer");
    directory.setActive(ada, false);
    refused(token, "deactivated");
  }

  @Test
  void whoWritesToTheDirectoryBecomesNobodyWhoWasHereBefore() {
    tenant.user("boss@north.example");
    clock.advance(Duration.ofSeconds(1));
    PushedDirectory directory = new PushedDirectory(calls, tenant);
    directory.user(PushedDirectory.named("boss@north.example").setExternalId("mine"));
    trust(byDirectory("oid", ""));

    refused(login.token("1", "oid", "mine"), "more than the directory says");
  }

  @Test
  void whoWritesToTheDirectoryBecomesNobodyWhomAPersonGaveRoles() {
    String north = tenant.organization("north");
    DirectoryUser ada = new PushedDirectory(calls, tenant).user("ada@north.example");
    tenant.grant(north, Principal.newBuilder().setId(ada.getId()).build(), "admin");
    trust(byDirectory("oid", ""));

    refused(login.token("1", "oid", "ext-ada@north.example"), "more than the directory says");
  }

  @Test
  void twoUsersOfTheDirectoryAreNotTakenForOneAnother() {
    PushedDirectory directory = new PushedDirectory(calls, tenant);
    directory.user(PushedDirectory.named("ada").setExternalId("same"));
    directory.user(PushedDirectory.named("bea").setExternalId("same"));
    trust(byDirectory("oid", ""));

    refused(login.token("1", "oid", "same"), "several, with the same external_id");
  }

  private CreateIssuerRequest.Builder byDirectory(String claim, String attribute) {
    return terms(login)
        .setCreateUsers(false)
        .setClaims(IssuerClaims.newBuilder().setDirectory(claim).setDirectoryAttribute(attribute));
  }

  @Test
  void aSubjectThatLooksLikeAnIdIsNoId() {
    trust(terms(login).setClaims(IssuerClaims.getDefaultInstance()));
    String admin = tenant.admin().principal().toString();

    Caller caller = calls.authenticate(login.token(admin));

    assertThat(caller.principal()).isNotEqualTo(tenant.admin().principal());
    assertThat(caller.name()).isEqualTo("user " + admin);
  }

  @Test
  void groupsGiveRolesWhereTheyAreMappedAndTakeThemAgain() {
    String north = tenant.organization("north");
    String lab = tenant.team(north, "lab");
    String south = tenant.organization("south");
    trust(
        terms(login)
            .addMappings(map("/devs", lab, "developer"))
            .addMappings(map("/leads", lab, "tech_lead"))
            .addMappings(map("/leads", south, "viewer")));

    Caller both = signIn(List.of("/devs", "/leads", "/unknown"));

    assertThat(both.roles())
        .containsExactlyInAnyOrder(
            new Caller.RoleGrant(UUID.fromString(lab), Role.TECH_LEAD),
            new Caller.RoleGrant(UUID.fromString(south), Role.VIEWER));
    assertThat(sees(both)).containsExactlyInAnyOrder(north, lab, south);
    clock.advance(Duration.ofSeconds(1));
    Caller one = signIn(List.of("/devs"));
    assertThat(one.roles())
        .containsExactly(new Caller.RoleGrant(UUID.fromString(lab), Role.DEVELOPER));
    assertThat(sees(one)).containsExactlyInAnyOrder(north, lab);
    assertThat(one.epoch()).isGreaterThan(both.epoch());
    clock.advance(Duration.ofSeconds(1));
    Caller none = signIn(List.of());
    assertThat(none.roles()).isEmpty();
    assertThat(sees(none)).isEmpty();
    assertThat(members(lab)).isEmpty();
  }

  @Test
  void anEarlierTokenDoesNotBringALostGroupBack() {
    String north = tenant.organization("north");
    trust(terms(login).addMappings(map("devs", north, "developer")));
    String early = token(List.of("devs"));
    calls.authenticate(early);
    clock.advance(Duration.ofSeconds(1));
    signIn(List.of());

    assertThat(calls.authenticate(early).roles()).isEmpty();
  }

  @Test
  void whatGroupsGiveEndsByItselfAndIsRenewedByLaterTokens() {
    String north = tenant.organization("north");
    trust(
        terms(login)
            .addMappings(map("devs", north, "developer").toBuilder().setLasts("1h").build()));
    Caller first = signIn(List.of("devs"));
    clock.advance(Duration.ofMinutes(20));
    assertThat(signIn(List.of("devs")).epoch())
        .as("not yet worth renewing")
        .isEqualTo(first.epoch());
    clock.advance(Duration.ofMinutes(20));
    assertThat(signIn(List.of("devs")).epoch()).as("renewed").isGreaterThan(first.epoch());
    clock.advance(Duration.ofMinutes(59));
    assertThat(sees(first)).containsExactly(north);

    clock.advance(Duration.ofMinutes(1));

    assertThat(sees(first)).isEmpty();
  }

  @Test
  void whatAPersonGaveStaysBesideWhatGroupsGive() {
    String north = tenant.organization("north");
    trust(terms(login).addMappings(map("devs", north, "developer")));
    Caller alice = signIn(List.of("devs"));
    Principal principal = Principal.newBuilder().setId(alice.principal().toString()).build();
    tenant.grant(north, principal, "viewer");
    assertThat(members(north)).extracting(Member::getRole).containsExactly("developer");
    clock.advance(Duration.ofSeconds(1));

    assertThat(signIn(List.of()).roles())
        .containsExactly(new Caller.RoleGrant(UUID.fromString(north), Role.VIEWER));
  }

  @Test
  void whoIsAdminByAGroupGrantsToOthersForGood() {
    String north = tenant.organization("north");
    trust(terms(login).addMappings(map("admins", north, "admin")));
    Caller alice = signIn(List.of("admins"));
    Principal bob = tenant.user("bob");

    assertThat(put(alice, north, bob.getId(), "admin").hasExpiresAt()).isFalse();
    assertThat(put(alice, north, tenant.agent("helper", alice.name()).getId(), "agent").getRole())
        .isEqualTo("agent");
  }

  @Test
  void nobodyKeepsWhatAGroupGivesByGrantingItToThemselves() {
    String north = tenant.organization("north");
    trust(terms(login).addMappings(map("admins", north, "admin")));
    Caller alice = signIn(List.of("admins"));
    Principal principal = Principal.newBuilder().setId(alice.principal().toString()).build();

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "nobody grants themselves what a group gives them",
        () -> put(alice, north, alice.name(), "admin"));

    tenant.grant(north, principal, "developer");

    assertThat(put(alice, north, alice.name(), "viewer").getRole()).isEqualTo("viewer");
  }

  @Test
  void aGroupThatIsMappedNoMoreGivesNothingToWhoIsJustComing() throws Exception {
    String north = tenant.organization("north");
    String south = tenant.organization("south");
    trust(
        terms(login)
            .addMappings(map("devs", north, "developer"))
            .addMappings(map("devs", south, "viewer")));
    signIn(List.of());
    clock.advance(Duration.ofSeconds(1));

    try (HeldTenant held = HeldTenant.hold(tenant)) {
      Future<?> coming = held.waiting(() -> signIn(List.of("devs")));
      held.change("DELETE FROM governance.issuer_mapping WHERE unit = '%s'".formatted(north));
      held.release();
      coming.get();
    }

    assertThat(members(north)).isEmpty();
    assertThat(members(south)).extracting(Member::getRole).containsExactly("viewer");
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

  @Test
  void groupsMayLieDeepAndBeOne() {
    String north = tenant.organization("north");
    trust(
        terms(login)
            .setClaims(IssuerClaims.newBuilder().setGroups("realm_access.roles"))
            .addMappings(map("devs", north, "developer")));

    assertThat(
            calls.authenticate(login.token("1", "realm_access", Map.of("roles", "devs"))).roles())
        .hasSize(1);
  }

  @Test
  void anAgentActsForItsUserAndTheChainIsTold() {
    String north = tenant.organization("north");
    trust(terms(login).addMappings(map("devs", north, "admin")));
    String token =
        login.token(
            "1",
            "email",
            "alice@north.example",
            "groups",
            List.of("devs"),
            "act",
            Map.of("sub", "coder", "act", Map.of("sub", "planner")));

    Caller agent = calls.authenticate(token);

    Caller alice = calls.authenticate(login.token("1", "groups", List.of("devs")));
    assertThat(agent.kind()).isEqualTo(PrincipalKind.AGENT);
    assertThat(agent.name()).isEqualTo("coder for alice@north.example");
    assertThat(agent.onBehalfOf()).isEqualTo(alice.principal());
    assertThat(agent.roles()).isEmpty();
    assertThat(agent.delegation())
        .containsExactly(
            new Caller.Delegate(agent.principal(), "coder for alice@north.example"),
            new Caller.Delegate(null, "planner"),
            new Caller.Delegate(alice.principal(), "alice@north.example"));
    assertThat(
            calls
                .access(agent)
                .resolveSubjects(ResolveSubjectsRequest.getDefaultInstance())
                .getCaller()
                .getUnits(0)
                .getRole())
        .as("an agent at most, whatever its user is")
        .isEqualTo("agent");
    assertThat(calls.authenticate(token).principal()).isEqualTo(agent.principal());
  }

  @Test
  void anAgentsOwnKeyTellsTheChainToo() {
    Principal alice = tenant.user("alice");
    Principal helper = tenant.agent("helper", "alice");

    assertThat(tenant.caller(helper).delegation())
        .containsExactly(
            new Caller.Delegate(UUID.fromString(helper.getId()), "helper"),
            new Caller.Delegate(UUID.fromString(alice.getId()), ""));
  }

  @Test
  void aChainThatIsTooLongIsRefused() {
    trust(terms(login));
    Map<String, Object> act = Map.of("sub", "0");
    for (int i = 1; i < 5; i++) {
      act = Map.of("sub", "" + i, "act", act);
    }

    refused(login.token("1", "email", "alice@north.example", "act", act), "more than 4");
  }

  @Test
  void anIssuerIsForOneTenantByItsAudience() {
    trust(terms(login));
    TestTenant other = TestTenant.create(calls);
    calls
        .identity(other.admin())
        .createIssuer(terms(login).clearAudiences().addAudiences("theirs").build());

    assertThat(calls.authenticate(login.token("1", "email", "a@x.example")).tenant())
        .hasToString(tenant.id());
    assertThat(
            calls.authenticate(login.token("1", "email", "a@x.example", "aud", "theirs")).tenant())
        .hasToString(other.id());
    refused(login.token("1", "aud", List.of("mnemon", "theirs")), "several tenants");
    assertThat(
            calls
                .authenticate(
                    login.token("1", "email", "a@x.example", "aud", List.of("mnemon", "x")))
                .tenant())
        .hasToString(tenant.id());
  }

  private String token(List<String> groups) {
    return login.token("1", "email", "alice@north.example", "groups", groups);
  }

  private Caller signIn(List<String> groups) {
    return calls.authenticate(token(groups));
  }

  private List<Member> members(String unit) {
    return calls
        .tenants(tenant.admin())
        .listMembers(ListMembersRequest.newBuilder().setUnit(unit).build())
        .getMembersList();
  }

  private List<String> sees(Caller caller) {
    return calls
        .access(caller)
        .resolveSubjects(ResolveSubjectsRequest.getDefaultInstance())
        .getCaller()
        .getUnitsList()
        .stream()
        .map(unit -> unit.getId())
        .toList();
  }
}
