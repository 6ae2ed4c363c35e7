package io.mnemon.governance.approval;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.StatusRuntimeException;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.Approval;
import io.mnemon.api.governance.v1.ApprovalTarget;
import io.mnemon.api.governance.v1.ApprovalVote;
import io.mnemon.api.governance.v1.CancelApprovalRequest;
import io.mnemon.api.governance.v1.CreateApprovalRequest;
import io.mnemon.api.governance.v1.DecideApprovalRequest;
import io.mnemon.api.governance.v1.DirectoryUser;
import io.mnemon.api.governance.v1.GetApprovalRequest;
import io.mnemon.api.governance.v1.ListApprovalsRequest;
import io.mnemon.api.governance.v1.Principal;
import io.mnemon.api.governance.v1.PutApprovalDelegationRequest;
import io.mnemon.api.governance.v1.PutMemberRequest;
import io.mnemon.api.governance.v1.PutPolicyRequest;
import io.mnemon.api.governance.v1.RemoveApprovalDelegationRequest;
import io.mnemon.api.governance.v1.RemoveMemberRequest;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.governance.provisioning.PushedDirectory;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Role;
import io.mnemon.test.FakeClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
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
class ApprovalServiceTest {
  @Inject TestCalls calls;
  @Inject FakeClock clock;

  private TestTenant tenant;
  private String north;
  private String south;
  private Principal alice;
  private Principal bob;
  private Principal carol;
  private Caller asAlice;
  private Caller asBob;
  private Caller asCarol;

  @BeforeEach
  void company() {
    tenant = TestTenant.create(calls);
    north = tenant.organization("north");
    south = tenant.organization("south");
    alice = tenant.user("alice");
    bob = tenant.user("bob");
    carol = tenant.user("carol");
    tenant.grant(north, alice, "viewer");
    tenant.grant(north, bob, "admin");
    tenant.grant(north, carol, "admin");
    asAlice = tenant.caller(alice);
    asBob = tenant.caller(bob);
    asCarol = tenant.caller(carol);
  }

  @Test
  void twoAdminsApproveARoleAndItHolds() {
    Approval asked = ask(asAlice, role("alice", "developer"));

    assertThat(asked.getState()).isEqualTo("pending");
    assertThat(asked.getQuorum()).isEqualTo(2);
    assertThat(asked.getTarget().getVersion()).isEqualTo("viewer");
    assertThat(asked.getPayload().getFieldsOrThrow("principal").getStringValue())
        .isEqualTo(alice.getId());
    assertThat(decide(asBob, asked, "approve").getState()).isEqualTo("pending");
    assertThat(tenant.caller(alice).roles())
        .extracting(Caller.RoleGrant::role)
        .containsExactly(Role.VIEWER);

    Approval approved = decide(asCarol, asked, "approve");

    assertThat(approved.getState()).isEqualTo("approved");
    assertThat(approved.getVotesList())
        .extracting(ApprovalVote::getPrincipal)
        .containsExactly(bob.getId(), carol.getId());
    assertThat(tenant.caller(alice).roles())
        .extracting(Caller.RoleGrant::role)
        .containsExactly(Role.DEVELOPER);
  }

  @Test
  void whoIsDeniedARoleMayAskForIt() {
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "ask for approval",
        () ->
            calls
                .tenants(asAlice)
                .putMember(
                    PutMemberRequest.newBuilder()
                        .setUnit(north)
                        .setPrincipal("alice")
                        .setRole("developer")
                        .build()));
  }

  @Test
  void nobodyDecidesAboutTheirOwnWish() {
    tenant.grant(north, alice, "admin");
    Principal helper = tenant.agent("helper", alice.getId());
    tenant.grant(north, helper, "admin");
    Approval byAlice = ask(tenant.caller(alice), role("alice", "tech_lead"));
    Approval byHelper = ask(tenant.caller(helper), custom());
    Approval forAlice = ask(asBob, role("alice", "tech_lead"));

    assertRefused(
        ErrorCode.PERMISSION_DENIED, "own wish", () -> decide(asAlice, byAlice, "approve"));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "own wish",
        () -> decide(tenant.caller(helper), byAlice, "approve"));
    assertRefused(
        ErrorCode.PERMISSION_DENIED, "own wish", () -> decide(asAlice, byHelper, "approve"));
    assertRefused(
        ErrorCode.PERMISSION_DENIED, "own wish", () -> decide(asAlice, forAlice, "approve"));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "nobody decides about their own wish",
        () -> ask(asAlice, custom().addReviewers("alice")));
  }

  @Test
  void aDeputyHasTheVoteOfItsReviewerAndNeverTheRequesters() {
    tenant.grant(north, alice, "admin");
    Principal dora = tenant.user("dora");
    tenant.grant(north, dora, "viewer");
    Caller asDora = tenant.caller(dora);
    delegate(asAlice, "dora");
    Approval asked = ask(asAlice, custom().setMode("single"));

    assertRefused(
        ErrorCode.PERMISSION_DENIED, "needs a reviewer", () -> decide(asDora, asked, "approve"));

    delegate(asBob, "dora");
    Approval decided = decide(asDora, asked, "approve");

    assertThat(decided.getState()).isEqualTo("approved");
    assertThat(decided.getVotes(0).getPrincipal()).isEqualTo(dora.getId());
    assertThat(decided.getVotes(0).getReviewer()).isEqualTo(bob.getId());
  }

  @Test
  void aReviewerAndItsDeputyHaveOneVoteTogether() {
    Principal dora = tenant.user("dora");
    tenant.grant(north, dora, "viewer");
    Caller asDora = tenant.caller(dora);
    delegate(asBob, "dora");
    Approval asked = ask(asAlice, custom());

    decide(asBob, asked, "approve");

    assertRefused(
        ErrorCode.PERMISSION_DENIED, "who has not decided", () -> decide(asDora, asked, "approve"));

    Approval other = ask(asAlice, custom());
    decide(asDora, other, "approve");

    assertThat(decide(asBob, other, "approve").getVotesCount()).isEqualTo(1);
  }

  @Test
  void anAgentAndTheDeputyOfItsUserHaveOneVoteTogether() {
    Principal helper = tenant.agent("helper", bob.getId());
    tenant.grant(north, helper, "admin");
    Caller asHelper = tenant.caller(helper);
    Principal dora = tenant.user("dora");
    tenant.grant(north, dora, "viewer");
    Caller asDora = tenant.caller(dora);
    delegate(asBob, "dora");
    Approval asked = ask(asAlice, custom());

    decide(asHelper, asked, "approve");

    assertRefused(
        ErrorCode.PERMISSION_DENIED, "who has not decided", () -> decide(asDora, asked, "approve"));

    Approval other = ask(asAlice, custom());
    decide(asDora, other, "approve");
    Approval both = decide(asHelper, other, "approve");

    assertThat(both.getState()).isEqualTo("pending");
    assertThat(both.getVotesCount()).isEqualTo(1);
  }

  @Test
  void whoIsDeactivatedDecidesNoMoreAndNobodyInTheirPlace() {
    PushedDirectory directory = new PushedDirectory(calls, tenant);
    DirectoryUser asUser = directory.user("bob");
    Principal dora = tenant.user("dora");
    tenant.grant(north, dora, "viewer");
    Caller asDora = tenant.caller(dora);
    delegate(asBob, "dora");
    Approval voted = ask(asAlice, custom());
    Approval fresh = ask(asAlice, custom());
    decide(asBob, voted, "approve");

    directory.setActive(asUser, false);

    assertRefused(
        ErrorCode.PERMISSION_DENIED, "needs a reviewer", () -> decide(asDora, fresh, "approve"));
    assertThat(decide(asCarol, voted, "approve").getState()).isEqualTo("pending");
    assertThat(decide(tenant.admin(), voted, "approve").getState()).isEqualTo("approved");
  }

  @Test
  void aDelegationEndsInTimeOrWhenItIsTakenBack() {
    Principal dora = tenant.user("dora");
    tenant.grant(north, dora, "viewer");
    Approval asked = ask(asAlice, custom().setTimeoutSeconds(20L * 86_400));
    delegate(asBob, "dora");
    clock.advance(Duration.ofDays(8));
    Caller asDora = tenant.caller(dora);

    assertRefused(
        ErrorCode.PERMISSION_DENIED, "needs a reviewer", () -> decide(asDora, asked, "approve"));

    delegate(asBob, "dora");
    var unused =
        calls
            .approvals(asBob)
            .removeApprovalDelegation(
                RemoveApprovalDelegationRequest.newBuilder().setTo("dora").build());

    assertRefused(
        ErrorCode.PERMISSION_DENIED, "needs a reviewer", () -> decide(asDora, asked, "approve"));
    assertRefused(
        ErrorCode.NOT_FOUND,
        "delegation to dora",
        () ->
            calls
                .approvals(asBob)
                .removeApprovalDelegation(
                    RemoveApprovalDelegationRequest.newBuilder().setTo("dora").build()));
  }

  @Test
  void theSameDecisionAgainIsAnsweredAlikeAndAnotherOneAborted() {
    Approval asked = ask(asAlice, custom());

    Approval first = decide(asBob, asked, "approve");
    Approval again = decide(asBob, asked, "approve");

    assertThat(again).isEqualTo(first);
    assertRefused(
        ErrorCode.ABORTED,
        "you decided otherwise before (approve)",
        () -> reject(asBob, asked, "no"));

    Approval approved = decide(asCarol, asked, "approve");

    assertThat(decide(asBob, asked, "approve")).isEqualTo(approved);
    assertRefused(
        ErrorCode.ABORTED,
        "others decided before: the request is approved",
        () -> decide(tenant.admin(), asked, "approve"));
  }

  @Test
  void aRejectionNeedsAReasonAndDecides() {
    Approval asked = ask(asAlice, custom());

    assertRefused(
        ErrorCode.INVALID_ARGUMENT, "reason: is empty", () -> decide(asBob, asked, "reject"));

    Approval rejected = reject(asBob, asked, "not now");

    assertThat(rejected.getState()).isEqualTo("rejected");
    assertThat(rejected.getReason()).isEqualTo("not now");
    assertThat(reject(asBob, asked, "still not")).isEqualTo(rejected);
  }

  @Test
  void ofTwoWhoDecideAtOnceBothAreHeardOnce() throws Exception {
    for (int round = 0; round < 5; round++) {
      Approval asked = ask(asAlice, custom());
      CountDownLatch start = new CountDownLatch(1);
      List<String> outcomes = new ArrayList<>();

      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<String>> racing = new ArrayList<>();
        for (Caller caller : List.of(asBob, asCarol, tenant.admin(), asBob)) {
          racing.add(threads.submit(() -> outcome(start, caller, asked)));
        }
        start.countDown();
        for (Future<String> one : racing) {
          outcomes.add(one.get());
        }
      }

      Approval now = get(asAlice, asked);
      assertThat(now.getState()).isEqualTo("approved");
      assertThat(now.getVotesList())
          .extracting(ApprovalVote::getPrincipal)
          .hasSize(2)
          .doesNotHaveDuplicates();
      assertThat(outcomes)
          .allMatch(word -> List.of("pending", "approved", "ABORTED").contains(word));
      assertThat(outcomes).contains("approved");
    }
  }

  private String outcome(CountDownLatch start, Caller caller, Approval asked)
      throws InterruptedException {
    start.await();
    try {
      return decide(caller, asked, "approve").getState();
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode().name();
    }
  }

  @Test
  void afterItsTimeNothingIsDecided() {
    Approval asked = ask(asAlice, custom().setTimeoutSeconds(60));
    clock.advance(Duration.ofSeconds(61));

    assertRefused(
        ErrorCode.FAILED_PRECONDITION, "expired at", () -> decide(asBob, asked, "approve"));
    assertThat(get(asAlice, asked).getState()).isEqualTo("expired");
    assertRefused(
        ErrorCode.FAILED_PRECONDITION, "expired at", () -> decide(asBob, asked, "approve"));
  }

  @Test
  void timePassesAlsoWhenNobodyDecides() {
    Principal eve = tenant.user("eve");
    tenant.grant(north, eve, "viewer");
    Approval asked =
        ask(
            asAlice,
            custom().setTimeoutSeconds(600).setEscalateAfterSeconds(60).addEscalateTo("eve"));
    Caller asEve = tenant.caller(eve);
    assertRefused(
        ErrorCode.PERMISSION_DENIED, "needs a reviewer", () -> decide(asEve, asked, "approve"));

    clock.advance(Duration.ofSeconds(61));

    await().until(() -> get(asAlice, asked).hasEscalatedAt());
    assertThat(decide(asEve, asked, "approve").getVotesCount()).isEqualTo(1);

    clock.advance(Duration.ofSeconds(600));

    await().until(() -> get(asAlice, asked).getState().equals("expired"));
  }

  @Test
  void aChangedTargetSupersedes() {
    Approval asked = ask(asAlice, role("alice", "developer"));
    tenant.grant(north, alice, "agent");

    assertRefused(
        ErrorCode.FAILED_PRECONDITION,
        "has changed since the request was made (it was: viewer, it is: agent)",
        () -> decide(asBob, asked, "approve"));
    assertThat(get(asAlice, asked).getState()).isEqualTo("superseded");

    Approval policy =
        ask(
            asAlice,
            custom()
                .setTarget(
                    ApprovalTarget.newBuilder().setType("policy").setId("p1").setVersion("3")));
    var seen = DecideApprovalRequest.newBuilder().setId(policy.getId()).setDecision("approve");

    assertThat(calls.approvals(asBob).decideApproval(seen.setVersion("3").build()).getState())
        .isEqualTo("pending");
    assertRefused(
        ErrorCode.FAILED_PRECONDITION,
        "it is: 4",
        () -> calls.approvals(asCarol).decideApproval(seen.setVersion("4").build()));
  }

  @Test
  void whoLostTheRightIsNotCounted() {
    Approval asked = ask(asAlice, role("alice", "developer"));
    decide(asBob, asked, "approve");
    tenant.grant(north, bob, "viewer");

    assertThat(decide(asCarol, asked, "approve").getState()).isEqualTo("pending");
    assertThat(decide(tenant.admin(), asked, "approve").getState()).isEqualTo("approved");
  }

  @Test
  void namedFriendsLendNoRight() {
    Principal eve = tenant.user("eve");
    Principal fred = tenant.user("fred");
    tenant.grant(north, eve, "viewer");
    tenant.grant(north, fred, "viewer");
    Approval asked = ask(asAlice, role("alice", "admin").addReviewers("eve").addReviewers("fred"));

    decide(tenant.caller(eve), asked, "approve");
    Approval both = decide(tenant.caller(fred), asked, "approve");

    assertThat(both.getState()).isEqualTo("pending");
    assertThat(decide(asBob, asked, "approve").getState()).isEqualTo("approved");
  }

  @Test
  void nobodyIsGivenMoreThanThoseWhoApproveHold() {
    Principal root = tenant.user("root");
    tenant.grant(tenant.id(), root, "admin");
    tenant.grant(tenant.id(), bob, "admin");
    var wish = role("alice", "tenant_admin").setUnit(tenant.id());
    Approval asked = ask(asAlice, wish);

    decide(tenant.caller(bob), asked, "approve");
    assertThat(decide(tenant.caller(root), asked, "approve").getState()).isEqualTo("pending");

    assertThat(decide(tenant.admin(), asked, "approve").getState()).isEqualTo("approved");
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "tenant_admin is a role on the whole tenant",
        () -> ask(asAlice, role("alice", "tenant_admin")));
  }

  @Test
  void whomAPolicyForbidsToGiveRolesLendsNoRightEither() {
    var unused =
        calls
            .authorization(tenant.admin())
            .putPolicy(
                PutPolicyRequest.newBuilder()
                    .setName("not-they")
                    .setText(
                        "forbid (principal, action == Mnemon::Action::\"member.put\","
                            + " resource in Mnemon::Unit::\"%s\") unless { principal =="
                                .formatted(north)
                            + " Mnemon::User::\"%s\" };".formatted(tenant.admin().principal()))
                    .build());
    Approval asked = ask(asAlice, role("alice", "developer"));

    decide(asBob, asked, "approve");
    assertThat(decide(asCarol, asked, "approve").getState()).isEqualTo("pending");

    assertThat(decide(tenant.admin(), asked, "approve").getState()).isEqualTo("approved");
  }

  @Test
  void whoIsAdminForAWhileLendsNoRightBeyondIt() {
    Instant end = clock.instant().plus(Duration.ofDays(1));
    tenant.grantUntil(end, north, bob, "admin");
    tenant.grantUntil(end, north, carol, "admin");
    Approval asked = ask(asAlice, role("alice", "developer"));

    decide(asBob, asked, "approve");
    assertThat(decide(asCarol, asked, "approve").getState()).isEqualTo("pending");

    assertThat(decide(tenant.admin(), asked, "approve").getState()).isEqualTo("approved");
  }

  @Test
  void everybodyWhoWasNamedMustAgree() {
    Approval asked =
        ask(asAlice, custom().setMode("unanimous").addReviewers("bob").addReviewers("carol"));

    decide(asBob, asked, "approve");
    assertThat(decide(tenant.admin(), asked, "approve").getState()).isEqualTo("pending");

    assertThat(decide(asCarol, asked, "approve").getState()).isEqualTo("approved");
  }

  @Test
  void whoDoesNotSeeTheUnitFindsNothing() {
    Principal eve = tenant.user("eve");
    tenant.grant(south, eve, "admin");
    Caller asEve = tenant.caller(eve);
    Approval asked = ask(asAlice, custom());
    Caller stranger = TestTenant.create(calls).admin();

    for (Caller caller : List.of(asEve, stranger)) {
      assertRefused(ErrorCode.NOT_FOUND, asked.getId(), () -> get(caller, asked));
      assertRefused(ErrorCode.NOT_FOUND, asked.getId(), () -> decide(caller, asked, "approve"));
      assertRefused(
          ErrorCode.NOT_FOUND,
          asked.getId(),
          () ->
              calls
                  .approvals(caller)
                  .cancelApproval(CancelApprovalRequest.newBuilder().setId(asked.getId()).build()));
      assertRefused(ErrorCode.NOT_FOUND, north, () -> ask(caller, custom()));
      assertThat(list(caller, false)).isEmpty();
    }
    assertRefused(
        ErrorCode.NOT_FOUND, "principal bob", () -> ask(asAlice, role("bob", "developer")));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "eve is nobody who sees the unit",
        () -> ask(asAlice, custom().addReviewers("eve")));
  }

  @Test
  void requestsAreListedToThoseConcerned() {
    Approval byAlice = ask(asAlice, custom());
    Approval byBob = ask(asBob, custom());

    assertThat(list(asAlice, true)).containsExactly(byAlice.getId());
    assertThat(list(asCarol, false)).containsExactly(byBob.getId(), byAlice.getId());
    assertThat(
            calls
                .approvals(asCarol)
                .listApprovals(ListApprovalsRequest.newBuilder().setState("approved").build())
                .getApprovalsList())
        .isEmpty();
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "state",
        () ->
            calls
                .approvals(asCarol)
                .listApprovals(ListApprovalsRequest.newBuilder().setState("open").build()));
  }

  @Test
  void whoAskedTakesItBack() {
    Approval asked = ask(asAlice, custom());
    Principal eve = tenant.user("eve");
    tenant.grant(north, eve, "developer");
    var cancel =
        CancelApprovalRequest.newBuilder().setId(asked.getId()).setReason("changed mind").build();

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "approval.cancel.any needs the role admin",
        () -> calls.approvals(tenant.caller(eve)).cancelApproval(cancel));

    Approval cancelled = calls.approvals(asAlice).cancelApproval(cancel);

    assertThat(cancelled.getState()).isEqualTo("cancelled");
    assertThat(calls.approvals(asBob).cancelApproval(cancel)).isEqualTo(cancelled);
    assertRefused(
        ErrorCode.FAILED_PRECONDITION, "cancelled", () -> decide(asBob, asked, "approve"));
  }

  @Test
  void aRequestThatIsSentTwiceIsOne() {
    var once = custom().setIdempotencyKey("k1");

    assertThat(ask(asAlice, once).getId()).isEqualTo(ask(asAlice, once).getId());
    assertRefused(
        ErrorCode.FAILED_PRECONDITION,
        "Idempotency-Key",
        () -> ask(asAlice, custom().setIdempotencyKey("k1").setTitle("other")));
  }

  @Test
  void whatIsNoRequestIsRefused() {
    Struct big =
        Struct.newBuilder()
            .putFields("x", Value.newBuilder().setStringValue("x".repeat(65_536)).build())
            .build();

    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "payload: has 65544 bytes",
        () -> ask(asAlice, custom().setPayload(big)));
    assertRefused(ErrorCode.INVALID_ARGUMENT, "kind", () -> ask(asAlice, custom().setKind("x")));
    assertRefused(ErrorCode.INVALID_ARGUMENT, "title", () -> ask(asAlice, custom().setTitle(" ")));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "mode: lets 1 decide",
        () -> ask(asAlice, custom().setMode("single").setRisk("critical")));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "timeout_seconds",
        () -> ask(asAlice, custom().setTimeoutSeconds(31L * 86_400)));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "escalate_after_seconds",
        () -> ask(asAlice, custom().setTimeoutSeconds(10).setEscalateAfterSeconds(10)));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "payload.boss: is unknown",
        () ->
            ask(
                asAlice,
                role("alice", "developer")
                    .setPayload(
                        Struct.newBuilder().putFields("boss", Value.getDefaultInstance()))));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT, "payload.role", () -> ask(asAlice, role("alice", "boss")));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "decision",
        () -> decide(asBob, ask(asAlice, custom()), "maybe"));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "until",
        () ->
            calls
                .approvals(asBob)
                .putApprovalDelegation(
                    PutApprovalDelegationRequest.newBuilder().setTo("carol").build()));
  }

  @Test
  void aRoleThatWasTakenAwayMeanwhileIsNotChangedByAnOldRequest() {
    Approval asked = ask(asAlice, role("alice", "developer"));
    decide(asBob, asked, "approve");
    var unused =
        calls
            .tenants(tenant.admin())
            .removeMember(
                RemoveMemberRequest.newBuilder().setUnit(north).setPrincipal("alice").build());

    assertRefused(
        ErrorCode.FAILED_PRECONDITION, "it is: none", () -> decide(asCarol, asked, "approve"));
    assertThat(tenant.caller(alice).roles()).isEmpty();
  }

  private CreateApprovalRequest.Builder custom() {
    return CreateApprovalRequest.newBuilder()
        .setKind("custom")
        .setUnit(north)
        .setTitle("Move the offices");
  }

  private CreateApprovalRequest.Builder role(String principal, String role) {
    return CreateApprovalRequest.newBuilder()
        .setKind("role")
        .setUnit(north)
        .setTitle("I build the index")
        .setPayload(
            Struct.newBuilder()
                .putFields("principal", Value.newBuilder().setStringValue(principal).build())
                .putFields("role", Value.newBuilder().setStringValue(role).build()));
  }

  private Approval ask(Caller caller, CreateApprovalRequest.Builder request) {
    return calls.approvals(caller).createApproval(request.build());
  }

  private Approval get(Caller caller, Approval approval) {
    return calls
        .approvals(caller)
        .getApproval(GetApprovalRequest.newBuilder().setId(approval.getId()).build());
  }

  private Approval decide(Caller caller, Approval approval, String decision) {
    return calls
        .approvals(caller)
        .decideApproval(
            DecideApprovalRequest.newBuilder()
                .setId(approval.getId())
                .setDecision(decision)
                .build());
  }

  private Approval reject(Caller caller, Approval approval, String reason) {
    return calls
        .approvals(caller)
        .decideApproval(
            DecideApprovalRequest.newBuilder()
                .setId(approval.getId())
                .setDecision("reject")
                .setReason(reason)
                .build());
  }

  private List<String> list(Caller caller, boolean mine) {
    return calls
        .approvals(caller)
        .listApprovals(ListApprovalsRequest.newBuilder().setMine(mine).build())
        .getApprovalsList()
        .stream()
        .map(Approval::getId)
        .toList();
  }

  private void delegate(Caller caller, String to) {
    var unused =
        calls
            .approvals(caller)
            .putApprovalDelegation(
                PutApprovalDelegationRequest.newBuilder()
                    .setTo(to)
                    .setUntil(TestTenant.timestamp(clock.instant().plus(Duration.ofDays(7))))
                    .build());
  }
}
