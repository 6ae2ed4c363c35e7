package io.mnemon.governance.access;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.TimeOrderedIds;
import io.mnemon.api.governance.v1.DirectoryUser;
import io.mnemon.api.governance.v1.ListAuditEntriesRequest;
import io.mnemon.api.governance.v1.Principal;
import io.mnemon.api.governance.v1.PutMemberRequest;
import io.mnemon.api.governance.v1.ResolveSubjectsRequest;
import io.mnemon.api.governance.v1.ResolveSubjectsResponse;
import io.mnemon.api.governance.v1.Subject;
import io.mnemon.api.governance.v1.UnitView;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.governance.provisioning.PushedDirectory;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.governance.tenant.PrincipalLimit;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.Caller;
import io.mnemon.test.FakeClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class SubjectResolutionTest {
  @Inject TestCalls calls;
  @Inject FakeClock clock;
  @Inject Directory directory;
  @Inject @Governance PostgresSession session;
  @Inject @Governance TimeOrderedIds ids;

  private TestTenant tenant;

  @BeforeEach
  void tenant() {
    tenant = TestTenant.create(calls);
  }

  @Test
  void aSubjectIsCreatedOnFirstUseAndFoundAfterwards() {
    Caller application = applicationFor(tenant.id(), "");

    Subject first = user(application, "alice", true);
    Subject again = user(application, "alice", true);
    Subject byId = user(application, first.getId(), false);

    assertThat(first.getId()).isNotEmpty();
    assertThat(first.getKind()).isEqualTo("user");
    assertThat(first.getName()).isEqualTo("alice");
    assertThat(again).isEqualTo(first);
    assertThat(byId).isEqualTo(first);
  }

  @Test
  void aSubjectThatIsNotToBeCreatedHasNoId() {
    Caller application = applicationFor(tenant.id(), "");

    Subject unknown = user(application, "nobody", false);

    assertThat(unknown.getId()).isEmpty();
    assertThat(unknown.getName()).isEqualTo("nobody");
  }

  @Test
  void namesAreOneInWhateverUnicodeFormTheyCome() {
    Caller application = applicationFor(tenant.id(), "");

    Subject composed = user(application, "Zo\u00eb", true);
    Subject decomposed = user(application, " Zoe\u0308 ", true);

    assertThat(decomposed).isEqualTo(composed);
  }

  @Test
  void answersComeInTheOrderOfTheRequest() {
    Caller application = applicationFor(tenant.id(), "");

    ResolveSubjectsResponse answer =
        calls
            .access(application)
            .resolveSubjects(
                ResolveSubjectsRequest.newBuilder()
                    .addUsers("b")
                    .addUsers("a")
                    .addUsers("b")
                    .addAgents("helper")
                    .setCreate(true)
                    .build());

    assertThat(answer.getUsersList()).extracting(Subject::getName).containsExactly("b", "a", "b");
    assertThat(answer.getUsers(0).getId()).isEqualTo(answer.getUsers(2).getId());
    assertThat(answer.getAgentsList()).extracting(Subject::getKind).containsExactly("agent");
    assertThat(answer.getCaller().getId()).isEqualTo(application.principal().toString());
  }

  @Test
  void oneNameForAUserAndAnAgentIsRefusedAndNeitherIsCreated() {
    Caller application = applicationFor(tenant.id(), "");

    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "is named as a user too",
        () ->
            calls
                .access(application)
                .resolveSubjects(
                    ResolveSubjectsRequest.newBuilder()
                        .addUsers("twin")
                        .addAgents("twin")
                        .setCreate(true)
                        .build()));

    assertThat(user(application, "twin", false).getId()).isEmpty();
  }

  @Test
  void aSubjectOfAnotherKindIsNotFound() {
    Caller application = applicationFor(tenant.id(), "");
    user(application, "alice", true);

    assertNotFound(() -> agent(application, "alice", true), "alice");
  }

  @Test
  void aNameThatLooksLikeAnIdIsANameWhereNobodyHasTheId() {
    Caller application = applicationFor(tenant.id(), "");
    String name = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);

    Subject unknown = user(application, name, false);
    Subject created = user(application, name, true);
    Subject agent = agent(application, UUID.randomUUID().toString(), true);

    assertThat(unknown.getId()).isEmpty();
    assertThat(created.getName()).isEqualTo(name);
    assertThat(created.getId()).isNotEmpty().isNotEqualToIgnoringCase(name);
    assertThat(user(application, name, true)).isEqualTo(created);
    assertThat(user(application, created.getId(), false)).isEqualTo(created);
    assertThat(agent.getId()).isNotEmpty();
    assertNotFound(() -> agent(application, name, true), name);
  }

  @Test
  void nobodyIsCreatedWhoseNameIsTheIdOfSomebody() {
    Principal alice = tenant.user("alice");
    Principal bot = tenant.application("bot");
    Caller application = applicationFor(tenant.id(), "");

    for (String written :
        List.of(
            alice.getId(), alice.getId().toUpperCase(Locale.ROOT), "  " + alice.getId() + " ")) {
      assertThat(user(application, written, true).getId()).isEqualTo(alice.getId());
    }
    assertNotFound(() -> user(application, bot.getId(), true), bot.getId());
    assertNotFound(() -> agent(application, alice.getId(), true), alice.getId());
  }

  @Test
  void theIdOfASubjectOfAnotherTenantIsNobodyHere() {
    Principal foreign = TestTenant.create(calls).user("mallory");
    Caller application = applicationFor(tenant.id(), "");

    assertThat(user(application, foreign.getId(), false).getId()).isEmpty();
    assertThat(user(application, foreign.getId(), true).getId()).isNotEqualTo(foreign.getId());
  }

  @Test
  void aPrefixAndAUnitLimitNamesThatLookLikeIdsToo() {
    String name = UUID.randomUUID().toString();
    Caller everybody = applicationFor(tenant.id(), "");
    user(everybody, name, true);

    assertNotFound(() -> user(applicationFor(tenant.id(), "shop:"), name, true), name);
    Caller team = applicationFor(tenant.team(tenant.organization("north"), "search"), "");
    assertNotFound(() -> user(team, name, true), name);
  }

  @Test
  void anApplicationWithAPrefixActsOnlyForNamesThatBeginWithIt() {
    tenant.user("bob");
    Caller application = applicationFor(tenant.id(), "shop:");

    assertThat(user(application, "shop:1", true).getId()).isNotEmpty();
    assertNotFound(() -> user(application, "bob", false), "bob");
    assertNotFound(() -> user(application, "carol", false), "carol");
  }

  @Test
  void anApplicationOfAUnitActsForItsMembersAndForThoseItHasCreated() {
    String organization = tenant.organization("north");
    String team = tenant.team(organization, "search");
    String project = tenant.project(team, "index");
    Principal insider = tenant.user("insider");
    Principal outsider = tenant.user("outsider");
    tenant.grant(project, insider, "developer");
    tenant.grant(organization, outsider, "developer");
    Caller application = applicationFor(team, "");

    assertThat(user(application, "insider", false).getId()).isEqualTo(insider.getId());
    Subject created = user(application, "newcomer", true);
    assertThat(user(application, created.getId(), false).getId()).isEqualTo(created.getId());
    assertNotFound(() -> user(application, "outsider", false), "outsider");
  }

  @Test
  void whoAdministersATeamCannotMakeItsApplicationActForAnybody() {
    String team = tenant.team(tenant.organization("north"), "search");
    Principal victim = tenant.user("victim");
    Principal leader = tenant.user("leader");
    tenant.grant(team, leader, "admin");
    Caller application = applicationFor(team, "");
    putMember(tenant.caller(leader), team, victim, "viewer");

    assertNotFound(() -> user(application, "victim", false), "victim");
    assertThat(reach(application)).doesNotContain(victim.getId());

    tenant.grant(team, victim, "viewer");
    assertThat(user(application, "victim", false).getId()).isEqualTo(victim.getId());
    assertThat(reach(application)).contains(victim.getId());

    putMember(tenant.caller(leader), team, victim, "developer");
    assertNotFound(() -> user(application, "victim", false), "victim");
  }

  private void putMember(Caller caller, String unit, Principal principal, String role) {
    var unused =
        calls
            .tenants(caller)
            .putMember(
                PutMemberRequest.newBuilder()
                    .setUnit(unit)
                    .setPrincipal(principal.getId())
                    .setRole(role)
                    .build());
  }

  private List<String> reach(Caller application) {
    return calls
        .access(application)
        .resolveSubjects(ResolveSubjectsRequest.newBuilder().setAllUsers(true).build())
        .getAllUsersList();
  }

  @Test
  void aSubjectOfOneTeamsApplicationIsNotFoundByThatOfAnother() {
    String organization = tenant.organization("north");
    Caller here = applicationFor(tenant.team(organization, "here"), "");
    Caller there = applicationFor(tenant.team(organization, "there"), "");
    Caller above = applicationFor(organization, "");
    user(here, "alice", true);

    assertNotFound(() -> user(there, "alice", true), "alice");
    assertThat(user(above, "alice", false).getId()).isNotEmpty();
  }

  @Test
  void anExpiredMembershipNoLongerPutsASubjectIntoAGrant() {
    String team = tenant.team(tenant.organization("north"), "search");
    Principal guest = tenant.user("guest");
    tenant.grantUntil(clock.instant().plusSeconds(60), team, guest, "viewer");
    Caller application = applicationFor(team, "");
    assertThat(user(application, "guest", false).getId()).isNotEmpty();

    clock.advance(Duration.ofSeconds(61));

    assertNotFound(() -> user(application, "guest", false), "guest");
  }

  @Test
  void anApplicationWithoutAGrantActsForNobody() {
    Caller application = tenant.caller(tenant.application("idle"));

    assertNotFound(() -> user(application, "alice", true), "alice");
  }

  @Test
  void aUserIsOnlyItself() {
    tenant.user("bob");
    Principal alice = tenant.user("alice");
    Caller caller = tenant.caller(alice);

    assertThat(user(caller, "alice", false).getId()).isEqualTo(alice.getId());
    assertThat(user(caller, alice.getId(), false).getId()).isEqualTo(alice.getId());
    assertNotFound(() -> user(caller, "bob", false), "bob");
    assertNotFound(() -> user(caller, "carol", true), "carol");
  }

  @Test
  void aUserWorksWithAnyAgentAndLearnsNothingAboutWhatItMay() {
    String team = tenant.team(tenant.organization("north"), "search");
    Principal bob = tenant.user("bob");
    tenant.grant(team, bob, "developer");
    tenant.agent("bobs-helper", "bob");
    Caller alice = tenant.caller(tenant.user("alice"));

    assertThat(agent(alice, "coder", true).getId()).isNotEmpty();
    assertThat(agent(alice, "bobs-helper", true).getUnitsList()).isEmpty();
    assertNotFound(() -> agent(alice, "bob", true), "bob");
  }

  @Test
  void anAgentIsOnlyItselfAndActsForTheUserWhoDelegatedToIt() {
    Principal alice = tenant.user("alice");
    tenant.user("bob");
    tenant.agent("other", "");
    Principal helper = tenant.agent("helper", "alice");
    Caller caller = tenant.caller(helper);

    assertThat(user(caller, "alice", false).getId()).isEqualTo(alice.getId());
    assertThat(agent(caller, "helper", false).getId()).isEqualTo(helper.getId());
    assertNotFound(() -> user(caller, "bob", false), "bob");
    assertNotFound(() -> agent(caller, "other", false), "other");
    assertNotFound(() -> agent(caller, "new", true), "new");
  }

  @Test
  void anAgentWithoutAUserActsForNoUser() {
    Caller caller = tenant.caller(tenant.agent("loner", ""));

    assertNotFound(() -> user(caller, "alice", true), "alice");
  }

  @Test
  void refusalsLookTheSameWhetherTheSubjectExistsOrNotAndAreWrittenDown() {
    tenant.user("exists-not1");
    Caller caller = tenant.caller(tenant.user("alice"));

    String exists = assertNotFound(() -> user(caller, "exists-not1", false), "exists-not1");
    String missing = assertNotFound(() -> user(caller, "exists-not2", false), "exists-not2");

    assertThat(exists.replace("not1", "not2")).isEqualTo(missing);
    await().untilAsserted(() -> assertThat(denials()).isEqualTo(2));
  }

  @Test
  void firstUsesAtTheSameTimeYieldOnePrincipal() throws Exception {
    Caller application = applicationFor(tenant.id(), "");
    int requests = 24;
    CountDownLatch start = new CountDownLatch(1);
    Set<String> ids = new HashSet<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ResolveSubjectsResponse>> answers = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        boolean forward = i % 2 == 0;
        answers.add(
            threads.submit(
                () -> {
                  start.await();
                  return calls
                      .access(application)
                      .resolveSubjects(
                          ResolveSubjectsRequest.newBuilder()
                              .addUsers(forward ? "one" : "other")
                              .addUsers(forward ? "other" : "one")
                              .setCreate(true)
                              .build());
                }));
      }
      start.countDown();
      for (Future<ResolveSubjectsResponse> answer : answers) {
        answer.get().getUsersList().forEach(subject -> ids.add(subject.getId()));
      }
    } catch (ExecutionException e) {
      throw new AssertionError("a first use failed", e.getCause());
    }

    assertThat(ids).hasSize(2).doesNotContain("");
  }

  @Test
  void aMemberSeesItsUnitWhatIsBeneathAndWhatIsAbove() {
    String organization = tenant.organization("north");
    String team = tenant.team(organization, "search");
    String project = tenant.project(team, "index");
    tenant.team(organization, "sibling");
    tenant.organization("south");
    Principal alice = tenant.user("alice");
    tenant.grant(team, alice, "developer");
    tenant.grant(project, alice, "viewer");

    Subject caller = self(tenant.caller(alice));

    assertThat(roles(caller))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(organization, "", team, "developer", project, "developer"));
    assertThat(caller.getTenantRole()).isEmpty();
    UnitView seen =
        caller.getUnitsList().stream().filter(u -> u.getId().equals(project)).findFirst().get();
    assertThat(seen.getKind()).isEqualTo("project");
    assertThat(seen.getParent()).isEqualTo(team);
  }

  @Test
  void aRoleOnTheTenantShowsAllUnits() {
    String organization = tenant.organization("north");
    String team = tenant.team(organization, "search");
    Principal alice = tenant.user("alice");
    tenant.grant(tenant.id(), alice, "architect");

    Subject caller = self(tenant.caller(alice));

    assertThat(roles(caller))
        .containsExactlyInAnyOrderEntriesOf(Map.of(organization, "architect", team, "architect"));
    assertThat(caller.getTenantRole()).isEqualTo("architect");
  }

  @Test
  void aNewUnitIsSeenAtOnce() {
    Principal alice = tenant.user("alice");
    tenant.grant(tenant.id(), alice, "viewer");
    Caller caller = tenant.caller(alice);
    assertThat(self(caller).getUnitsList()).isEmpty();

    String organization = tenant.organization("north");

    assertThat(roles(self(caller))).containsOnlyKeys(organization);
  }

  @Test
  void anExpiredRoleShowsNothing() {
    String organization = tenant.organization("north");
    Principal guest = tenant.user("guest");
    tenant.grantUntil(clock.instant().plusSeconds(60), organization, guest, "admin");
    Caller caller = tenant.caller(guest);
    assertThat(self(caller).getUnitsList()).hasSize(1);

    clock.advance(Duration.ofSeconds(60));

    assertThat(self(caller).getUnitsList()).isEmpty();
  }

  @Test
  void anAgentNeverHasMoreThanItsUser() {
    String organization = tenant.organization("north");
    String team = tenant.team(organization, "search");
    String secret = tenant.team(organization, "secret");
    Principal alice = tenant.user("alice");
    tenant.grant(team, alice, "developer");
    Principal helper = tenant.agent("helper", "alice");
    tenant.grant(team, helper, "admin");
    tenant.grant(secret, helper, "admin");

    Subject caller = self(tenant.caller(helper));

    assertThat(roles(caller))
        .containsExactlyInAnyOrderEntriesOf(Map.of(organization, "", team, "developer"));
  }

  @Test
  void anAgentWithoutRolesStandsWhereItsUserDoesAsAnAgent() {
    String organization = tenant.organization("north");
    String team = tenant.team(organization, "search");
    Principal alice = tenant.user("alice");
    tenant.grant(team, alice, "tech_lead");
    tenant.grant(tenant.id(), alice, "viewer");
    Principal helper = tenant.agent("helper", "alice");

    Subject caller = self(tenant.caller(helper));

    assertThat(roles(caller))
        .containsExactlyInAnyOrderEntriesOf(Map.of(organization, "viewer", team, "agent"));
    assertThat(caller.getTenantRole()).isEqualTo("viewer");
  }

  @Test
  void theEndOfAnAgentsOnlyRoleDoesNotGiveItThoseOfItsUser() {
    String organization = tenant.organization("north");
    Principal alice = tenant.user("alice");
    tenant.grant(organization, alice, "developer");
    Principal helper = tenant.agent("helper", "alice");
    tenant.grantUntil(clock.instant().plusSeconds(60), organization, helper, "viewer");
    Caller caller = tenant.caller(helper);
    assertThat(roles(self(caller))).containsEntry(organization, "viewer");

    clock.advance(Duration.ofSeconds(61));

    assertThat(self(caller).getUnitsList()).isEmpty();
  }

  @Test
  void anApplicationLearnsAllUsersItActsFor() {
    String team = tenant.team(tenant.organization("north"), "search");
    Principal member = tenant.user("member");
    tenant.grant(team, member, "viewer");
    tenant.user("stranger");
    Caller application = applicationFor(team, "");
    Subject created = user(application, "created", true);
    agent(application, "robot", true);

    ResolveSubjectsResponse answer = allUsers(application);

    assertThat(answer.getAllUsersList()).containsExactlyInAnyOrder(member.getId(), created.getId());
    assertThat(answer.getWholeTenant()).isFalse();
  }

  @Test
  void anApplicationOfTheWholeTenantIsToldSo() {
    ResolveSubjectsResponse answer = allUsers(applicationFor(tenant.id(), "shop:"));

    assertThat(answer.getWholeTenant()).isTrue();
    assertThat(answer.getAllUsersList()).isEmpty();
  }

  @Test
  void anApplicationOfAPrefixLearnsWhoIsCalledOtherwiseByNow() {
    PushedDirectory company = new PushedDirectory(calls, tenant);
    DirectoryUser came = company.user("ada");
    DirectoryUser went = company.user("shop:bob");
    DirectoryUser stayed = company.user("shop:cleo");
    company.user("shop:dora");
    DirectoryUser deleted = company.user("shop:eve");
    company.rename(came, "shop:ada");
    company.rename(went, "bob");
    company.rename(stayed, "shop:cleopatra");
    company.delete(deleted);
    company.user(PushedDirectory.named("shop:eve").setExternalId("another"));

    ResolveSubjectsResponse answer = allUsers(applicationFor(tenant.id(), "shop:"));

    assertThat(answer.getRenamedIntoList())
        .containsExactlyInAnyOrder(came.getId(), stayed.getId(), deleted.getId());
    assertThat(answer.getRenamedOutOfList()).containsExactly(went.getId());
  }

  @Test
  void whereEveryNameIsWithinTheGrantNobodyAsksWhoWasRenamed() {
    PushedDirectory company = new PushedDirectory(calls, tenant);
    company.rename(company.user("ada"), "ada.lovelace");

    ResolveSubjectsResponse answer = allUsers(applicationFor(tenant.id(), ""));

    assertThat(answer.getWholeTenant()).isTrue();
    assertThat(answer.getRenamedIntoList()).isEmpty();
    assertThat(answer.getRenamedOutOfList()).isEmpty();
  }

  @Test
  void moreRenamedUsersThanCanBeToldAreRefused() {
    PushedDirectory company = new PushedDirectory(calls, tenant);
    Caller application = applicationFor(tenant.id(), "shop:");
    Subjects.Wanted all = new Subjects.Wanted(List.of(), List.of(), false, true);
    company.rename(company.user("ada"), "shop:ada");
    assertThat(limitedTo(1).resolve(application, all).reach())
        .isInstanceOf(Subjects.Reach.WholeTenant.class);
    company.rename(company.user("bob"), "bobby");

    assertThatThrownBy(() -> limitedTo(1).resolve(application, all))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED))
        .hasMessageContaining("renamed more than 1 users")
        .hasMessageContaining("name those that are meant");
  }

  @Test
  void moreUsersThanCanBeToldAreRefused() {
    String team = tenant.team(tenant.organization("north"), "search");
    Caller application = applicationFor(team, "");
    user(application, "one", true);
    Subjects.Wanted all = new Subjects.Wanted(List.of(), List.of(), false, true);
    assertThat(limitedTo(1).resolve(application, all).reach())
        .isInstanceOf(Subjects.Reach.Some.class);
    user(application, "two", true);

    assertThatThrownBy(() -> limitedTo(1).resolve(application, all))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED))
        .hasMessageContaining("acts for more than 1 users");
  }

  @Test
  void moreUnitsThanCanBeToldAreRefused() {
    tenant.team(tenant.organization("north"), "search");
    Subjects.Resolved resolved =
        limitedTo(1)
            .resolve(tenant.admin(), new Subjects.Wanted(List.of(), List.of(), false, false));

    assertThat(AccessMapper.toProto(resolved, 2).getCaller().getUnitsCount()).isEqualTo(2);
    assertThatThrownBy(() -> AccessMapper.toProto(resolved, 1))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED))
        .hasMessageContaining("see more than 1 units together");
  }

  @Test
  void nobodyIsCreatedBeyondWhatATenantMayHave() {
    Caller application = applicationFor(tenant.id(), "");
    Subjects.Wanted wanted =
        new Subjects.Wanted(List.of(new PrincipalRef(null, "new")), List.of(), true, false);

    assertThatThrownBy(() -> limitedTo(10).resolve(application, wanted))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED))
        .hasMessageContaining("has 1 principals already");
  }

  private Subjects limitedTo(int users) {
    return new Subjects(
        directory,
        new PostgresSubjectStore(session),
        ids,
        new AccessLimits(10, users, 10),
        new PrincipalLimit(1));
  }

  @Test
  void aServiceHasNoSubjects() {
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "a service has no tenant",
        () -> self(Caller.service("gateway")));
  }

  @Test
  void moreSubjectsThanOneRequestMayNameAreRefused() {
    Caller application = applicationFor(tenant.id(), "");
    ResolveSubjectsRequest.Builder request = ResolveSubjectsRequest.newBuilder();
    for (int i = 0; i < 2_001; i++) {
      request.addUsers("user" + i);
    }

    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "name at most 2000 at once",
        () -> calls.access(application).resolveSubjects(request.build()));
  }

  @Test
  void aNameThatIsNoneIsRefusedByItsField() {
    Caller application = applicationFor(tenant.id(), "");

    assertRefused(
        ErrorCode.INVALID_ARGUMENT, "users[0]: is empty", () -> user(application, "  ", true));
  }

  private Caller applicationFor(String unit, String prefix) {
    return tenant.actingFor(unit, prefix, tenant.application("app " + UUID.randomUUID()));
  }

  private Subject user(Caller caller, String named, boolean create) {
    return calls
        .access(caller)
        .resolveSubjects(
            ResolveSubjectsRequest.newBuilder().addUsers(named).setCreate(create).build())
        .getUsers(0);
  }

  private Subject agent(Caller caller, String named, boolean create) {
    return calls
        .access(caller)
        .resolveSubjects(
            ResolveSubjectsRequest.newBuilder().addAgents(named).setCreate(create).build())
        .getAgents(0);
  }

  private Subject self(Caller caller) {
    return calls
        .access(caller)
        .resolveSubjects(ResolveSubjectsRequest.getDefaultInstance())
        .getCaller();
  }

  private ResolveSubjectsResponse allUsers(Caller caller) {
    return calls
        .access(caller)
        .resolveSubjects(ResolveSubjectsRequest.newBuilder().setAllUsers(true).build());
  }

  private static Map<String, String> roles(Subject subject) {
    Map<String, String> roles = new HashMap<>();
    subject.getUnitsList().forEach(unit -> roles.put(unit.getId(), unit.getRole()));
    return roles;
  }

  private static String assertNotFound(Runnable call, String name) {
    return assertRefused(ErrorCode.NOT_FOUND, name, call::run).publicMessage();
  }

  private long denials() {
    return calls
        .audit(tenant.admin())
        .listAuditEntries(
            ListAuditEntriesRequest.newBuilder()
                .setAction("access.resolve")
                .setOutcome("denied")
                .build())
        .getEntriesCount();
  }
}
