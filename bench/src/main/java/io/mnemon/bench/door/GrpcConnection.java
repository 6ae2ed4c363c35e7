package io.mnemon.bench.door;

import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.BatchAddMemoriesRequest;
import io.mnemon.api.memory.v1.BatchAddResult;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A client of the public gRPC door; all of them share the channel of their {@link GrpcDoor}. */
final class GrpcConnection implements Connection {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final int PATIENCE_SECONDS = 60;

  private final ManagedChannel channel;
  private final Map<String, MemoryServiceGrpc.MemoryServiceBlockingStub> stubs = new HashMap<>();

  GrpcConnection(ManagedChannel channel) {
    this.channel = channel;
  }

  @Override
  public Outcome search(String key, Search search) {
    SearchMemoriesRequest.Builder request =
        SearchMemoriesRequest.newBuilder().setQuery(search.query()).setLimit(search.limit());
    if (search.user() != null) {
      request.setScope(Scope.newBuilder().setUser(search.user()));
    }
    if (search.referenceTime() != null) {
      request.setReferenceTime(
          Timestamp.newBuilder().setSeconds(search.referenceTime().getEpochSecond()));
    }
    return call(() -> stub(key).searchMemories(request.build())).getPartial()
        ? Outcome.PARTIAL
        : Outcome.WHOLE;
  }

  @Override
  public Outcome add(String key, Draft draft) {
    AddMemoryRequest request = AddMemoryRequest.newBuilder().setMemory(memory(draft)).build();
    call(() -> stub(key).addMemory(request));
    return Outcome.WHOLE;
  }

  @Override
  public Outcome addAll(String key, List<Draft> drafts) {
    BatchAddMemoriesRequest.Builder request = BatchAddMemoriesRequest.newBuilder();
    drafts.forEach(draft -> request.addMemories(memory(draft)));
    call(() -> stub(key).batchAddMemories(request.build())).getResultsList().stream()
        .filter(BatchAddResult::hasError)
        .findFirst()
        .ifPresent(
            refused -> {
              throw new RequestFailedException("an item of a batch was refused: " + refused);
            });
    return Outcome.WHOLE;
  }

  private static Memory memory(Draft draft) {
    Memory.Builder memory =
        Memory.newBuilder()
            .setLayer("user")
            .setScope(Scope.newBuilder().setUser(draft.user()))
            .setKind(draft.kind())
            .setContent(draft.content());
    if (draft.episode() != null) {
      memory.setEpisode(draft.episode());
    }
    if (draft.eventTime() != null) {
      memory.setEventTime(Timestamp.newBuilder().setSeconds(draft.eventTime().getEpochSecond()));
    }
    if (draft.messageId() != null) {
      memory.setSourceMessageId(draft.messageId());
    }
    return memory.build();
  }

  private MemoryServiceGrpc.MemoryServiceBlockingStub stub(String key) {
    return stubs
        .computeIfAbsent(
            key,
            credential -> {
              Metadata headers = new Metadata();
              headers.put(AUTHORIZATION, "Bearer " + credential);
              return MemoryServiceGrpc.newBlockingStub(channel)
                  .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
            })
        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw new RequestFailedException("a gRPC call was refused: " + e.getMessage(), e);
    }
  }

  /** The channel stays open: its owner closes it. */
  @Override
  public void close() {
    stubs.clear();
  }
}
