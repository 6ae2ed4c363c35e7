package io.mnemon.governance.tenant;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.grpc.StatusRuntimeException;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.ListMembersRequest;
import io.mnemon.api.governance.v1.ListMembersResponse;
import io.mnemon.api.governance.v1.Member;
import io.mnemon.api.governance.v1.PutMemberRequest;
import io.mnemon.api.governance.v1.RemoveMemberRequest;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.HeldTenant;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.tenancy.Caller;
import io.mnemon.test.FakeClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class MemberServiceTest {
  @Inject TestCalls calls;
  @Inject FakeClock clock;

  private TestTenant tenant;

  @BeforeEach
  void tenant() {
    tenant = TestTenant.create(calls);
  }

  @Test
  void aRoleReplacesTheOneThatWasThere() {
    String north = tenant.organization("north");
    var alice = tenant.user("alice");

    put(tenant.admin(), north, "alice", "architect");
    Member now = put(tenant.admin(), north, alice.getId(), "viewer");

    assertThat(now.getRole()).isEqualTo("viewer");
    assertThat(list(tenant.admin(), north).getMembersList())
        .extracting(Member::getPrincipal, Member::getRole)
        .containsExactly(tuple(alice.getId(), "viewer"));
  }

  @Test
  void aRoleFlowsDown() {
    String north = tenant.organization("north");
    String index = tenant.project(tenant.team(north, "search"), "index");
    tenant.user("bob");
    var alice = tenant.user("alice");
    tenant.grant(north, alice, "admin");

    assertThat(put(tenant.caller(alice), index, "bob", "developer").getUnit()).isEqualTo(index);
  }

  @Test
  void nobodyGrantsMoreThanTheyHold() {
    String north = tenant.organization("north");
    tenant.user("bob");
    var alice = tenant.user("alice");
    tenant.grant(tenant.id(), alice, "admin");
    Caller caller = tenant.caller(alice);

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "nobody grants more than they hold: you are admin",
        () -> put(caller, tenant.id(), "bob", "tenant_admin"));
    assertThat(put(caller, north, "bob", "admin").getRole()).isEqualTo("admin");
  }

  @Test
  void nobodyGrantsForLongerThanTheyHold() {
    String north = tenant.organization("north");
    tenant.user("bob");
    var alice = tenant.user("alice");
    Instant end = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3_600);
    tenant.grantUntil(end, north, alice, "admin");
    Caller caller = tenant.caller(alice);
    String words = "give an expires_at no later than " + end;

    assertRefused(ErrorCode.PERMISSION_DENIED, words, () -> put(caller, north, "alice", "admin"));
    assertRefused(ErrorCode.PERMISSION_DENIED, words, () -> put(caller, north, "bob", "viewer"));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        words,
        () -> putUntil(end.plusSeconds(1), caller, north, "bob", "viewer"));
    assertThat(putUntil(end, caller, north, "bob", "admin").getRole()).isEqualTo("admin");

    tenant.grant(tenant.id(), alice, "developer");

    assertThat(put(caller, north, "bob", "developer").hasExpiresAt()).isFalse();
    assertRefused(ErrorCode.PERMISSION_DENIED, words, () -> put(caller, north, "bob", "tech_lead"));
  }

  @Test
  void anAgentGrantsNoLongerThanItsUserHolds() {
    String north = tenant.organization("north");
    var alice = tenant.user("alice");
    Instant end = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3_600);
    tenant.grantUntil(end, north, alice, "admin");
    var helper = tenant.agent("helper", "alice");
    tenant.grant(north, helper, "admin");
    Caller caller = tenant.caller(helper);

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "give an expires_at no later than " + end,
        () -> put(caller, north, "alice", "admin"));
    assertThat(putUntil(end, caller, north, "alice", "admin").getRole()).isEqualTo("admin");
  }

  @Test
  void nobodyTouchesWhoHoldsMore() {
    var alice = tenant.user("alice");
    tenant.grant(tenant.id(), alice, "admin");
    Caller caller = tenant.caller(alice);

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "the principal is tenant_admin there, which is more than you are",
        () -> put(caller, tenant.id(), "admin", "viewer"));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "the principal is tenant_admin there, which is more than you are",
        () -> remove(caller, tenant.id(), "admin"));
  }

  @Test
  void grantingNeedsAdminThere() {
    String north = tenant.organization("north");
    String south = tenant.organization("south");
    tenant.user("bob");
    var alice = tenant.user("alice");
    tenant.grant(north, alice, "architect");
    Caller caller = tenant.caller(alice);

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "member.put needs the role admin",
        () -> put(caller, north, "bob", "viewer"));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "member.remove needs the role admin",
        () -> remove(caller, north, "bob"));
    assertRefused(ErrorCode.NOT_FOUND, south, () -> put(caller, south, "bob", "viewer"));
  }

  @Test
  void theLastAdministratorStays() {
    assertRefused(
        ErrorCode.FAILED_PRECONDITION,
        "make another one first",
        () -> remove(tenant.admin(), tenant.id(), "admin"));
    assertRefused(
        ErrorCode.FAILED_PRECONDITION,
        "make another one first",
        () -> put(tenant.admin(), tenant.id(), "admin", "viewer"));

    tenant.grant(tenant.id(), tenant.user("alice"), "tenant_admin");

    assertThat(put(tenant.admin(), tenant.id(), "admin", "viewer").getRole()).isEqualTo("viewer");
  }

  @Test
  void twoAdministratorsWhoRemoveEachOtherLeaveOne() throws Exception {
    var alice = tenant.user("alice");
    tenant.grant(tenant.id(), alice, "tenant_admin");
    Caller one = tenant.admin();
    Caller other = tenant.caller(alice);
    CountDownLatch start = new CountDownLatch(1);

    List<String> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> first = threads.submit(() -> outcome(start, one, "alice"));
      Future<String> second = threads.submit(() -> outcome(start, other, "admin"));
      start.countDown();
      outcomes.add(first.get());
      outcomes.add(second.get());
    }

    assertThat(outcomes).contains("done");
    assertThat(outcomes).isNotEqualTo(List.of("done", "done"));
  }

  private String outcome(CountDownLatch start, Caller caller, String principal)
      throws InterruptedException {
    start.await();
    try {
      remove(caller, tenant.id(), principal);
      return "done";
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode().name();
    }
  }

  @Test
  void whoIsRemovedWhileTheirCallWaitsGrantsAndTakesNothing() throws Exception {
    String north = tenant.organization("north");
    var alice = tenant.user("alice");
    tenant.grant(north, alice, "admin");
    tenant.grant(north, tenant.user("bob"), "viewer");
    Caller caller = tenant.caller(alice);

    try (HeldTenant held = HeldTenant.hold(tenant)) {
      Future<?> granting = held.waiting(() -> put(caller, north, "alice", "admin"));
      Future<?> taking = held.waiting(() -> remove(caller, north, "bob"));
      held.change(
          "DELETE FROM governance.membership WHERE principal = '%s'".formatted(alice.getId()));
      held.release();

      assertThatThrownBy(granting::get).hasMessageContaining("NOT_FOUND");
      assertThatThrownBy(taking::get).hasMessageContaining("NOT_FOUND");
    }
    assertThat(list(tenant.admin(), north).getMembersList())
        .extracting(Member::getRole)
        .containsExactly("viewer");
  }

  @Test
  void manyGrantsAtOnceAreAllKept() throws Exception {
    String north = tenant.organization("north");
    int many = 40;
    for (int i = 0; i < many; i++) {
      var unused = tenant.user("user " + i);
    }

    List<Future<Member>> granting = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < many; i++) {
        String name = "user " + i;
        granting.add(threads.submit(() -> put(tenant.admin(), north, name, "viewer")));
      }
    }

    for (Future<Member> one : granting) {
      assertThat(one.get().getRole()).isEqualTo("viewer");
    }
    assertThat(list(tenant.admin(), north).getMembersList()).hasSize(many);
  }

  @Test
  void whatIsNoGrantIsRefused() {
    String north = tenant.organization("north");
    tenant.user("bob");

    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "\"boss\" is unknown: give one of viewer, agent, developer",
        () -> put(tenant.admin(), north, "bob", "boss"));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "tenant_admin is a role on the whole tenant",
        () -> put(tenant.admin(), north, "bob", "tenant_admin"));
    assertRefused(
        ErrorCode.NOT_FOUND,
        "principal carol",
        () -> put(tenant.admin(), north, "carol", "viewer"));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "expires_at: has passed",
        () ->
            calls
                .tenants(tenant.admin())
                .putMember(
                    PutMemberRequest.newBuilder()
                        .setUnit(north)
                        .setPrincipal("bob")
                        .setRole("viewer")
                        .setExpiresAt(TestTenant.timestamp(clock.instant()))
                        .build()));
  }

  @Test
  void aRoleThatIsTakenBackIsGone() {
    String north = tenant.organization("north");
    var alice = tenant.user("alice");
    tenant.grant(north, alice, "viewer");

    remove(tenant.admin(), north, "alice");

    assertThat(list(tenant.admin(), north).getMembersList()).isEmpty();
    assertThat(tenant.caller(alice).roles()).isEmpty();
    assertRefused(ErrorCode.NOT_FOUND, "alice", () -> remove(tenant.admin(), north, "alice"));
  }

  @Test
  void everyChangeMovesTheEpoch() {
    String north = tenant.organization("north");
    tenant.user("alice");
    long before = calls.authenticate(tenant.adminKey()).epoch();

    put(tenant.admin(), north, "alice", "viewer");
    long granted = calls.authenticate(tenant.adminKey()).epoch();
    remove(tenant.admin(), north, "alice");
    long taken = calls.authenticate(tenant.adminKey()).epoch();

    assertThat(granted).isGreaterThan(before);
    assertThat(taken).isGreaterThan(granted);
  }

  @Test
  void membersSeeThemselvesAndAdminsEverybody() {
    String north = tenant.organization("north");
    String south = tenant.organization("south");
    var alice = tenant.user("alice");
    var bob = tenant.user("bob");
    tenant.grant(north, alice, "admin");
    tenant.grant(north, bob, "viewer");

    assertThat(list(tenant.caller(alice), north).getMembersList())
        .extracting(Member::getPrincipal)
        .containsExactly(alice.getId(), bob.getId());
    assertThat(list(tenant.caller(bob), north).getMembersList())
        .extracting(Member::getPrincipal)
        .containsExactly(bob.getId());
    assertRefused(ErrorCode.NOT_FOUND, south, () -> list(tenant.caller(bob), south));
  }

  @Test
  void membersAreListedPageByPage() {
    String north = tenant.organization("north");
    tenant.grant(north, tenant.user("a"), "viewer");
    tenant.grant(north, tenant.user("b"), "viewer");
    tenant.grant(north, tenant.user("c"), "viewer");
    var request = ListMembersRequest.newBuilder().setUnit(north).setLimit(2);

    var first = calls.tenants(tenant.admin()).listMembers(request.build());
    var second =
        calls.tenants(tenant.admin()).listMembers(request.setCursor(first.getNextCursor()).build());

    assertThat(first.getMembersCount()).isEqualTo(2);
    assertThat(second.getMembersCount()).isEqualTo(1);
    assertThat(second.getNextCursor()).isEmpty();
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

  private Member putUntil(Instant end, Caller caller, String unit, String principal, String role) {
    return calls
        .tenants(caller)
        .putMember(
            PutMemberRequest.newBuilder()
                .setUnit(unit)
                .setPrincipal(principal)
                .setRole(role)
                .setExpiresAt(TestTenant.timestamp(end))
                .build());
  }

  private void remove(Caller caller, String unit, String principal) {
    var unused =
        calls
            .tenants(caller)
            .removeMember(
                RemoveMemberRequest.newBuilder().setUnit(unit).setPrincipal(principal).build());
  }

  private ListMembersResponse list(Caller caller, String unit) {
    return calls.tenants(caller).listMembers(ListMembersRequest.newBuilder().setUnit(unit).build());
  }
}
