package io.mnemon.governance.approval;

import io.mnemon.governance.event.EventType;
import io.mnemon.governance.event.PostgresEvents;
import io.mnemon.governance.schedule.Due;
import io.mnemon.governance.schedule.PostgresSchedule;
import io.mnemon.governance.tenant.Once;
import io.mnemon.governance.tenant.Page;
import io.mnemon.governance.tenant.PostgresEpoch;
import io.mnemon.governance.tenant.PostgresOnce;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Requests in Postgres. Who changes one holds its row first and the tenant's after it, so that two
 * never wait crosswise.
 */
final class PostgresApprovalStore implements ApprovalStore {
  static final String DUE = "approval";

  private static final String SELECT =
      "SELECT " + PostgresApprovalRows.COLUMNS + " FROM governance.approval a";

  static final String LIST =
      SELECT
          + """
           WHERE a.tenant = ? AND (?::text IS NULL OR a.state = ?) AND (?::uuid IS NULL OR a.id < ?)
             AND (a.requester_person = ?
                  OR NOT ? AND (a.unit = ANY (?) OR ? = ANY (a.reviewers)
                                OR a.escalated_at IS NOT NULL AND ? = ANY (a.escalate_to)))
           ORDER BY a.id DESC
           LIMIT ?
          """;

  private static final String EVENT =
      """
      SELECT jsonb_build_object(
          'approval', a.id, 'kind', a.kind, 'unit', a.unit, 'title', a.title, 'risk', a.risk,
          'state', a.state, 'requester', a.requester, 'expires_at', a.expires_at,
          'target', CASE WHEN a.target_type IS NOT NULL THEN jsonb_build_object(
            'type', a.target_type, 'id', a.target_id, 'version', a.target_version) END)::text AS data
      FROM governance.approval a
      WHERE a.tenant = ? AND a.id = ?
      """;

  private final PostgresSession session;
  private final ApprovedActions actions;
  private final PostgresEvents events;

  PostgresApprovalStore(PostgresSession session, ApprovedActions actions, PostgresEvents events) {
    this.session = session;
    this.actions = actions;
    this.events = events;
  }

  @Override
  public Kept create(TenantScope scope, Approval approval, @Nullable Once once, int maxPending) {
    return session.transact(
        scope,
        tx ->
            switch (PostgresOnce.claim(scope, tx, once, approval.id(), approval.createdAt())) {
              case PostgresOnce.Claim.Repeated(UUID before) -> new Kept.Repeated(before);
              case PostgresOnce.Claim.UsedForOther() -> new Kept.UsedForOther();
              case PostgresOnce.Claim.First() -> insert(scope, tx, approval, maxPending);
            });
  }

  private Kept insert(TenantScope scope, Transaction tx, Approval wanted, int maxPending) {
    if (pending(scope, tx) >= maxPending) {
      return new Kept.TooMany();
    }
    Approval approval =
        actions
            .of(wanted.kind())
            .map(action -> tied(wanted, action.target(scope, tx, wanted)))
            .orElse(wanted);
    PostgresApprovalRows.insert(scope, tx, approval);
    schedule(scope, tx, approval);
    append(scope, tx, approval.id(), EventType.APPROVAL_REQUESTED);
    return new Kept.New(approval);
  }

  private static long pending(TenantScope scope, Transaction tx) {
    return tx.query(
            """
            SELECT count(*) AS n FROM governance.approval WHERE tenant = ? AND state = 'pending'
            """,
            binding -> binding.uuid(scope.tenant()),
            row -> row.bigint("n"))
        .getFirst();
  }

  private static Approval tied(Approval approval, Target target) {
    return new Approval(
        approval.id(),
        approval.kind(),
        approval.unit(),
        approval.title(),
        approval.payload(),
        approval.wish(),
        target,
        approval.rules(),
        approval.requester(),
        approval.requesterPerson(),
        approval.createdAt(),
        approval.expiresAt(),
        approval.escalateAt(),
        approval.state());
  }

  @Override
  public Optional<Approval> find(TenantScope scope, UUID id) {
    return session.transact(scope, tx -> find(scope, tx, id, ""));
  }

  private static Optional<Approval> find(TenantScope scope, Transaction tx, UUID id, String lock) {
    List<Approval> found =
        tx.query(
            SELECT + " WHERE a.tenant = ? AND a.id = ?" + lock,
            binding -> binding.uuid(scope.tenant()).uuid(id),
            PostgresApprovalRows::approval);
    return PostgresApprovalRows.with(votes(scope, tx, found), found).stream().findFirst();
  }

  private static List<PostgresApprovalRows.Cast> votes(
      TenantScope scope, Transaction tx, List<Approval> approvals) {
    return tx.query(
        PostgresApprovalRows.VOTES,
        binding ->
            binding.uuid(scope.tenant()).uuidArray(approvals.stream().map(Approval::id).toList()),
        PostgresApprovalRows::cast);
  }

  @Override
  public Page<Approval> list(TenantScope scope, Wanted wanted, Page.Request page) {
    return session.transact(
        scope,
        tx -> {
          List<Approval> found =
              tx.query(
                  LIST,
                  binding ->
                      binding
                          .uuid(scope.tenant())
                          .text(wanted.state())
                          .text(wanted.state())
                          .uuid(page.after())
                          .uuid(page.after())
                          .uuid(wanted.person())
                          .bool(wanted.mine())
                          .uuidArray(wanted.units())
                          .uuid(wanted.principal())
                          .uuid(wanted.principal())
                          .integer(page.limit() + 1),
                  PostgresApprovalRows::approval);
          return page.page(PostgresApprovalRows.with(votes(scope, tx, found), found), Approval::id);
        });
  }

  @Override
  public Optional<Change> change(
      TenantScope scope,
      UUID id,
      @Nullable Long epoch,
      BiFunction<Approval, Optional<Target>, Change> rule) {
    return session.transact(
        scope,
        tx -> {
          Optional<Approval> found = find(scope, tx, id, " FOR UPDATE");
          if (found.isEmpty() || (epoch != null && PostgresEpoch.hold(scope, tx) != epoch)) {
            return Optional.empty();
          }
          Optional<Target> target =
              actions.of(found.get().kind()).map(action -> action.target(scope, tx, found.get()));
          Change change = rule.apply(found.get(), target);
          if (change instanceof Change.To to) {
            apply(scope, tx, to);
          }
          return Optional.of(change);
        });
  }

  @Override
  public void timed(TenantScope scope, Due due, Function<Approval, Optional<Change.To>> rule) {
    boolean unused =
        session.transact(
            scope,
            tx -> {
              Optional<Approval> found = find(scope, tx, due.subject(), " FOR UPDATE");
              if (!PostgresSchedule.holds(scope, tx, due)) {
                return false;
              }
              PostgresSchedule.remove(scope, tx, DUE, due.subject());
              found.flatMap(rule).ifPresent(to -> apply(scope, tx, to));
              return true;
            });
  }

  private void apply(TenantScope scope, Transaction tx, Change.To to) {
    Approval approval = to.approval();
    if (to.vote() != null) {
      PostgresApprovalRows.insert(scope, tx, approval.id(), to.vote());
    }
    PostgresApprovalRows.update(scope, tx, approval);
    schedule(scope, tx, approval);
    Role authority = to.authority();
    if (approval.state() instanceof ApprovalState.Approved && authority != null) {
      actions
          .of(approval.kind())
          .ifPresent(action -> action.execute(scope, tx, approval, authority));
    }
    if (to.event() != null) {
      append(scope, tx, approval.id(), to.event());
    }
  }

  /** When it must be looked at next; never again once it is closed. */
  private static void schedule(TenantScope scope, Transaction tx, Approval approval) {
    switch (approval.state()) {
      case ApprovalState.Pending pending -> {
        Instant next = pending.escalatedAt() == null ? approval.escalateAt() : approval.expiresAt();
        PostgresSchedule.put(scope, tx, DUE, approval.id(), approval.id(), next);
      }
      case ApprovalState.Closed closed -> PostgresSchedule.remove(scope, tx, DUE, approval.id());
    }
  }

  private void append(TenantScope scope, Transaction tx, UUID approval, EventType type) {
    String data =
        tx.query(
                EVENT,
                binding -> binding.uuid(scope.tenant()).uuid(approval),
                row -> row.text("data"))
            .getFirst();
    events.append(scope, tx, type, approval, data);
  }

  @Override
  public void put(TenantScope scope, Delegation delegation, long epoch) {
    int unused =
        session.transact(
            scope,
            tx -> {
              PostgresEpoch.bump(scope, tx, epoch);
              return tx.update(
                  """
                  INSERT INTO governance.approval_delegation (tenant, reviewer, deputy, until)
                  VALUES (?, ?, ?, ?)
                  ON CONFLICT (tenant, deputy, reviewer) DO UPDATE SET until = EXCLUDED.until
                  """,
                  binding ->
                      binding
                          .uuid(scope.tenant())
                          .uuid(delegation.reviewer())
                          .uuid(delegation.deputy())
                          .timestamp(delegation.until()));
            });
  }

  @Override
  public boolean removeDelegation(TenantScope scope, UUID reviewer, UUID deputy, long epoch) {
    return session.transact(
        scope,
        tx -> {
          PostgresEpoch.bump(scope, tx, epoch);
          return tx.update(
                  """
                  DELETE FROM governance.approval_delegation
                  WHERE tenant = ? AND reviewer = ? AND deputy = ?
                  """,
                  binding -> binding.uuid(scope.tenant()).uuid(reviewer).uuid(deputy))
              == 1;
        });
  }

  @Override
  public List<Delegation> delegationsTo(TenantScope scope, Collection<UUID> deputies, Instant at) {
    return session.query(
        scope,
        """
        SELECT reviewer, deputy, until FROM governance.approval_delegation
        WHERE tenant = ? AND deputy = ANY (?) AND until > ?
        ORDER BY deputy, reviewer
        """,
        binding -> binding.uuid(scope.tenant()).uuidArray(deputies).timestamp(at),
        row -> new Delegation(row.uuid("reviewer"), row.uuid("deputy"), row.instant("until")));
  }
}
