package io.mnemon.memory;

import com.google.protobuf.Empty;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.DeleteMemoriesRequest;
import io.mnemon.api.memory.v1.DeleteMemoriesResponse;
import io.mnemon.api.memory.v1.DeleteRetentionRuleRequest;
import io.mnemon.api.memory.v1.GetRetentionRuleRequest;
import io.mnemon.api.memory.v1.ListRetentionRulesResponse;
import io.mnemon.api.memory.v1.PutRetentionRuleRequest;
import io.mnemon.api.memory.v1.RetentionRule;
import io.mnemon.index.Filter;
import io.mnemon.index.FilterLimits;
import io.mnemon.memory.record.Kind;
import io.mnemon.memory.record.Selection;
import io.mnemon.memory.retention.Deleting;
import io.mnemon.memory.retention.RetentionRules;
import io.mnemon.memory.retention.RetentionRules.Standing;
import io.mnemon.memory.sight.NamedScope;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Layer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Maps requests about the end of memories to what carries them out, and the outcome back. */
final class DeletionMapper {
  private static final int MAX_DAYS = 36_500;

  private final Deleting deleting;
  private final RetentionRules rules;
  private final FilterLimits filters;

  DeletionMapper(Deleting deleting, RetentionRules rules, FilterLimits filters) {
    this.deleting = deleting;
    this.rules = rules;
    this.filters = filters;
  }

  DeleteMemoriesResponse delete(Caller caller, DeleteMemoriesRequest request) {
    Checks checks = new Checks("");
    Set<Layer> layers =
        checks.words("layers", request.getLayersList(), Layer::ofWord, Layer::word, Layer.COMPANY);
    Set<Kind> kinds =
        checks.words("kinds", request.getKindsList(), Kind::ofWord, Kind::word, Kind.FACT);
    NamedScope named = DraftMapper.scope(request.getScope(), checks);
    Optional<Filter> filter =
        FilterMapper.filter(checks, request.hasFilter(), request.getFilter(), filters);
    checks.done();
    Deleting.Report report =
        deleting.delete(
            caller,
            new Deleting.Request(
                named,
                layers,
                new Selection(kinds, new LinkedHashSet<>(request.getTagsList()), filter),
                request.getPurge()),
            request.getConfirmation());
    DeleteMemoriesResponse.Builder answer =
        DeleteMemoriesResponse.newBuilder().setCount(report.left()).setDeleted(report.deleted());
    if (report.confirmation() != null) {
      answer
          .setConfirmation(report.confirmation())
          .setConfirmBefore(TimeMapper.timestamp(report.until()));
    }
    return answer.build();
  }

  ListRetentionRulesResponse list(Caller caller) {
    return ListRetentionRulesResponse.newBuilder()
        .addAllRules(rules.all(caller).stream().map(DeletionMapper::toProto).toList())
        .build();
  }

  RetentionRule get(Caller caller, GetRetentionRuleRequest request) {
    return toProto(rules.of(caller, layer(request.getLayer())));
  }

  RetentionRule put(Caller caller, PutRetentionRuleRequest request) {
    Layer layer = layer(request.getLayer());
    Checks checks = new Checks("");
    if (request.getAfterDays() < 1 || request.getAfterDays() > MAX_DAYS) {
      checks.wrong(
          "after_days",
          "is %d, it must be between 1 and %d".formatted(request.getAfterDays(), MAX_DAYS));
    }
    if (!request.getAction().isEmpty() && !request.getAction().equals("delete")) {
      checks.wrong("action", "must be delete");
    }
    checks.done();
    return toProto(rules.put(caller, layer, request.getAfterDays(), request.getConfirmation()));
  }

  Empty delete(Caller caller, DeleteRetentionRuleRequest request) {
    rules.delete(caller, layer(request.getLayer()));
    return Empty.getDefaultInstance();
  }

  private static Layer layer(String word) {
    return Layer.ofWord(word)
        .orElseThrow(
            () ->
                ServiceException.invalid(
                    "layer",
                    "is none of "
                        + Arrays.stream(Layer.values())
                            .map(Layer::word)
                            .collect(Collectors.joining(", "))));
  }

  private static RetentionRule toProto(Standing standing) {
    RetentionRule.Builder proto =
        RetentionRule.newBuilder()
            .setLayer(standing.rule().layer().word())
            .setAfterDays(standing.rule().afterDays())
            .setAction("delete")
            .setUpdatedAt(TimeMapper.timestamp(standing.rule().updatedAt()))
            .setState(standing.isHeld() ? "held" : "active")
            .setDue(standing.due().due())
            .setTotal(standing.due().total());
    Instant lastRunAt = standing.rule().lastRunAt();
    if (lastRunAt != null) {
      proto.setLastRunAt(TimeMapper.timestamp(lastRunAt));
    }
    if (standing.confirmation() != null) {
      proto
          .setConfirmation(standing.confirmation())
          .setConfirmBefore(TimeMapper.timestamp(standing.until()));
    }
    return proto.build();
  }
}
