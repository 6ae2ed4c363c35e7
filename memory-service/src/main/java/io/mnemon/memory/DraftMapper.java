package io.mnemon.memory;

import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.Provenance;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.memory.record.Attributes;
import io.mnemon.memory.record.Draft;
import io.mnemon.memory.record.DraftResult;
import io.mnemon.memory.record.Source;
import io.mnemon.memory.sight.NamedScope;
import io.mnemon.tenancy.Layer;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/** New memories out of a request, checked. */
final class DraftMapper {
  private static final int MAX_MESSAGE_IDS = 64;

  private DraftMapper() {}

  /**
   * @param field the path of the memory in the request, empty for the request itself
   */
  static DraftResult draft(Memory proto, Instant now, String field) {
    Checks checks = new Checks(field);
    refuseWhatTheServerSets(proto, checks);
    Layer layer = layer(proto, checks);
    NamedScope named = scope(proto.getScope(), checks);
    Attributes attributes = AttributesMapper.ofNew(proto, now, checks);
    Provenance provenance = proto.getProvenance();
    if (provenance.getMessageIdsCount() > MAX_MESSAGE_IDS) {
      checks.wrong("provenance.message_ids", "has more than " + MAX_MESSAGE_IDS + " ids");
    }
    for (int i = 0; i < provenance.getMessageIdsCount(); i++) {
      checks.name("provenance.message_ids[" + i + "]", provenance.getMessageIds(i));
    }
    Draft draft =
        new Draft(
            layer,
            named,
            attributes,
            checks.name("episode", proto.getEpisode()),
            checks.name("source_message_id", proto.getSourceMessageId()),
            checks.word("source", proto.getSource(), Source::ofWord, Source::word, Source.MANUAL),
            checks.name("provenance.session", provenance.getSession()),
            provenance.getMessageIdsList(),
            provenance.hasTrust()
                ? checks.fraction("provenance.trust", provenance.getTrust())
                : null,
            checks.id("provenance.recall_id", provenance.getRecallId()),
            field);
    try {
      checks.done();
    } catch (ServiceException e) {
      return new DraftResult.Invalid(e);
    }
    return new DraftResult.Valid(draft);
  }

  /** What clients often send back with a memory that they read is refused, not ignored. */
  private static void refuseWhatTheServerSets(Memory proto, Checks checks) {
    refuse(!proto.getId().isEmpty(), "id", checks);
    refuse(proto.getVersion() != 0, "version", checks);
    refuse(proto.hasCreatedAt(), "created_at", checks);
    refuse(proto.hasUpdatedAt(), "updated_at", checks);
    refuse(!proto.getDuplicateOf().isEmpty(), "duplicate_of", checks);
    refuse(proto.getNearDuplicatesCount() > 0, "near_duplicates", checks);
    refuse(proto.getSupersedesCount() > 0, "supersedes", checks);
    refuse(!proto.getSupersededBy().isEmpty(), "superseded_by", checks);
    refuse(!proto.getOperation().isEmpty(), "operation", checks);
    refuse(proto.hasEffectiveImportance(), "effective_importance", checks);
    refuse(proto.getArchived(), "archived", checks);
    refuse(!proto.getProvenance().getPrincipal().isEmpty(), "provenance.principal", checks);
    refuse(!proto.getProvenance().getDerivedFrom().isEmpty(), "provenance.derived_from", checks);
    refuse(!proto.getProvenance().getImportedFrom().isEmpty(), "provenance.imported_from", checks);
  }

  private static void refuse(boolean present, String field, Checks checks) {
    if (present) {
      checks.wrong(field, "is set by the server: leave it out");
    }
  }

  private static Layer layer(Memory proto, Checks checks) {
    if (proto.getLayer().isEmpty()) {
      checks.wrong(
          "layer",
          "is missing: one of "
              + Arrays.stream(Layer.values()).map(Layer::word).collect(Collectors.joining(", ")));
    }
    return checks.word("layer", proto.getLayer(), Layer::ofWord, Layer::word, Layer.USER);
  }

  static NamedScope scope(Scope proto, Checks checks) {
    return new NamedScope(
        checks.name("scope.user", proto.getUser()),
        checks.name("scope.agent", proto.getAgent()),
        checks.name("scope.session", proto.getSession()),
        checks.name("scope.unit", proto.getUnit()));
  }
}
