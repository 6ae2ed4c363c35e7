package io.mnemon.memory;

import io.grpc.stub.StreamObserver;
import io.mnemon.api.memory.v1.CreateEmbeddingsRequest;
import io.mnemon.api.memory.v1.CreateEmbeddingsResponse;
import io.mnemon.api.memory.v1.EmbeddingServiceGrpc;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.CallerContext;
import io.quarkus.grpc.GrpcService;

/** The embedding model as callers see it. */
@GrpcService
class EmbeddingGrpcService extends EmbeddingServiceGrpc.EmbeddingServiceImplBase {
  private final EmbeddingMapper embeddings;

  EmbeddingGrpcService(EmbeddingMapper embeddings) {
    this.embeddings = embeddings;
  }

  @Override
  public void createEmbeddings(
      CreateEmbeddingsRequest request, StreamObserver<CreateEmbeddingsResponse> observer) {
    CallAnswer.one(observer, () -> embeddings.create(CallerContext.current(), request));
  }
}
