package io.mnemon.memory;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.memory.v1.DeleteMemoriesRequest;
import io.mnemon.api.memory.v1.DeleteMemoriesResponse;
import io.mnemon.api.memory.v1.DeleteRetentionRuleRequest;
import io.mnemon.api.memory.v1.ExportMemoriesRequest;
import io.mnemon.api.memory.v1.ExportMemoriesResponse;
import io.mnemon.api.memory.v1.GetRetentionRuleRequest;
import io.mnemon.api.memory.v1.GetUploadRequest;
import io.mnemon.api.memory.v1.ImportMemoriesRequest;
import io.mnemon.api.memory.v1.ImportMemoriesResponse;
import io.mnemon.api.memory.v1.ListRetentionRulesRequest;
import io.mnemon.api.memory.v1.ListRetentionRulesResponse;
import io.mnemon.api.memory.v1.PutRetentionRuleRequest;
import io.mnemon.api.memory.v1.RetentionRule;
import io.mnemon.api.memory.v1.TransferServiceGrpc;
import io.mnemon.api.memory.v1.Upload;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.PacedAnswer;
import io.quarkus.grpc.GrpcService;

/** Memories on their way out, in, and to their end. */
@GrpcService
class TransferGrpcService extends TransferServiceGrpc.TransferServiceImplBase {
  private final TransferMapper transfers;
  private final DeletionMapper deletions;

  TransferGrpcService(TransferMapper transfers, DeletionMapper deletions) {
    this.transfers = transfers;
    this.deletions = deletions;
  }

  @Override
  public void exportMemories(
      ExportMemoriesRequest request, StreamObserver<ExportMemoriesResponse> observer) {
    PacedAnswer<ExportMemoriesResponse> out = new PacedAnswer<>(observer);
    CallAnswer.many(observer, () -> transfers.export(CallerContext.current(), request, out));
  }

  @Override
  public void importMemories(
      ImportMemoriesRequest request, StreamObserver<ImportMemoriesResponse> observer) {
    CallAnswer.one(observer, () -> transfers.take(CallerContext.current(), request));
  }

  @Override
  public void getUpload(GetUploadRequest request, StreamObserver<Upload> observer) {
    CallAnswer.one(observer, () -> transfers.upload(CallerContext.current(), request));
  }

  @Override
  public void deleteMemories(
      DeleteMemoriesRequest request, StreamObserver<DeleteMemoriesResponse> observer) {
    CallAnswer.one(observer, () -> deletions.delete(CallerContext.current(), request));
  }

  @Override
  public void listRetentionRules(
      ListRetentionRulesRequest request, StreamObserver<ListRetentionRulesResponse> observer) {
    CallAnswer.one(observer, () -> deletions.list(CallerContext.current()));
  }

  @Override
  public void getRetentionRule(
      GetRetentionRuleRequest request, StreamObserver<RetentionRule> observer) {
    CallAnswer.one(observer, () -> deletions.get(CallerContext.current(), request));
  }

  @Override
  public void putRetentionRule(
      PutRetentionRuleRequest request, StreamObserver<RetentionRule> observer) {
    CallAnswer.one(observer, () -> deletions.put(CallerContext.current(), request));
  }

  @Override
  public void deleteRetentionRule(
      DeleteRetentionRuleRequest request, StreamObserver<Empty> observer) {
    CallAnswer.one(observer, () -> deletions.delete(CallerContext.current(), request));
  }
}
