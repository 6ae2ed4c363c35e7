package io.mnemon.governance.offboarding;

import com.google.api.HttpBody;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.governance.v1.DeleteTenantRequest;
import io.mnemon.api.governance.v1.ExportTenantRequest;
import io.mnemon.api.governance.v1.GetTenantErasureRequest;
import io.mnemon.api.governance.v1.OffboardingServiceGrpc;
import io.mnemon.api.governance.v1.TenantErasure;
import io.mnemon.governance.tenant.ChunksMapper;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.CallerContext;
import io.quarkus.grpc.GrpcService;

/** The end of a tenant. */
@GrpcService
class OffboardingGrpcService extends OffboardingServiceGrpc.OffboardingServiceImplBase {
  private final Offboarding offboarding;
  private final TenantExport export;

  OffboardingGrpcService(Offboarding offboarding, TenantExport export) {
    this.offboarding = offboarding;
    this.export = export;
  }

  @Override
  public void exportTenant(ExportTenantRequest request, StreamObserver<HttpBody> observer) {
    CallAnswer.many(
        observer,
        () ->
            export.write(
                CallerContext.current(),
                request.getId(),
                request.getConfirm(),
                ChunksMapper.ndjson(observer)));
  }

  @Override
  public void deleteTenant(DeleteTenantRequest request, StreamObserver<TenantErasure> observer) {
    CallAnswer.one(
        observer,
        () ->
            OffboardingMapper.toProto(
                offboarding.delete(
                    CallerContext.current(), request.getId(), request.getConfirm())));
  }

  @Override
  public void getTenantErasure(
      GetTenantErasureRequest request, StreamObserver<TenantErasure> observer) {
    CallAnswer.one(
        observer,
        () ->
            OffboardingMapper.toProto(
                offboarding.erasure(CallerContext.current(), request.getId())));
  }
}
