package io.mnemon.governance.epoch;

import com.google.protobuf.Duration;
import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.TenantEpoch;
import io.mnemon.api.governance.v1.WatchEpochsRequest;
import io.mnemon.api.governance.v1.WatchEpochsResponse;
import io.mnemon.governance.tenant.TenantMapper;
import java.time.Instant;
import java.util.UUID;

/** Changes of epochs as they travel. */
final class EpochMapper {
  private EpochMapper() {}

  static EpochWatch.Question question(WatchEpochsRequest request) {
    UUID watcher;
    try {
      watcher = UUID.fromString(request.getWatcher());
    } catch (IllegalArgumentException e) {
      throw ServiceException.invalid("watcher", "must be a UUID that the process made for itself");
    }
    return new EpochWatch.Question(
        watcher,
        request.hasDroppedAsOf()
            ? Instant.ofEpochSecond(
                request.getDroppedAsOf().getSeconds(), request.getDroppedAsOf().getNanos())
            : null,
        request.getHeardMap());
  }

  static WatchEpochsResponse toProto(EpochWatch.Told told) {
    WatchEpochsResponse.Builder proto =
        WatchEpochsResponse.newBuilder()
            .setAsOf(TenantMapper.timestamp(told.changes().asOf()))
            .setLease(
                Duration.newBuilder()
                    .setSeconds(told.lease().toSeconds())
                    .setNanos(told.lease().toNanosPart()))
            .setReplica(told.replica())
            .setHeard(told.heard());
    told.changes()
        .epochs()
        .forEach(
            (tenant, epoch) ->
                proto.addChanges(
                    TenantEpoch.newBuilder().setTenant(tenant.toString()).setEpoch(epoch)));
    return proto.build();
  }
}
