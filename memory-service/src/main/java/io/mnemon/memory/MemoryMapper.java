package io.mnemon.memory;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.mnemon.api.memory.v1.BatchAddResult;
import io.mnemon.api.memory.v1.ItemError;
import io.mnemon.api.memory.v1.MemoryVersion;
import io.mnemon.api.memory.v1.Provenance;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.memory.record.AddOutcome;
import io.mnemon.memory.record.Attributes;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryStore;
import io.mnemon.memory.sight.MemoryScope;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Memories as they travel. */
final class MemoryMapper {
  private MemoryMapper() {}

  static io.mnemon.api.memory.v1.Memory toProto(Memory memory) {
    Attributes attributes = memory.attributes();
    io.mnemon.api.memory.v1.Memory.Builder proto =
        io.mnemon.api.memory.v1.Memory.newBuilder()
            .setId(memory.id().toString())
            .setLayer(memory.scope().layer().word())
            .setScope(scope(memory.scope()))
            .setKind(attributes.kind().word())
            .setContent(attributes.content())
            .setEventTime(TimeMapper.timestamp(attributes.eventTime()))
            .addAllTags(attributes.tags())
            .setImportance(attributes.importance())
            .setEffectiveImportance(rounded(memory.effectiveImportance()))
            .setArchived(memory.worth().isArchived())
            .setSensitivity(attributes.sensitivity().word())
            .setSource(memory.source().word())
            .setProvenance(provenance(memory))
            .setVersion(memory.version())
            .setCreatedAt(TimeMapper.timestamp(memory.createdAt()))
            .setUpdatedAt(TimeMapper.timestamp(memory.updatedAt()))
            .addAllNearDuplicates(memory.nearDuplicates().stream().map(UUID::toString).toList())
            .addAllSupersedes(
                memory.supersessions().supersedes().stream().map(UUID::toString).toList())
            .setSupersededBy(text(memory.supersessions().by()));
    if (attributes.validFrom() != null) {
      proto.setValidFrom(TimeMapper.timestamp(attributes.validFrom()));
    }
    if (attributes.validTo() != null) {
      proto.setValidTo(TimeMapper.timestamp(attributes.validTo()));
    }
    if (attributes.expiresAt() != null) {
      proto.setExpiresAt(TimeMapper.timestamp(attributes.expiresAt()));
    }
    if (memory.episode() != null) {
      proto.setEpisode(memory.episode());
    }
    if (memory.sourceMessageId() != null) {
      proto.setSourceMessageId(memory.sourceMessageId());
    }
    if (attributes.metadata() != null) {
      proto.setMetadata(metadata(attributes.metadata()));
    }
    return proto.build();
  }

  /** It fades all the time: to more than three digits no two answers would say the same. */
  private static double rounded(double importance) {
    return Math.round(importance * 1000) / 1000.0;
  }

  private static Scope scope(MemoryScope scope) {
    return Scope.newBuilder()
        .setUser(orEmpty(scope.userName()))
        .setAgent(orEmpty(scope.agentName()))
        .setSession(orEmpty(scope.key().session()))
        .setUnit(scope.key().unit() == null ? "" : scope.key().unit().toString())
        .build();
  }

  private static Provenance provenance(Memory memory) {
    Provenance.Builder proto =
        Provenance.newBuilder()
            .setPrincipal(memory.provenance().principal().toString())
            .setSession(orEmpty(memory.provenance().session()))
            .addAllMessageIds(memory.provenance().messageIds())
            .setRecallId(text(memory.provenance().recallId()))
            .setDerivedFrom(text(memory.provenance().derivedFrom()))
            .setImportedFrom(text(memory.provenance().importedFrom()));
    Double trust = memory.provenance().trust();
    if (trust != null) {
      proto.setTrust(trust);
    }
    return proto.build();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String text(@Nullable UUID id) {
    return id == null ? "" : id.toString();
  }

  private static Struct metadata(String json) {
    Struct.Builder struct = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(json, struct);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the record holds malformed metadata", e);
    }
    return struct.build();
  }

  static BatchAddResult toProto(AddOutcome outcome) {
    return switch (outcome) {
      case AddOutcome.Added(Memory memory) ->
          BatchAddResult.newBuilder().setMemory(toProto(memory)).build();
      case AddOutcome.Duplicate duplicate ->
          BatchAddResult.newBuilder()
              .setMemory(toProto(duplicate.memory()))
              .setDuplicateOf(duplicate.duplicateOf().toString())
              .build();
      case AddOutcome.Refused refused ->
          BatchAddResult.newBuilder()
              .setError(
                  ItemError.newBuilder()
                      .setCode(refused.error().code().name())
                      .setMessage(refused.error().publicMessage())
                      .setField(
                          refused.error().violations().isEmpty()
                              ? ""
                              : refused.error().violations().getFirst().field()))
              .build();
    };
  }

  static MemoryVersion toProto(MemoryStore.MemoryVersion version) {
    return MemoryVersion.newBuilder()
        .setChange(version.change())
        .setMemory(toProto(version.memory()))
        .setPrincipal(version.changedBy().toString())
        .setRecordedAt(TimeMapper.timestamp(version.memory().updatedAt()))
        .build();
  }
}
