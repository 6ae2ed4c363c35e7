package io.mnemon.governance.tenant;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.TimeOrderedIds;
import io.mnemon.api.governance.v1.CreateUnitRequest;
import io.mnemon.api.governance.v1.GetUnitRequest;
import io.mnemon.api.governance.v1.ListUnitsRequest;
import io.mnemon.api.governance.v1.ListUnitsResponse;
import io.mnemon.api.governance.v1.Principal;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.tenancy.Caller;
import io.mnemon.test.FakeClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class UnitServiceTest {
  @Inject TestCalls calls;
  @Inject Directory directory;
  @Inject TenantStore store;
  @Inject Guard guard;
  @Inject @Governance TimeOrderedIds ids;
  @Inject FakeClock clock;

  private TestTenant tenant;

  @BeforeEach
  void tenant() {
    tenant = TestTenant.create(calls);
  }

  @Test
  void theTreeGrowsFromOrganizationsThroughTeamsToProjects() {
    String organization = tenant.organization("north");
    String team = tenant.team(organization, "search");
    String project = tenant.project(team, "index");

    io.mnemon.api.governance.v1.Unit unit = get(tenant.admin(), project);

    assertThat(unit.getParent()).isEqualTo(team);
    assertThat(unit.getKind()).isEqualTo("project");
    assertThat(unit.getName()).isEqualTo("index");
  }

  @Test
  void aUnitInTheWrongPlaceIsToldTheRightOne() {
    String organization = tenant.organization("north");
    String team = tenant.team(organization, "search");
    Caller admin = tenant.admin();

    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "leave the parent out",
        () -> create(admin, organization, "organization", "x", ""));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "give the id of an organization",
        () -> create(admin, "", "team", "x", ""));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "is a team: for a team give the id of an organization",
        () -> create(admin, team, "team", "x", ""));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "is an organization: for a project give the id of a team",
        () -> create(admin, organization, "project", "x", ""));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "\"squad\" is unknown: give organization, team or project",
        () -> create(admin, organization, "squad", "x", ""));
    assertRefused(
        ErrorCode.NOT_FOUND,
        "unit",
        () -> create(admin, UUID.randomUUID().toString(), "team", "x", ""));
  }

  @Test
  void aNameIsTakenOnceBeneathItsParent() {
    String north = tenant.organization("north");
    String south = tenant.organization("south");
    tenant.team(north, "search");

    assertRefused(
        ErrorCode.ALREADY_EXISTS,
        "choose another name",
        () -> create(tenant.admin(), north, "team", "search", ""));
    assertRefused(
        ErrorCode.ALREADY_EXISTS,
        "choose another name",
        () -> create(tenant.admin(), "", "organization", "north", ""));
    assertThat(tenant.team(south, "search")).isNotEmpty();
  }

  @Test
  void whoIsAdminOfAUnitGrowsTheTreeBeneathItOnly() {
    String north = tenant.organization("north");
    String south = tenant.organization("south");
    Principal alice = tenant.user("alice");
    tenant.grant(north, alice, "admin");
    Principal bob = tenant.user("bob");
    tenant.grant(north, bob, "architect");
    Caller admin = tenant.caller(alice);

    assertThat(create(admin, north, "team", "search", "").getParent()).isEqualTo(north);
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "unit.create needs the role admin",
        () -> create(admin, "", "organization", "west", ""));
    assertRefused(ErrorCode.NOT_FOUND, south, () -> create(admin, south, "team", "search", ""));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "unit.create needs the role admin",
        () -> create(tenant.caller(bob), north, "team", "ads", ""));
  }

  @Test
  void everybodySeesTheirUnitsThoseAboveAndThoseBeneath() {
    String north = tenant.organization("north");
    String search = tenant.team(north, "search");
    String index = tenant.project(search, "index");
    String ads = tenant.team(north, "ads");
    tenant.organization("south");
    Principal alice = tenant.user("alice");
    tenant.grant(search, alice, "viewer");
    Caller caller = tenant.caller(alice);

    assertThat(ids(list(caller, "", 10, ""))).containsExactly(north, search, index);
    assertThat(ids(list(caller, north, 10, ""))).containsExactly(search);
    assertThat(get(caller, north).getName()).isEqualTo("north");
    assertRefused(ErrorCode.NOT_FOUND, ads, () -> get(caller, ads));
    assertRefused(ErrorCode.NOT_FOUND, ads, () -> list(caller, ads, 10, ""));
    assertRefused(ErrorCode.NOT_FOUND, "nonsense", () -> get(caller, "nonsense"));
  }

  @Test
  void unitsAreListedPageByPage() {
    String north = tenant.organization("north");
    String search = tenant.team(north, "search");
    String ads = tenant.team(north, "ads");

    ListUnitsResponse first = list(tenant.admin(), "", 2, "");
    ListUnitsResponse second = list(tenant.admin(), "", 2, first.getNextCursor());

    assertThat(ids(first)).containsExactly(north, search);
    assertThat(ids(second)).containsExactly(ads);
    assertThat(second.getNextCursor()).isEmpty();
  }

  @Test
  void aUnitOfAnotherTenantDoesNotExist() {
    String foreign = TestTenant.create(calls).organization("foreign");

    assertRefused(ErrorCode.NOT_FOUND, foreign, () -> get(tenant.admin(), foreign));
    assertRefused(
        ErrorCode.NOT_FOUND, foreign, () -> create(tenant.admin(), foreign, "team", "x", ""));
  }

  @Test
  void aRepeatedRequestIsAnsweredWithTheSameUnit() {
    Caller admin = tenant.admin();
    var first = create(admin, "", "organization", "north", "key-1");

    var again = create(admin, "", "organization", "north", "key-1");

    assertThat(again).isEqualTo(first);
    assertRefused(
        ErrorCode.FAILED_PRECONDITION,
        "used with another body",
        () -> create(admin, "", "organization", "south", "key-1"));
    assertThat(ids(list(admin, "", 10, ""))).containsExactly(first.getId());
  }

  @Test
  void theIdempotencyKeyOfARefusedRequestCanBeUsedAgain() {
    tenant.organization("north");
    assertRefused(
        ErrorCode.ALREADY_EXISTS,
        "choose another name",
        () -> create(tenant.admin(), "", "organization", "north", "key-1"));

    assertThat(create(tenant.admin(), "", "organization", "west", "key-1").getName())
        .isEqualTo("west");
  }

  @Test
  void theSameRequestTwiceAtOnceMakesOneUnit() throws Exception {
    Caller admin = tenant.admin();
    CountDownLatch start = new CountDownLatch(1);
    Set<String> made = new HashSet<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(
            threads.submit(
                () -> {
                  start.await();
                  return create(admin, "", "organization", "north", "key-1").getId();
                }));
      }
      start.countDown();
      for (Future<String> answer : answers) {
        made.add(answer.get());
      }
    }

    assertThat(made).hasSize(1);
    assertThat(ids(list(admin, "", 10, ""))).containsExactlyElementsOf(made);
  }

  @Test
  void aTenantHasNoMoreUnitsThanItMayHave() {
    Units limited = new Units(directory, store, guard, ids, clock, 1);
    Once once = new Once(tenant.admin().principal(), "key-1", "fingerprint");
    tenant.organization("north");

    assertThatThrownBy(
            () -> limited.create(tenant.admin(), UnitKind.ORGANIZATION, "", "south", once))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED))
        .hasMessageContaining("the tenant has 1 units, which is the limit");
    assertThat(
            new Units(directory, store, guard, ids, clock, 2)
                .create(tenant.admin(), UnitKind.ORGANIZATION, "", "south", once)
                .name())
        .isEqualTo("south");
  }

  @Test
  void anIdempotencyKeyHasAtMost255Characters() {
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "idempotency_key",
        () -> create(tenant.admin(), "", "organization", "north", "k".repeat(256)));
  }

  private io.mnemon.api.governance.v1.Unit create(
      Caller caller, String parent, String kind, String name, String once) {
    return calls
        .tenants(caller)
        .createUnit(
            CreateUnitRequest.newBuilder()
                .setParent(parent)
                .setKind(kind)
                .setName(name)
                .setIdempotencyKey(once)
                .build());
  }

  private io.mnemon.api.governance.v1.Unit get(Caller caller, String id) {
    return calls.tenants(caller).getUnit(GetUnitRequest.newBuilder().setId(id).build());
  }

  private ListUnitsResponse list(Caller caller, String parent, int limit, String cursor) {
    return calls
        .tenants(caller)
        .listUnits(
            ListUnitsRequest.newBuilder()
                .setParent(parent)
                .setLimit(limit)
                .setCursor(cursor)
                .build());
  }

  private static Iterable<String> ids(ListUnitsResponse page) {
    return page.getUnitsList().stream().map(io.mnemon.api.governance.v1.Unit::getId).toList();
  }
}
