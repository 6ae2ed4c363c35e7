package io.mnemon.tenancy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.mnemon.api.governance.v1.AuditResource;
import io.mnemon.api.governance.v1.PendingAuditEntry;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@link AuditEntry} as it is stored and as it travels. */
public final class AuditMapper {
  private static final String ALLOWED = "allowed";
  private static final String DENIED = "denied";

  private AuditMapper() {}

  public static byte[] toBytes(AuditEntry entry) {
    return proto(entry).build().toByteArray();
  }

  /**
   * @throws IllegalArgumentException if the bytes are no entry
   */
  public static AuditEntry ofBytes(byte[] bytes) {
    try {
      return entry(PendingAuditEntry.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("these bytes are no audit entry", e);
    }
  }

  public static PendingAuditEntry toProto(PendingAudit pending) {
    return proto(pending.entry())
        .setId(pending.id().toString())
        .setTenant(pending.tenant().toString())
        .setAt(
            Timestamp.newBuilder()
                .setSeconds(pending.at().getEpochSecond())
                .setNanos(pending.at().getNano()))
        .build();
  }

  public static PendingAudit ofProto(PendingAuditEntry proto) {
    return new PendingAudit(
        UUID.fromString(proto.getTenant()),
        UUID.fromString(proto.getId()),
        Instant.ofEpochSecond(proto.getAt().getSeconds(), proto.getAt().getNanos()),
        entry(proto));
  }

  private static PendingAuditEntry.Builder proto(AuditEntry entry) {
    PendingAuditEntry.Builder proto =
        PendingAuditEntry.newBuilder()
            .setService(entry.service())
            .setAction(entry.action())
            .setOutcome(entry.allowed() ? ALLOWED : DENIED)
            .setActorKind(entry.actorKind())
            .setActor(entry.actor())
            .setOnBehalfOf(text(entry.onBehalfOf()))
            .setCredential(text(entry.credential()))
            .addAllSubjects(entry.subjects())
            .setReason(entry.reason())
            .setRequest(entry.request())
            .setCount(entry.count());
    for (AuditEntry.Resource resource : entry.resources()) {
      proto.addResources(AuditResource.newBuilder().setKind(resource.kind()).setId(resource.id()));
    }
    return proto;
  }

  private static AuditEntry entry(PendingAuditEntry proto) {
    return new AuditEntry(
        proto.getService(),
        proto.getAction(),
        proto.getOutcome().equals(ALLOWED),
        proto.getActorKind(),
        proto.getActor(),
        id(proto.getOnBehalfOf()),
        id(proto.getCredential()),
        proto.getSubjectsList(),
        proto.getResourcesList().stream()
            .map(resource -> new AuditEntry.Resource(resource.getKind(), resource.getId()))
            .toList(),
        proto.getReason(),
        proto.getRequest(),
        proto.getCount());
  }

  private static String text(@Nullable UUID id) {
    return id == null ? "" : id.toString();
  }

  private static @Nullable UUID id(String text) {
    return text.isEmpty() ? null : UUID.fromString(text);
  }
}
