package io.mnemon.governance.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Grantee;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Membership;
import io.mnemon.governance.tenant.Principal;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.governance.tenant.UnitTree;
import io.mnemon.tenancy.Authorizer;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ApprovalStateTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final UUID TENANT = UUID.randomUUID();
  private static final UUID REQUESTER = UUID.randomUUID();
  private static final UUID REQUESTERS_AGENT = UUID.randomUUID();
  private static final UUID BENEFICIARY = UUID.randomUUID();
  private static final UUID DEPUTY = UUID.randomUUID();
  private static final UUID ONE = UUID.randomUUID();
  private static final UUID TWO = UUID.randomUUID();
  private static final UUID STRANGER = UUID.randomUUID();

  @ParameterizedTest
  @CsvSource({
    "LOW, SINGLE, , 1",
    "MEDIUM, QUORUM, , 2",
    "MEDIUM, QUORUM, 1, 1",
    "HIGH, QUORUM, 3, 3",
    "CRITICAL, QUORUM, 2, 2"
  })
  void aQuorumFollowsFromModeAndRisk(Risk risk, Mode mode, @Nullable Integer quorum, int needed) {
    Rules rules = Rules.of(risk, mode, quorum, List.of(), Role.ADMIN, List.of());

    assertThat(rules.quorum()).isEqualTo(needed);
  }

  @ParameterizedTest
  @CsvSource({
    "HIGH, SINGLE, , mode: lets 1 decide",
    "CRITICAL, SINGLE, , mode: lets 1 decide",
    "CRITICAL, QUORUM, 1, quorum: lets 1 decide",
    "LOW, QUORUM, 0, quorum: is 0",
    "LOW, QUORUM, 21, quorum: is 21",
    "LOW, SINGLE, 2, quorum: goes with the mode quorum only",
    "LOW, UNANIMOUS, , reviewers: is empty"
  })
  void rulesThatAreTooWeakAreRefused(
      Risk risk, Mode mode, @Nullable Integer quorum, String message) {
    assertThatThrownBy(() -> Rules.of(risk, mode, quorum, List.of(), Role.ADMIN, List.of()))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining(message);
  }

  @Test
  void oneUnanimousReviewerIsTooFewForHighRisk() {
    assertThatThrownBy(
            () -> Rules.of(Risk.HIGH, Mode.UNANIMOUS, null, List.of(ONE), Role.ADMIN, List.of()))
        .hasMessageContaining("mode: lets 1 decide");
  }

  @Test
  void aRejectionEndsItAndApprovalsCountUntilTheySuffice() {
    ApprovalState.Pending fresh = ApprovalState.Pending.fresh();

    ApprovalState waiting = fresh.vote(vote(ONE, Choice.APPROVE), votes -> votes.size() == 2);

    assertThat(waiting).isInstanceOf(ApprovalState.Pending.class);
    assertThat(
            ((ApprovalState.Pending) waiting)
                .vote(vote(TWO, Choice.APPROVE), votes -> votes.size() == 2))
        .isInstanceOf(ApprovalState.Approved.class);
    assertThat(((ApprovalState.Pending) waiting).vote(vote(TWO, Choice.REJECT), votes -> true))
        .isEqualTo(
            new ApprovalState.Rejected(
                List.of(vote(ONE, Choice.APPROVE), vote(TWO, Choice.REJECT)), "no", NOW));
  }

  @Test
  void aPersonHasOneVote() {
    ApprovalState.Pending once =
        (ApprovalState.Pending)
            ApprovalState.Pending.fresh().vote(vote(ONE, Choice.APPROVE), votes -> false);

    assertThatThrownBy(() -> once.vote(vote(ONE, Choice.APPROVE), votes -> true))
        .isInstanceOf(IllegalStateException.class);
  }

  /**
   * Whatever happens in whatever order: at most one outcome, never by the requester, the one for
   * whom it is, or their agents, and approved only with two others of whom one is admin.
   */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void anyOrderOfVotesEndsInOneOutcomeWithoutTheRequester(Mode mode) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<UUID> everybody =
        List.of(REQUESTER, REQUESTERS_AGENT, BENEFICIARY, DEPUTY, ONE, TWO, STRANGER);
    for (int round = 0; round < 2_000; round++) {
      Approval approval = approval(mode);
      List<ApprovalState.Closed> outcomes = new ArrayList<>();
      for (int step = 0; step < 12; step++) {
        if (!(approval.state() instanceof ApprovalState.Pending pending)) {
          outcomes.add((ApprovalState.Closed) approval.state());
          continue;
        }
        approval = approval.in(step(approval, pending, everybody, random));
      }
      assertThat(new HashSet<>(outcomes)).as("seed %d", seed).hasSizeLessThanOrEqualTo(1);
      check(approval, seed);
    }
  }

  private static ApprovalState step(
      Approval approval, ApprovalState.Pending pending, List<UUID> everybody, Random random) {
    if (random.nextInt(20) == 0) {
      return switch (random.nextInt(4)) {
        case 0 -> pending.expire(NOW);
        case 1 -> pending.cancel("", NOW);
        case 2 -> pending.supersede("", NOW);
        default -> pending.escalate(NOW);
      };
    }
    UUID voter = everybody.get(random.nextInt(everybody.size()));
    Electorate electorate = electorate(approval);
    Set<UUID> taken = new HashSet<>();
    pending.votes().forEach(vote -> taken.add(vote.reviewer()));
    UUID person = electorate.personOf(voter);
    Optional<UUID> reviewer = electorate.reviewerFor(voter, taken);
    boolean voted =
        pending.votes().stream()
            .anyMatch(vote -> vote.person().equals(person) || vote.reviewer().equals(voter));
    if (voted || reviewer.isEmpty()) {
      return pending;
    }
    Choice choice = random.nextInt(5) == 0 ? Choice.REJECT : Choice.APPROVE;
    return pending.vote(
        new Vote(person, voter, reviewer.get(), choice, "no", NOW), electorate::suffices);
  }

  private static void check(Approval approval, long seed) {
    List<Vote> votes = approval.state().votes();
    assertThat(votes)
        .as("seed %d", seed)
        .extracting(Vote::person)
        .doesNotContain(REQUESTER, BENEFICIARY, STRANGER)
        .doesNotHaveDuplicates();
    assertThat(votes).extracting(Vote::reviewer).doesNotContain(REQUESTER).doesNotHaveDuplicates();
    if (approval.state() instanceof ApprovalState.Approved) {
      int needed = approval.rules().mode() == Mode.SINGLE ? 1 : 2;
      assertThat(votes).as("seed %d", seed).hasSizeGreaterThanOrEqualTo(needed);
      assertThat(votes).allMatch(vote -> vote.choice() == Choice.APPROVE);
    }
    if (approval.state() instanceof ApprovalState.Rejected) {
      assertThat(votes).filteredOn(vote -> vote.choice() == Choice.REJECT).hasSize(1);
    }
  }

  /** The requester is an admin too and has named deputies, and so has one of the others. */
  private static Electorate electorate(Approval approval) {
    UnitTree tree = new UnitTree(TENANT, List.of());
    List<Grantee> grantees =
        List.of(
            user(REQUESTER, Role.ADMIN),
            agent(REQUESTERS_AGENT, REQUESTER),
            user(BENEFICIARY, Role.ADMIN),
            user(DEPUTY, null),
            user(ONE, Role.ADMIN),
            user(TWO, Role.TENANT_ADMIN),
            user(STRANGER, Role.VIEWER));
    return new Electorate(
        approval,
        new Snapshot(NOW, 1, tree, grantees),
        new Deputies(Map.of(DEPUTY, Set.of(REQUESTER, ONE), STRANGER, Set.of(REQUESTER))),
        new Guard((caller, action, place) -> new Authorizer.Decision.Allowed()));
  }

  private static Grantee user(UUID id, @Nullable Role role) {
    return new Grantee(
        new Principal(id, PrincipalKind.USER, id.toString(), null, null, false, NOW),
        Stream.ofNullable(role).map(held -> new Membership(id, TENANT, held, null, true)).toList(),
        true);
  }

  private static Grantee agent(UUID id, UUID user) {
    return new Grantee(
        new Principal(id, PrincipalKind.AGENT, id.toString(), user, null, false, NOW),
        List.of(new Membership(id, TENANT, Role.ADMIN, null, true)),
        true);
  }

  private static Approval approval(Mode mode) {
    Rules rules =
        mode == Mode.UNANIMOUS
            ? Rules.of(Risk.LOW, mode, null, List.of(ONE, TWO), Role.ADMIN, List.of())
            : Rules.of(Risk.LOW, mode, null, List.of(), Role.ADMIN, List.of());
    return new Approval(
        UUID.randomUUID(),
        ApprovalKind.ROLE,
        TENANT,
        "title",
        "{}",
        new RoleWish(BENEFICIARY, Role.ADMIN, null),
        null,
        rules,
        REQUESTER,
        REQUESTER,
        NOW,
        NOW.plusSeconds(100),
        NOW.plusSeconds(50),
        ApprovalState.Pending.fresh());
  }

  private static Vote vote(UUID person, Choice choice) {
    return new Vote(person, person, person, choice, "no", NOW);
  }
}
