package io.mnemon.client;

import com.google.protobuf.Empty;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.BatchAddMemoriesRequest;
import io.mnemon.api.memory.v1.BatchAddMemoriesResponse;
import io.mnemon.api.memory.v1.CreateEmbeddingsRequest;
import io.mnemon.api.memory.v1.CreateEmbeddingsResponse;
import io.mnemon.api.memory.v1.DeleteMemoriesRequest;
import io.mnemon.api.memory.v1.DeleteMemoriesResponse;
import io.mnemon.api.memory.v1.DeleteMemoryRequest;
import io.mnemon.api.memory.v1.EmbeddingServiceGrpc;
import io.mnemon.api.memory.v1.Feedback;
import io.mnemon.api.memory.v1.GetMemoryHistoryRequest;
import io.mnemon.api.memory.v1.GetMemoryHistoryResponse;
import io.mnemon.api.memory.v1.GetMemoryRequest;
import io.mnemon.api.memory.v1.GetOperationRequest;
import io.mnemon.api.memory.v1.GetUploadRequest;
import io.mnemon.api.memory.v1.GiveFeedbackRequest;
import io.mnemon.api.memory.v1.ImportMemoriesRequest;
import io.mnemon.api.memory.v1.ImportMemoriesResponse;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.ListMemoriesResponse;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import io.mnemon.api.memory.v1.Operation;
import io.mnemon.api.memory.v1.OperationServiceGrpc;
import io.mnemon.api.memory.v1.PromoteMemoryRequest;
import io.mnemon.api.memory.v1.Promotion;
import io.mnemon.api.memory.v1.RestoreMemoryRequest;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.api.memory.v1.TransferServiceGrpc;
import io.mnemon.api.memory.v1.UpdateMemoryRequest;
import io.mnemon.api.memory.v1.Upload;
import io.mnemon.api.memory.v1.UseRecallRequest;
import io.mnemon.api.memory.v1.UseRecallResponse;
import io.mnemon.api.memory.v1.WorthServiceGrpc;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The calls of the memory API, each as a future. One that fails completes with a {@link
 * io.mnemon.api.ServiceException}; cancelling a future cancels its call. What adds gets an
 * idempotency key, so that it is done once however often it is sent.
 */
public final class AsyncMnemon {
  private static final Duration IMPORT_TIMEOUT = Duration.ofMinutes(10);

  private final Calls calls;

  AsyncMnemon(Calls calls) {
    this.calls = calls;
  }

  public CompletableFuture<Memory> add(AddMemoryRequest request) {
    AddMemoryRequest keyed =
        request.toBuilder().setIdempotencyKey(key(request.getIdempotencyKey())).build();
    return calls.repeat(MemoryServiceGrpc.getAddMemoryMethod(), keyed);
  }

  /** At most 1,000 memories; each succeeds or fails by itself. */
  public CompletableFuture<BatchAddMemoriesResponse> addBatch(BatchAddMemoriesRequest request) {
    BatchAddMemoriesRequest keyed =
        request.toBuilder().setIdempotencyKey(key(request.getIdempotencyKey())).build();
    return calls.repeat(MemoryServiceGrpc.getBatchAddMemoriesMethod(), keyed);
  }

  public CompletableFuture<SearchMemoriesResponse> search(SearchMemoriesRequest request) {
    return calls.call(MemoryServiceGrpc.getSearchMemoriesMethod(), request);
  }

  /** One page. */
  public CompletableFuture<ListMemoriesResponse> list(ListMemoriesRequest request) {
    return calls.call(MemoryServiceGrpc.getListMemoriesMethod(), request);
  }

  public CompletableFuture<Memory> get(GetMemoryRequest request) {
    return calls.call(MemoryServiceGrpc.getGetMemoryMethod(), request);
  }

  public CompletableFuture<Memory> update(UpdateMemoryRequest request) {
    return calls.call(MemoryServiceGrpc.getUpdateMemoryMethod(), request);
  }

  /** One that was sent twice, because the first answer was lost, may end with NOT_FOUND. */
  public CompletableFuture<Empty> delete(DeleteMemoryRequest request) {
    return calls.repeat(MemoryServiceGrpc.getDeleteMemoryMethod(), request);
  }

  public CompletableFuture<Memory> restore(RestoreMemoryRequest request) {
    return calls.call(MemoryServiceGrpc.getRestoreMemoryMethod(), request);
  }

  /** One page. */
  public CompletableFuture<GetMemoryHistoryResponse> history(GetMemoryHistoryRequest request) {
    return calls.call(MemoryServiceGrpc.getGetMemoryHistoryMethod(), request);
  }

  public CompletableFuture<Feedback> feedback(GiveFeedbackRequest request) {
    GiveFeedbackRequest keyed =
        request.toBuilder().setIdempotencyKey(key(request.getIdempotencyKey())).build();
    return calls.repeat(WorthServiceGrpc.getGiveFeedbackMethod(), keyed);
  }

  public CompletableFuture<UseRecallResponse> used(UseRecallRequest request) {
    return calls.repeat(WorthServiceGrpc.getUseRecallMethod(), request);
  }

  public CompletableFuture<Promotion> promote(PromoteMemoryRequest request) {
    return calls.call(WorthServiceGrpc.getPromoteMemoryMethod(), request);
  }

  public CompletableFuture<Operation> operation(String id) {
    return calls.call(
        OperationServiceGrpc.getGetOperationMethod(),
        GetOperationRequest.newBuilder().setId(id).build());
  }

  /**
   * At most 1,000 lines. A line that is there already changes nothing; an upload without a name
   * gets one, by which lines that are sent again are known. They may take ten minutes, or as long
   * as the timeout if that is more.
   */
  public CompletableFuture<ImportMemoriesResponse> importLines(ImportMemoriesRequest request) {
    return calls.repeatWithin(
        IMPORT_TIMEOUT,
        TransferServiceGrpc.getImportMemoriesMethod(),
        ImportedLines.named(request));
  }

  public CompletableFuture<Upload> upload(String name) {
    return calls.call(
        TransferServiceGrpc.getGetUploadMethod(),
        GetUploadRequest.newBuilder().setName(name).build());
  }

  /**
   * Counts; with the confirmation that the count brought it deletes, never more than that and at
   * most ten thousand. The answer has the confirmation for the rest, if there is one.
   */
  public CompletableFuture<DeleteMemoriesResponse> deleteMany(DeleteMemoriesRequest request) {
    return calls.call(TransferServiceGrpc.getDeleteMemoriesMethod(), request);
  }

  /** The vectors of texts that are not to be kept, at most 2,048. */
  public CompletableFuture<CreateEmbeddingsResponse> embed(CreateEmbeddingsRequest request) {
    return calls.call(EmbeddingServiceGrpc.getCreateEmbeddingsMethod(), request);
  }

  private static String key(String given) {
    return given.isEmpty() ? UUID.randomUUID().toString() : given;
  }
}
