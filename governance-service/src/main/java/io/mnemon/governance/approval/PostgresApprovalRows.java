package io.mnemon.governance.approval;

import io.mnemon.storage.Row;
import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Requests and votes, as rows. */
final class PostgresApprovalRows {
  static final String COLUMNS =
      """
      a.id, a.kind, a.unit, a.title, a.payload, a.target_type, a.target_id, a.target_version,
      a.risk, a.mode, a.quorum, a.reviewers, a.reviewer_role, a.requester, a.requester_person,
      a.created_at, a.expires_at, a.escalate_at, a.escalate_to, a.escalated_at, a.state, a.reason,
      a.closed_at,
      CASE WHEN a.kind = 'role' THEN (a.payload ->> 'principal')::uuid END AS wish_principal,
      CASE WHEN a.kind = 'role' THEN a.payload ->> 'role' END AS wish_role,
      CASE WHEN a.kind = 'role' THEN (a.payload ->> 'expires_at')::timestamptz END AS wish_expires_at
      """;

  static final String VOTES =
      """
      SELECT approval, person, principal, reviewer, decision, reason, at
      FROM governance.approval_vote
      WHERE tenant = ? AND approval = ANY (?)
      ORDER BY at, person
      """;

  private static final String INSERT =
      """
      INSERT INTO governance.approval
        (tenant, id, kind, unit, title, payload, target_type, target_id, target_version, risk, mode,
         quorum, reviewers, reviewer_role, requester, requester_person, created_at, expires_at,
         escalate_at, escalate_to, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending')
      """;

  private PostgresApprovalRows() {}

  static void insert(TenantScope scope, Transaction tx, Approval approval) {
    Target target = approval.target();
    Rules rules = approval.rules();
    tx.update(
        INSERT,
        binding ->
            binding
                .uuid(scope.tenant())
                .uuid(approval.id())
                .text(approval.kind().word())
                .uuid(approval.unit())
                .text(approval.title())
                .json(approval.payload())
                .text(target == null ? null : target.type())
                .text(target == null ? null : target.id())
                .text(target == null ? null : target.version())
                .text(rules.risk().word())
                .text(rules.mode().word())
                .integer(rules.quorum())
                .uuidArray(rules.reviewers())
                .text(rules.reviewerRole().word())
                .uuid(approval.requester())
                .uuid(approval.requesterPerson())
                .timestamp(approval.createdAt())
                .timestamp(approval.expiresAt())
                .timestamp(approval.escalateAt())
                .uuidArray(rules.escalateTo()));
  }

  static void update(TenantScope scope, Transaction tx, Approval approval) {
    Instant closedAt =
        approval.state() instanceof ApprovalState.Closed closed ? closed.closedAt() : null;
    Instant escalatedAt =
        approval.state() instanceof ApprovalState.Pending pending ? pending.escalatedAt() : null;
    tx.update(
        """
        UPDATE governance.approval
        SET state = ?, reason = ?, closed_at = ?, escalated_at = coalesce(?, escalated_at)
        WHERE tenant = ? AND id = ?
        """,
        binding ->
            binding
                .text(approval.state().word())
                .text(approval.state().explanation().orElse(null))
                .timestamp(closedAt)
                .timestamp(escalatedAt)
                .uuid(scope.tenant())
                .uuid(approval.id()));
  }

  static void insert(TenantScope scope, Transaction tx, UUID approval, Vote vote) {
    tx.update(
        """
        INSERT INTO governance.approval_vote
          (tenant, approval, person, principal, reviewer, decision, reason, at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        binding ->
            binding
                .uuid(scope.tenant())
                .uuid(approval)
                .uuid(vote.person())
                .uuid(vote.principal())
                .uuid(vote.reviewer())
                .text(vote.choice().word())
                .text(vote.reason())
                .timestamp(vote.at()));
  }

  /** A vote and what it is for. */
  record Cast(UUID approval, Vote vote) {}

  static Cast cast(Row row) throws SQLException {
    return new Cast(
        row.uuid("approval"),
        new Vote(
            row.uuid("person"),
            row.uuid("principal"),
            row.uuid("reviewer"),
            Choice.ofWord(row.text("decision")).orElseThrow(),
            row.text("reason"),
            row.instant("at")));
  }

  /** The same requests with their votes. */
  static List<Approval> with(List<Cast> casts, Collection<Approval> approvals) {
    Map<UUID, List<Vote>> votes = new HashMap<>();
    casts.forEach(
        cast -> votes.computeIfAbsent(cast.approval(), id -> new ArrayList<>()).add(cast.vote()));
    return approvals.stream()
        .map(approval -> with(votes.getOrDefault(approval.id(), List.of()), approval))
        .toList();
  }

  private static Approval with(List<Vote> votes, Approval approval) {
    return approval.in(
        switch (approval.state()) {
          case ApprovalState.Pending(var none, var escalatedAt) ->
              new ApprovalState.Pending(votes, escalatedAt);
          case ApprovalState.Approved(var none, var at) -> new ApprovalState.Approved(votes, at);
          case ApprovalState.Rejected(var none, var reason, var at) ->
              new ApprovalState.Rejected(votes, reason, at);
          case ApprovalState.Expired(var none, var at) -> new ApprovalState.Expired(votes, at);
          case ApprovalState.Cancelled(var none, var reason, var at) ->
              new ApprovalState.Cancelled(votes, reason, at);
          case ApprovalState.Superseded(var none, var reason, var at) ->
              new ApprovalState.Superseded(votes, reason, at);
        });
  }

  /** A request without its votes. */
  static Approval approval(Row row) throws SQLException {
    return new Approval(
        row.uuid("id"),
        ApprovalKind.ofWord(row.text("kind")).orElseThrow(),
        row.uuid("unit"),
        row.text("title"),
        row.json("payload"),
        wish(row),
        target(row),
        new Rules(
            Risk.ofWord(row.text("risk")).orElseThrow(),
            Mode.ofWord(row.text("mode")).orElseThrow(),
            row.integer("quorum"),
            row.uuidList("reviewers"),
            Role.ofWord(row.text("reviewer_role")).orElseThrow(),
            row.uuidList("escalate_to")),
        row.uuid("requester"),
        row.uuid("requester_person"),
        row.instant("created_at"),
        row.instant("expires_at"),
        row.instant("escalate_at"),
        state(row));
  }

  private static @Nullable RoleWish wish(Row row) throws SQLException {
    UUID principal = row.uuidOrNull("wish_principal");
    return principal == null
        ? null
        : new RoleWish(
            principal,
            Role.ofWord(row.text("wish_role")).orElseThrow(),
            row.instantOrNull("wish_expires_at"));
  }

  private static @Nullable Target target(Row row) throws SQLException {
    String type = row.textOrNull("target_type");
    return type == null
        ? null
        : new Target(type, row.text("target_id"), row.text("target_version"));
  }

  private static ApprovalState state(Row row) throws SQLException {
    String word = row.text("state");
    if (word.equals("pending")) {
      return new ApprovalState.Pending(List.of(), row.instantOrNull("escalated_at"));
    }
    Instant at = row.instant("closed_at");
    String reason = Optional.ofNullable(row.textOrNull("reason")).orElse("");
    return switch (word) {
      case "approved" -> new ApprovalState.Approved(List.of(), at);
      case "rejected" -> new ApprovalState.Rejected(List.of(), reason, at);
      case "expired" -> new ApprovalState.Expired(List.of(), at);
      case "cancelled" -> new ApprovalState.Cancelled(List.of(), reason, at);
      case "superseded" -> new ApprovalState.Superseded(List.of(), reason, at);
      default -> throw new IllegalStateException("a request cannot be " + word);
    };
  }
}
