package io.mnemon.client.langchain4j;

import com.google.protobuf.Empty;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.GrpcErrors;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.CreateEmbeddingsRequest;
import io.mnemon.api.memory.v1.CreateEmbeddingsResponse;
import io.mnemon.api.memory.v1.DeleteMemoryRequest;
import io.mnemon.api.memory.v1.EmbeddingServiceGrpc;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.ListMemoriesResponse;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.client.Mnemon;
import io.mnemon.client.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** A platform in this process: keeps memories, each message id of a scope once. */
final class HeapPlatform implements AutoCloseable {
  private final ConcurrentSkipListMap<String, Memory> memories = new ConcurrentSkipListMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final List<SearchMemoriesRequest> searches = new CopyOnWriteArrayList<>();
  private final List<CreateEmbeddingsRequest> embeddings = new CopyOnWriteArrayList<>();
  private final Server server;
  private volatile Consumer<Memory> beforeAdd = memory -> {};
  private volatile SearchMemoriesResponse found = SearchMemoriesResponse.getDefaultInstance();
  private volatile Function<CreateEmbeddingsRequest, CreateEmbeddingsResponse> embedder =
      request -> CreateEmbeddingsResponse.getDefaultInstance();

  HeapPlatform() {
    try {
      server =
          Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
              .addService(new Memories())
              .addService(new Embeddings())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Mnemon client() {
    return Mnemon.connect(
        Settings.of("http://localhost:" + server.getPort(), "key").withRetries(0));
  }

  /** Is called before each memory is kept, and may throw. */
  void beforeAdd(Consumer<Memory> action) {
    beforeAdd = action;
  }

  void finds(SearchMemoriesResponse answer) {
    found = answer;
  }

  void embeds(Function<CreateEmbeddingsRequest, CreateEmbeddingsResponse> model) {
    embedder = model;
  }

  List<Memory> memories() {
    return List.copyOf(memories.values());
  }

  List<SearchMemoriesRequest> searches() {
    return searches;
  }

  List<CreateEmbeddingsRequest> embeddings() {
    return embeddings;
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private synchronized Memory keep(Memory memory) {
    return memories.values().stream()
        .filter(kept -> kept.getScope().equals(memory.getScope()))
        .filter(kept -> kept.getSourceMessageId().equals(memory.getSourceMessageId()))
        .findFirst()
        .map(kept -> kept.toBuilder().setDuplicateOf(kept.getId()).build())
        .orElseGet(
            () -> {
              Memory kept =
                  memory.toBuilder().setId("%06d".formatted(ids.incrementAndGet())).build();
              memories.put(kept.getId(), kept);
              return kept;
            });
  }

  private ListMemoriesResponse list(ListMemoriesRequest request) {
    List<Memory> wanted =
        new ArrayList<>(
            memories.values().stream()
                .filter(memory -> memory.getScope().equals(request.getScope()))
                .filter(memory -> request.getLayersList().contains(memory.getLayer()))
                .filter(memory -> request.getKindsList().contains(memory.getKind()))
                .filter(memory -> memory.getTagsList().containsAll(request.getTagsList()))
                .sorted(Comparator.comparing(Memory::getId).reversed())
                .toList());
    int from = request.getCursor().isEmpty() ? 0 : Integer.parseInt(request.getCursor());
    int to = Math.min(wanted.size(), from + request.getLimit());
    return ListMemoriesResponse.newBuilder()
        .addAllMemories(wanted.subList(from, to))
        .setNextCursor(to < wanted.size() ? String.valueOf(to) : "")
        .build();
  }

  private static <Q, A> void answer(StreamObserver<A> observer, Q request, Function<Q, A> call) {
    try {
      observer.onNext(call.apply(request));
      observer.onCompleted();
    } catch (RuntimeException e) {
      observer.onError(GrpcErrors.toGrpc(e));
    }
  }

  private final class Memories extends MemoryServiceGrpc.MemoryServiceImplBase {
    @Override
    public void addMemory(AddMemoryRequest request, StreamObserver<Memory> observer) {
      answer(
          observer,
          request.getMemory(),
          memory -> {
            beforeAdd.accept(memory);
            return keep(memory);
          });
    }

    @Override
    public void listMemories(
        ListMemoriesRequest request, StreamObserver<ListMemoriesResponse> observer) {
      answer(observer, request, HeapPlatform.this::list);
    }

    @Override
    public void deleteMemory(DeleteMemoryRequest request, StreamObserver<Empty> observer) {
      answer(
          observer,
          request,
          wanted -> {
            if (memories.remove(wanted.getId()) == null) {
              throw new ServiceException(ErrorCode.NOT_FOUND, "no such memory");
            }
            return Empty.getDefaultInstance();
          });
    }

    @Override
    public void searchMemories(
        SearchMemoriesRequest request, StreamObserver<SearchMemoriesResponse> observer) {
      answer(
          observer,
          request,
          wanted -> {
            searches.add(wanted);
            return found;
          });
    }
  }

  private final class Embeddings extends EmbeddingServiceGrpc.EmbeddingServiceImplBase {
    @Override
    public void createEmbeddings(
        CreateEmbeddingsRequest request, StreamObserver<CreateEmbeddingsResponse> observer) {
      answer(
          observer,
          request,
          wanted -> {
            embeddings.add(wanted);
            return embedder.apply(wanted);
          });
    }
  }
}
