package io.mnemon.governance.approval;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.ApprovalTarget;
import io.mnemon.api.governance.v1.ApprovalVote;
import io.mnemon.api.governance.v1.CreateApprovalRequest;
import io.mnemon.api.governance.v1.DecideApprovalRequest;
import io.mnemon.api.governance.v1.ListApprovalsResponse;
import io.mnemon.governance.tenant.Page;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.TenantMapper;
import io.mnemon.tenancy.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Requests for approval, as they travel. */
final class ApprovalMapper {
  private static final int MAX_PAYLOAD_BYTES = 64 * 1024;
  private static final int MAX_PAYLOAD_DEPTH = 20;
  private static final int MAX_TITLE = 200;
  private static final int MAX_REASON = 2_000;
  private static final int MAX_TARGET = 500;
  private static final Set<String> STATES =
      Set.of("pending", "approved", "rejected", "expired", "cancelled", "superseded");

  private ApprovalMapper() {}

  static ApprovalRequest request(CreateApprovalRequest proto) {
    ApprovalKind kind =
        word("kind", proto.getKind(), null, ApprovalKind::ofWord, ApprovalKind.values());
    return new ApprovalRequest(
        kind,
        proto.getUnit(),
        line("title", proto.getTitle(), MAX_TITLE),
        payload(proto.getPayload()),
        kind == ApprovalKind.ROLE ? wish(proto) : null,
        target(kind, proto),
        word("risk", proto.getRisk(), Risk.MEDIUM, Risk::ofWord, Risk.values()),
        word("mode", proto.getMode(), Mode.QUORUM, Mode::ofWord, Mode.values()),
        proto.hasQuorum() ? proto.getQuorum() : null,
        principals("reviewers", proto.getReviewersList()),
        word("reviewer_role", proto.getReviewerRole(), Role.ADMIN, Role::ofWord, Role.values()),
        seconds(proto.hasTimeoutSeconds(), proto.getTimeoutSeconds()),
        seconds(proto.hasEscalateAfterSeconds(), proto.getEscalateAfterSeconds()),
        principals("escalate_to", proto.getEscalateToList()));
  }

  private static ApprovalRequest.Wish wish(CreateApprovalRequest proto) {
    Struct payload = proto.getPayload();
    Set<String> unknown =
        payload.getFieldsMap().keySet().stream()
            .filter(field -> !Set.of("unit", "principal", "role", "expires_at").contains(field))
            .collect(Collectors.toSet());
    if (!unknown.isEmpty()) {
      throw ServiceException.invalid(
          "payload." + unknown.iterator().next(),
          "is unknown: the payload for a role is {principal, role, expires_at}");
    }
    String unit = text(payload, "unit");
    if (!unit.isEmpty() && !unit.equals(proto.getUnit())) {
      throw ServiceException.invalid("payload.unit", "is another unit than that of the request");
    }
    return new ApprovalRequest.Wish(
        PrincipalRef.parse("payload.principal", text(payload, "principal")),
        word("payload.role", text(payload, "role"), null, Role::ofWord, Role.values()),
        time(text(payload, "expires_at")));
  }

  private static String text(Struct payload, String field) {
    Value value = payload.getFieldsOrDefault(field, Value.getDefaultInstance());
    return switch (value.getKindCase()) {
      case STRING_VALUE -> value.getStringValue();
      case NULL_VALUE, KIND_NOT_SET -> "";
      case NUMBER_VALUE, BOOL_VALUE, STRUCT_VALUE, LIST_VALUE ->
          throw ServiceException.invalid("payload." + field, "must be text");
    };
  }

  private static @Nullable Instant time(String text) {
    try {
      return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw ServiceException.invalid(
          "payload.expires_at", "is no time: give one as RFC 3339 has it");
    }
  }

  private static @Nullable Target target(ApprovalKind kind, CreateApprovalRequest proto) {
    if (!proto.hasTarget()) {
      return null;
    }
    if (kind == ApprovalKind.ROLE) {
      throw ServiceException.invalid("target", "follows from the payload: leave it out");
    }
    ApprovalTarget target = proto.getTarget();
    return new Target(
        line("target.type", target.getType(), MAX_TARGET),
        line("target.id", target.getId(), MAX_TARGET),
        line("target.version", target.getVersion(), MAX_TARGET));
  }

  static Decisions.Decision decision(DecideApprovalRequest proto) {
    return new Decisions.Decision(
        word("decision", proto.getDecision(), null, Choice::ofWord, Choice.values()),
        reason(proto.getReason()),
        proto.getVersion().isEmpty() ? null : proto.getVersion());
  }

  static String reason(String text) {
    if (text.length() > MAX_REASON) {
      throw ServiceException.invalid(
          "reason", "has " + text.length() + " characters: give at most " + MAX_REASON);
    }
    return text.strip();
  }

  static @Nullable String state(String word) {
    if (!word.isEmpty() && !STATES.contains(word)) {
      throw ServiceException.invalid(
          "state", "\"" + word + "\" is unknown: give one of " + String.join(", ", STATES));
    }
    return word.isEmpty() ? null : word;
  }

  private static String payload(Struct payload) {
    if (depth(Value.newBuilder().setStructValue(payload).build()) > MAX_PAYLOAD_DEPTH) {
      throw ServiceException.invalid(
          "payload", "is nested deeper than " + MAX_PAYLOAD_DEPTH + " levels");
    }
    String json;
    try {
      json = JsonFormat.printer().omittingInsignificantWhitespace().print(payload);
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw ServiceException.invalid(
          "payload", "must be a JSON object of finite numbers, text, lists and objects");
    }
    int bytes = json.getBytes(UTF_8).length;
    if (bytes > MAX_PAYLOAD_BYTES) {
      throw ServiceException.invalid(
          "payload", "has " + bytes + " bytes of JSON: give at most " + MAX_PAYLOAD_BYTES);
    }
    if (json.contains("\\u0000")) {
      throw ServiceException.invalid("payload", "must not contain the character U+0000");
    }
    return json;
  }

  private static int depth(Value value) {
    return switch (value.getKindCase()) {
      case STRUCT_VALUE -> 1 + deepest(List.copyOf(value.getStructValue().getFieldsMap().values()));
      case LIST_VALUE -> 1 + deepest(value.getListValue().getValuesList());
      case NULL_VALUE, NUMBER_VALUE, STRING_VALUE, BOOL_VALUE, KIND_NOT_SET -> 0;
    };
  }

  private static int deepest(List<Value> values) {
    return values.stream().mapToInt(ApprovalMapper::depth).max().orElse(0);
  }

  private static String line(String field, String raw, int max) {
    String text = raw.strip();
    if (text.isEmpty() || text.length() > max || text.chars().anyMatch(Character::isISOControl)) {
      throw ServiceException.invalid(field, "must be one line of 1 to " + max + " characters");
    }
    return text;
  }

  private static List<PrincipalRef> principals(String field, List<String> named) {
    return named.stream().map(name -> PrincipalRef.parse(field, name)).toList();
  }

  private static @Nullable Duration seconds(boolean present, long seconds) {
    return present ? Duration.ofSeconds(seconds) : null;
  }

  private static <E extends Enum<E>> E word(
      String field,
      String word,
      @Nullable E preset,
      Function<String, Optional<E>> ofWord,
      E[] all) {
    if (word.isEmpty() && preset != null) {
      return preset;
    }
    return ofWord
        .apply(word)
        .orElseThrow(
            () ->
                ServiceException.invalid(
                    field,
                    (word.isEmpty() ? "is missing: " : "\"" + word + "\" is unknown: ")
                        + "give one of "
                        + Arrays.stream(all)
                            .map(one -> one.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "))));
  }

  static io.mnemon.api.governance.v1.Approval toProto(Approval approval) {
    Rules rules = approval.rules();
    var proto =
        io.mnemon.api.governance.v1.Approval.newBuilder()
            .setId(approval.id().toString())
            .setKind(approval.kind().word())
            .setUnit(approval.unit().toString())
            .setTitle(approval.title())
            .setPayload(struct(approval.payload()))
            .setRisk(rules.risk().word())
            .setMode(rules.mode().word())
            .setQuorum(rules.quorum())
            .addAllReviewers(rules.reviewers().stream().map(UUID::toString).toList())
            .addAllEscalateTo(rules.escalateTo().stream().map(UUID::toString).toList())
            .setRequester(approval.requester().toString())
            .setState(approval.state().word())
            .setReason(approval.state().explanation().orElse(""))
            .addAllVotes(approval.state().votes().stream().map(ApprovalMapper::toProto).toList())
            .setCreatedAt(TenantMapper.timestamp(approval.createdAt()))
            .setExpiresAt(TenantMapper.timestamp(approval.expiresAt()))
            .setEscalateAt(TenantMapper.timestamp(approval.escalateAt()));
    if (rules.reviewers().isEmpty()) {
      proto.setReviewerRole(rules.reviewerRole().word());
    }
    Target target = approval.target();
    if (target != null) {
      proto.setTarget(
          ApprovalTarget.newBuilder()
              .setType(target.type())
              .setId(target.id())
              .setVersion(target.version()));
    }
    switch (approval.state()) {
      case ApprovalState.Pending(var votes, var escalatedAt) -> {
        if (escalatedAt != null) {
          proto.setEscalatedAt(TenantMapper.timestamp(escalatedAt));
        }
      }
      case ApprovalState.Closed closed ->
          proto.setClosedAt(TenantMapper.timestamp(closed.closedAt()));
    }
    return proto.build();
  }

  private static ApprovalVote toProto(Vote vote) {
    return ApprovalVote.newBuilder()
        .setPrincipal(vote.principal().toString())
        .setReviewer(vote.reviewer().toString())
        .setDecision(vote.choice().word())
        .setReason(vote.reason())
        .setAt(TenantMapper.timestamp(vote.at()))
        .build();
  }

  static ListApprovalsResponse approvals(Page<Approval> page) {
    return ListApprovalsResponse.newBuilder()
        .addAllApprovals(page.items().stream().map(ApprovalMapper::toProto).toList())
        .setNextCursor(TenantMapper.cursor(page))
        .build();
  }

  static io.mnemon.api.governance.v1.ApprovalDelegation toProto(Delegation delegation) {
    return io.mnemon.api.governance.v1.ApprovalDelegation.newBuilder()
        .setFrom(delegation.reviewer().toString())
        .setTo(delegation.deputy().toString())
        .setUntil(TenantMapper.timestamp(delegation.until()))
        .build();
  }

  private static Struct struct(String json) {
    Struct.Builder struct = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(json, struct);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the record holds a malformed payload", e);
    }
    return struct.build();
  }
}
