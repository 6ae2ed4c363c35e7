package io.mnemon.governance.audit;

import com.google.api.HttpBody;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.AppendAuditEntriesRequest;
import io.mnemon.api.governance.v1.AppendAuditEntriesResponse;
import io.mnemon.api.governance.v1.AuditCheckpoint;
import io.mnemon.api.governance.v1.AuditServiceGrpc;
import io.mnemon.api.governance.v1.AuditSettings;
import io.mnemon.api.governance.v1.CreateAuditCheckpointRequest;
import io.mnemon.api.governance.v1.ExportAuditRequest;
import io.mnemon.api.governance.v1.GetAuditSettingsRequest;
import io.mnemon.api.governance.v1.ListAuditCheckpointsRequest;
import io.mnemon.api.governance.v1.ListAuditCheckpointsResponse;
import io.mnemon.api.governance.v1.ListAuditEntriesRequest;
import io.mnemon.api.governance.v1.ListAuditEntriesResponse;
import io.mnemon.api.governance.v1.ListAuditKeysRequest;
import io.mnemon.api.governance.v1.ListAuditKeysResponse;
import io.mnemon.api.governance.v1.LookUpAuditReadsRequest;
import io.mnemon.api.governance.v1.PutAuditSettingsRequest;
import io.mnemon.governance.tenant.ChunksMapper;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.storage.AuditReads;
import io.mnemon.tenancy.AuditMapper;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.CallerContext;
import io.quarkus.grpc.GrpcService;

/** The audit log. */
@GrpcService
class AuditGrpcService extends AuditServiceGrpc.AuditServiceImplBase {
  private final Audit audit;
  private final AuditExport export;
  private final Signers signers;

  AuditGrpcService(Audit audit, AuditExport export, Signers signers) {
    this.audit = audit;
    this.export = export;
    this.signers = signers;
  }

  @Override
  public void listAuditEntries(
      ListAuditEntriesRequest request, StreamObserver<ListAuditEntriesResponse> observer) {
    CallAnswer.one(
        observer,
        () ->
            AuditMessageMapper.toProto(
                audit.find(
                    CallerContext.current(),
                    AuditMessageMapper.query(request),
                    AuditMessageMapper.limit(request.hasLimit(), request.getLimit()))));
  }

  @Override
  public void exportAudit(ExportAuditRequest request, StreamObserver<HttpBody> observer) {
    CallAnswer.many(
        observer, () -> export.write(CallerContext.current(), ChunksMapper.ndjson(observer)));
  }

  @Override
  public void listAuditKeys(
      ListAuditKeysRequest request, StreamObserver<ListAuditKeysResponse> observer) {
    CallAnswer.one(observer, () -> AuditMessageMapper.keys(signers.all()));
  }

  @Override
  public void listAuditCheckpoints(
      ListAuditCheckpointsRequest request, StreamObserver<ListAuditCheckpointsResponse> observer) {
    CallAnswer.one(
        observer,
        () ->
            AuditMessageMapper.toProto(
                audit.checkpoints(
                    CallerContext.current(),
                    LogQuery.place(request.getCursor()),
                    AuditMessageMapper.limit(request.hasLimit(), request.getLimit()))));
  }

  @Override
  public void createAuditCheckpoint(
      CreateAuditCheckpointRequest request, StreamObserver<AuditCheckpoint> observer) {
    CallAnswer.one(
        observer, () -> AuditMessageMapper.toProto(audit.checkpoint(CallerContext.current())));
  }

  @Override
  public void getAuditSettings(
      GetAuditSettingsRequest request, StreamObserver<AuditSettings> observer) {
    CallAnswer.one(
        observer, () -> AuditMessageMapper.settings(audit.reads(CallerContext.current())));
  }

  @Override
  public void putAuditSettings(
      PutAuditSettingsRequest request, StreamObserver<AuditSettings> observer) {
    CallAnswer.one(
        observer,
        () -> {
          AuditReads reads = AuditMessageMapper.reads(request.getReads());
          audit.setReads(CallerContext.current(), reads);
          return AuditMessageMapper.settings(reads);
        });
  }

  @Override
  public void appendAuditEntries(
      AppendAuditEntriesRequest request, StreamObserver<AppendAuditEntriesResponse> observer) {
    CallAnswer.one(
        observer,
        () -> {
          audit.append(
              CallerContext.current(),
              request.getEntriesList().stream().map(AuditMapper::ofProto).toList());
          return AppendAuditEntriesResponse.getDefaultInstance();
        });
  }

  @Override
  public void lookUpAuditReads(
      LookUpAuditReadsRequest request, StreamObserver<AuditSettings> observer) {
    CallAnswer.one(
        observer,
        () ->
            AuditMessageMapper.settings(
                audit.readsOf(
                    CallerContext.current(),
                    PrincipalRef.id(request.getTenant())
                        .orElseThrow(() -> ServiceException.invalid("tenant", "is no id")))));
  }
}
