package io.mnemon.governance.access;

import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.ActFor;
import io.mnemon.api.governance.v1.CreateKeyRequest;
import io.mnemon.api.governance.v1.CreateKeyResponse;
import io.mnemon.api.governance.v1.Key;
import io.mnemon.api.governance.v1.ListKeysResponse;
import io.mnemon.api.governance.v1.RotateKeyRequest;
import io.mnemon.governance.tenant.Page;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.TenantMapper;
import io.mnemon.tenancy.Caller;
import java.text.Normalizer;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keys, as they travel. */
final class KeyMapper {
  private static final int MAX_PREFIX_CHARACTERS = 128;

  private KeyMapper() {}

  static Keys.Wish wish(CreateKeyRequest request) {
    return new Keys.Wish(
        PrincipalRef.parse("principal", request.getPrincipal()),
        request.getScopesList(),
        request.hasActFor() ? actFor(request.getActFor()) : null,
        TenantMapper.instant("expires_at", request.hasExpiresAt(), request.getExpiresAt()));
  }

  static Duration overlap(RotateKeyRequest request) {
    return request.getOverlap().isEmpty()
        ? Duration.ZERO
        : TenantMapper.duration("overlap", request.getOverlap());
  }

  static CreateKeyResponse created(KeyText text) {
    return CreateKeyResponse.newBuilder().setId(text.id().toString()).setKey(text.text()).build();
  }

  static @Nullable PrincipalRef principal(String named) {
    return named.isEmpty() ? null : PrincipalRef.parse("principal", named);
  }

  static ListKeysResponse keys(Page<ApiKey> page) {
    return ListKeysResponse.newBuilder()
        .addAllKeys(page.items().stream().map(KeyMapper::toProto).toList())
        .setNextCursor(TenantMapper.cursor(page))
        .build();
  }

  private static Caller.ActFor actFor(ActFor actFor) {
    UUID unit =
        PrincipalRef.id(actFor.getUnit())
            .orElseThrow(
                () ->
                    ServiceException.invalid(
                        "act_for.unit",
                        "is no id: give a unit's, or the tenant's for all of the tenant"));
    String prefix = Normalizer.normalize(actFor.getSubjectPrefix(), Normalizer.Form.NFC);
    if (prefix.length() > MAX_PREFIX_CHARACTERS) {
      throw ServiceException.invalid(
          "act_for.subject_prefix",
          "has " + prefix.length() + " characters: give at most " + MAX_PREFIX_CHARACTERS);
    }
    return new Caller.ActFor(unit, prefix);
  }

  private static Key toProto(ApiKey key) {
    Key.Builder proto =
        Key.newBuilder()
            .setId(key.id().toString())
            .setPrincipal(key.principal().toString())
            .addAllScopes(key.scopes())
            .setCreatedAt(TenantMapper.timestamp(key.createdAt()));
    if (key.actFor() != null) {
      proto.setActFor(
          ActFor.newBuilder()
              .setUnit(key.actFor().unit().toString())
              .setSubjectPrefix(key.actFor().subjectPrefix()));
    }
    if (key.expiresAt() != null) {
      proto.setExpiresAt(TenantMapper.timestamp(key.expiresAt()));
    }
    if (key.revokedAt() != null) {
      proto.setRevokedAt(TenantMapper.timestamp(key.revokedAt()));
    }
    if (key.lastUsedAt() != null) {
      proto.setLastUsedAt(TenantMapper.timestamp(key.lastUsedAt()));
    }
    if (key.replacedBy() != null) {
      proto.setReplacedBy(key.replacedBy().toString());
    }
    return proto.build();
  }
}
