package io.mnemon.memory;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.BatchAddMemoriesRequest;
import io.mnemon.api.memory.v1.BatchAddMemoriesResponse;
import io.mnemon.api.memory.v1.DeleteMemoryRequest;
import io.mnemon.api.memory.v1.GetMemoryHistoryRequest;
import io.mnemon.api.memory.v1.GetMemoryHistoryResponse;
import io.mnemon.api.memory.v1.GetMemoryRequest;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.ListMemoriesResponse;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.api.memory.v1.UpdateMemoryRequest;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.UnaryAnswer;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.RunOnVirtualThread;

/** The memory service as callers see it. */
@GrpcService
class MemoryGrpcService extends MemoryServiceGrpc.MemoryServiceImplBase {
  private final WritesMapper writes;
  private final ReadsMapper reads;

  MemoryGrpcService(WritesMapper writes, ReadsMapper reads) {
    this.writes = writes;
    this.reads = reads;
  }

  @Override
  @RunOnVirtualThread
  public void addMemory(AddMemoryRequest request, StreamObserver<Memory> observer) {
    UnaryAnswer.to(observer, () -> writes.add(CallerContext.current(), request));
  }

  @Override
  @RunOnVirtualThread
  public void batchAddMemories(
      BatchAddMemoriesRequest request, StreamObserver<BatchAddMemoriesResponse> observer) {
    UnaryAnswer.to(observer, () -> writes.addBatch(CallerContext.current(), request));
  }

  @Override
  @RunOnVirtualThread
  public void updateMemory(UpdateMemoryRequest request, StreamObserver<Memory> observer) {
    UnaryAnswer.to(observer, () -> writes.update(CallerContext.current(), request));
  }

  @Override
  @RunOnVirtualThread
  public void deleteMemory(DeleteMemoryRequest request, StreamObserver<Empty> observer) {
    UnaryAnswer.to(observer, () -> writes.delete(CallerContext.current(), request));
  }

  @Override
  @RunOnVirtualThread
  public void searchMemories(
      SearchMemoriesRequest request, StreamObserver<SearchMemoriesResponse> observer) {
    UnaryAnswer.to(observer, () -> reads.search(CallerContext.current(), request));
  }

  @Override
  @RunOnVirtualThread
  public void listMemories(
      ListMemoriesRequest request, StreamObserver<ListMemoriesResponse> observer) {
    UnaryAnswer.to(observer, () -> reads.list(CallerContext.current(), request));
  }

  @Override
  @RunOnVirtualThread
  public void getMemory(GetMemoryRequest request, StreamObserver<Memory> observer) {
    UnaryAnswer.to(observer, () -> reads.get(CallerContext.current(), request));
  }

  @Override
  @RunOnVirtualThread
  public void getMemoryHistory(
      GetMemoryHistoryRequest request, StreamObserver<GetMemoryHistoryResponse> observer) {
    UnaryAnswer.to(observer, () -> reads.history(CallerContext.current(), request));
  }
}
