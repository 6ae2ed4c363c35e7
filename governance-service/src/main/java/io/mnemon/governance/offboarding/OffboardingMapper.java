package io.mnemon.governance.offboarding;

import io.mnemon.api.governance.v1.RowCount;
import io.mnemon.api.governance.v1.TenantErasure;
import io.mnemon.governance.tenant.TenantMapper;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/** The end of a tenant, as it travels. */
final class OffboardingMapper {
  private OffboardingMapper() {}

  static TenantErasure toProto(EndOfTenant end) {
    return switch (end) {
      case EndOfTenant.Offered(Offer offer, String confirmation) ->
          TenantErasure.newBuilder()
              .setTenant(offer.tenant().toString())
              .setState("confirmation_needed")
              .addAllCounts(counts(offer.counts()))
              .setConfirm(confirmation)
              .setConfirmUntil(TenantMapper.timestamp(offer.expiresAt()))
              .build();
      case EndOfTenant.Begun(Erasure erasure) -> toProto(erasure);
    };
  }

  static TenantErasure toProto(Erasure erasure) {
    Instant erasedAt = erasure.erasedAt();
    TenantErasure.Builder proto =
        TenantErasure.newBuilder()
            .setTenant(erasure.tenant().toString())
            .setState(erasedAt == null ? "erasing" : "erased")
            .addAllCounts(counts(erasure.counts()))
            .setNameSha256(erasure.nameSha256())
            .setRequestedBy(erasure.requestedBy().toString())
            .setRequestedAt(TenantMapper.timestamp(erasure.requestedAt()))
            .addAllRescan(counts(erasure.rescan()))
            .setIndexGone(erasedAt != null);
    if (erasedAt != null) {
      proto.setErasedAt(TenantMapper.timestamp(erasedAt));
    }
    Erasure.Exported export = erasure.export();
    if (export != null) {
      proto.setExportSha256(export.sha256()).setExportedAt(TenantMapper.timestamp(export.at()));
    }
    String obstacle = erasure.obstacle();
    if (obstacle != null) {
      proto.setObstacle(obstacle);
    }
    return proto.build();
  }

  private static List<RowCount> counts(SortedMap<String, Long> counts) {
    return counts.entrySet().stream()
        .map(
            entry ->
                RowCount.newBuilder().setTable(entry.getKey()).setRows(entry.getValue()).build())
        .toList();
  }
}
