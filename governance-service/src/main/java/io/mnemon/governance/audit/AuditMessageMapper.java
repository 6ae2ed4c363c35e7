package io.mnemon.governance.audit;

import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.AuditCheckpoint;
import io.mnemon.api.governance.v1.AuditKey;
import io.mnemon.api.governance.v1.AuditPerson;
import io.mnemon.api.governance.v1.AuditResource;
import io.mnemon.api.governance.v1.AuditSettings;
import io.mnemon.api.governance.v1.ListAuditCheckpointsResponse;
import io.mnemon.api.governance.v1.ListAuditEntriesRequest;
import io.mnemon.api.governance.v1.ListAuditEntriesResponse;
import io.mnemon.api.governance.v1.ListAuditKeysResponse;
import io.mnemon.audit.LogEntry;
import io.mnemon.audit.PublicSigningKey;
import io.mnemon.governance.tenant.TenantMapper;
import io.mnemon.storage.AuditReads;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The log as it travels to who reads it. */
final class AuditMessageMapper {
  private static final int MAX_LIMIT = 1_000;
  private static final int DEFAULT_LIMIT = 100;

  private AuditMessageMapper() {}

  static LogQuery query(ListAuditEntriesRequest request) {
    return new LogQuery(
        request.getActor().strip(),
        request.getAction().strip(),
        request.getOutcome(),
        request.getResource().strip(),
        TenantMapper.instant("from", request.hasFrom(), request.getFrom()),
        TenantMapper.instant("to", request.hasTo(), request.getTo()),
        request.getRequest(),
        LogQuery.place(request.getCursor()));
  }

  static int limit(boolean given, int limit) {
    if (given && (limit < 1 || limit > MAX_LIMIT)) {
      throw ServiceException.invalid("limit", "is " + limit + ": give 1 to " + MAX_LIMIT);
    }
    return given ? limit : DEFAULT_LIMIT;
  }

  static AuditReads reads(String word) {
    return AuditReads.ofWord(word)
        .orElseThrow(
            () ->
                ServiceException.invalid(
                    "reads", "\"" + word + "\" is unknown: give batched, synchronous or off"));
  }

  static AuditSettings settings(AuditReads reads) {
    return AuditSettings.newBuilder().setReads(reads.word()).build();
  }

  static ListAuditKeysResponse keys(List<PublicSigningKey> keys) {
    ListAuditKeysResponse.Builder proto = ListAuditKeysResponse.newBuilder();
    keys.forEach(
        key -> proto.addKeys(AuditKey.newBuilder().setId(key.id()).setPublicKey(key.base64())));
    return proto.build();
  }

  static ListAuditEntriesResponse toProto(Audit.Found found) {
    ListAuditEntriesResponse.Builder proto = ListAuditEntriesResponse.newBuilder();
    found.entries().forEach(entry -> proto.addEntries(toProto(entry, found.persons())));
    if (found.next() > 0) {
      proto.setNextCursor(Long.toString(found.next()));
    }
    return proto.build();
  }

  private static io.mnemon.api.governance.v1.AuditEntry toProto(
      LoggedEntry logged, Map<String, Person> persons) {
    LogEntry entry = logged.entry();
    io.mnemon.api.governance.v1.AuditEntry.Builder proto =
        io.mnemon.api.governance.v1.AuditEntry.newBuilder()
            .setSeq(logged.seq())
            .setId(entry.id().toString())
            .setAt(TenantMapper.timestamp(entry.at()))
            .setService(entry.service())
            .setAction(entry.action())
            .setOutcome(entry.outcome())
            .setActor(person(entry.actor(), persons))
            .setActorKind(entry.actorKind())
            .setCredential(entry.credential())
            .setReason(entry.reason())
            .setRequest(entry.request())
            .setCount(entry.count())
            .setHash(logged.hash());
    if (!entry.onBehalfOf().isEmpty()) {
      proto.setOnBehalfOf(person(entry.onBehalfOf(), persons));
    }
    entry.subjects().forEach(subject -> proto.addSubjects(person(subject, persons)));
    for (LogEntry.Resource resource : entry.resources()) {
      proto.addResources(AuditResource.newBuilder().setKind(resource.kind()).setId(resource.id()));
    }
    return proto.build();
  }

  private static AuditPerson person(String pseudonym, Map<String, Person> persons) {
    AuditPerson.Builder proto = AuditPerson.newBuilder().setPseudonym(pseudonym);
    @Nullable Person known = persons.get(pseudonym);
    if (known != null) {
      proto.setId(known.id().toString()).setName(known.name());
    }
    return proto.build();
  }

  static ListAuditCheckpointsResponse toProto(Audit.FoundCheckpoints found) {
    ListAuditCheckpointsResponse.Builder proto = ListAuditCheckpointsResponse.newBuilder();
    found.checkpoints().forEach(checkpoint -> proto.addCheckpoints(toProto(checkpoint)));
    if (found.next() > 0) {
      proto.setNextCursor(Long.toString(found.next()));
    }
    return proto.build();
  }

  static AuditCheckpoint toProto(KeptCheckpoint kept) {
    return AuditCheckpoint.newBuilder()
        .setNumber(kept.number())
        .setEntries(kept.entries())
        .setRoot(kept.root())
        .setAt(TenantMapper.timestamp(kept.at()))
        .setObject(kept.object())
        .build();
  }
}
