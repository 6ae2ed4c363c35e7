package io.mnemon.memory;

import io.grpc.stub.StreamObserver;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.CountTenantRecordsRequest;
import io.mnemon.api.memory.v1.CountTenantRecordsResponse;
import io.mnemon.api.memory.v1.EraseTenantRecordsRequest;
import io.mnemon.api.memory.v1.EraseTenantRecordsResponse;
import io.mnemon.api.memory.v1.ExportTenantRecordsRequest;
import io.mnemon.api.memory.v1.ExportTenantRecordsResponse;
import io.mnemon.api.memory.v1.FenceTenantRecordsRequest;
import io.mnemon.api.memory.v1.FenceTenantRecordsResponse;
import io.mnemon.api.memory.v1.TableRows;
import io.mnemon.api.memory.v1.TenantRecordsServiceGrpc;
import io.mnemon.authorization.Explainer;
import io.mnemon.memory.offboarding.TenantRecords;
import io.mnemon.storage.TenantPages;
import io.mnemon.tenancy.Authorizer;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.Place;
import io.quarkus.grpc.GrpcService;
import java.util.UUID;

/** What the service holds of one tenant, for the governance service. */
@GrpcService
class TenantRecordsGrpcService extends TenantRecordsServiceGrpc.TenantRecordsServiceImplBase {
  private final TenantRecords records;
  private final Authorizer authorizer;

  TenantRecordsGrpcService(TenantRecords records, @MemoryParts Explainer authorizer) {
    this.records = records;
    this.authorizer = authorizer;
  }

  @Override
  public void countTenantRecords(
      CountTenantRecordsRequest request, StreamObserver<CountTenantRecordsResponse> observer) {
    CallAnswer.one(
        observer,
        () -> {
          UUID tenant = admitted("tenant_records.count", request.getTenant());
          CountTenantRecordsResponse.Builder answer =
              CountTenantRecordsResponse.newBuilder().setIndexGone(records.isIndexGone(tenant));
          records
              .count(tenant)
              .forEach(
                  (table, rows) ->
                      answer.addTables(TableRows.newBuilder().setTable(table).setRows(rows)));
          return answer.build();
        });
  }

  @Override
  public void exportTenantRecords(
      ExportTenantRecordsRequest request, StreamObserver<ExportTenantRecordsResponse> observer) {
    CallAnswer.one(
        observer,
        () -> {
          UUID tenant = admitted("tenant_records.export", request.getTenant());
          TenantPages.Page page = records.export(tenant, request.getCursor());
          return ExportTenantRecordsResponse.newBuilder()
              .setType(page.type())
              .addAllLines(page.rows())
              .setNextCursor(page.next())
              .build();
        });
  }

  @Override
  public void fenceTenantRecords(
      FenceTenantRecordsRequest request, StreamObserver<FenceTenantRecordsResponse> observer) {
    CallAnswer.one(
        observer,
        () -> {
          records.fence(admitted("tenant_records.fence", request.getTenant()));
          return FenceTenantRecordsResponse.getDefaultInstance();
        });
  }

  @Override
  public void eraseTenantRecords(
      EraseTenantRecordsRequest request, StreamObserver<EraseTenantRecordsResponse> observer) {
    CallAnswer.one(
        observer,
        () -> {
          boolean more = records.erase(admitted("tenant_records.erase", request.getTenant()));
          return EraseTenantRecordsResponse.newBuilder().setMore(more).build();
        });
  }

  /** The tenant, if it is a service that asks: which of the tenants, it has decided. */
  private UUID admitted(String action, String tenant) {
    Caller caller = CallerContext.current();
    switch (authorizer.decide(caller, action, Place.of(caller.tenant()))) {
      case Authorizer.Decision.Allowed() -> {}
      case Authorizer.Decision.Denied(String reason) ->
          throw new ServiceException(ErrorCode.PERMISSION_DENIED, reason);
    }
    try {
      return UUID.fromString(tenant);
    } catch (IllegalArgumentException e) {
      throw ServiceException.invalid("tenant", "is no id");
    }
  }
}
