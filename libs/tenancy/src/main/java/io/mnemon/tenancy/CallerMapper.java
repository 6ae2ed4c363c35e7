package io.mnemon.tenancy;

import com.google.protobuf.Timestamp;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@link Caller} as it travels. */
public final class CallerMapper {
  private CallerMapper() {}

  public static io.mnemon.api.governance.v1.Caller toProto(Caller caller) {
    io.mnemon.api.governance.v1.Caller.Builder proto =
        io.mnemon.api.governance.v1.Caller.newBuilder()
            .setTenant(caller.tenant().toString())
            .setPrincipal(caller.principal().toString())
            .setKind(caller.kind().word())
            .setName(caller.name())
            .addAllScopes(caller.scopes())
            .setPlatformAdmin(caller.platformAdmin())
            .setEpoch(caller.epoch());
    for (Caller.RoleGrant grant : caller.roles()) {
      proto.addRoles(
          io.mnemon.api.governance.v1.RoleGrant.newBuilder()
              .setUnit(grant.unit().toString())
              .setRole(grant.role().word()));
    }
    if (caller.onBehalfOf() != null) {
      proto.setOnBehalfOf(caller.onBehalfOf().toString());
    }
    if (caller.actFor() != null) {
      proto.setActFor(
          io.mnemon.api.governance.v1.ActFor.newBuilder()
              .setUnit(caller.actFor().unit().toString())
              .setSubjectPrefix(caller.actFor().subjectPrefix()));
    }
    if (caller.credential() != null) {
      proto.setCredential(caller.credential().toString());
    }
    if (caller.expiresAt() != null) {
      proto.setExpiresAt(
          Timestamp.newBuilder()
              .setSeconds(caller.expiresAt().getEpochSecond())
              .setNanos(caller.expiresAt().getNano()));
    }
    for (Caller.Delegate delegate : caller.delegation()) {
      proto.addDelegation(
          io.mnemon.api.governance.v1.Delegate.newBuilder()
              .setPrincipal(delegate.principal() == null ? "" : delegate.principal().toString())
              .setName(delegate.name()));
    }
    return proto.build();
  }

  /**
   * @throws ServiceException UNAUTHENTICATED if a part is missing or malformed
   */
  public static Caller ofProto(io.mnemon.api.governance.v1.Caller proto) {
    try {
      return new Caller(
          UUID.fromString(proto.getTenant()),
          UUID.fromString(proto.getPrincipal()),
          PrincipalKind.ofWord(proto.getKind()).orElseThrow(),
          proto.getName(),
          optionalId(proto.getOnBehalfOf()),
          proto.getRolesList().stream()
              .map(
                  grant ->
                      new Caller.RoleGrant(
                          UUID.fromString(grant.getUnit()),
                          Role.ofWord(grant.getRole()).orElseThrow()))
              .toList(),
          proto.getScopesList(),
          proto.hasActFor()
              ? new Caller.ActFor(
                  UUID.fromString(proto.getActFor().getUnit()),
                  proto.getActFor().getSubjectPrefix())
              : null,
          proto.getPlatformAdmin(),
          proto.getEpoch(),
          optionalId(proto.getCredential()),
          proto.hasExpiresAt()
              ? Instant.ofEpochSecond(
                  proto.getExpiresAt().getSeconds(), proto.getExpiresAt().getNanos())
              : null,
          proto.getDelegationList().stream()
              .map(one -> new Caller.Delegate(optionalId(one.getPrincipal()), one.getName()))
              .toList());
    } catch (RuntimeException e) {
      throw new ServiceException(ErrorCode.UNAUTHENTICATED, "the caller is malformed", e);
    }
  }

  private static @Nullable UUID optionalId(String id) {
    return id.isEmpty() ? null : UUID.fromString(id);
  }
}
