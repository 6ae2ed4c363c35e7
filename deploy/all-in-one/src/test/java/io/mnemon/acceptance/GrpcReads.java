package io.mnemon.acceptance;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.mnemon.api.memory.v1.GetMemoryHistoryRequest;
import io.mnemon.api.memory.v1.GetMemoryRequest;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.ListMemoriesResponse;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reading over gRPC. */
final class GrpcReads implements Door {
  private final Grpc grpc;

  GrpcReads(Grpc grpc) {
    this.grpc = grpc;
  }

  private static Seen seen(Supplier<Seen> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode() == Status.Code.NOT_FOUND
          ? new Seen.NotFound()
          : new Seen.Refused(e.getStatus().toString());
    }
  }

  @Override
  public Seen get(String key, String id) {
    GetMemoryRequest request = GetMemoryRequest.newBuilder().setId(id).build();
    return seen(() -> new Seen.Shown(Set.of(grpc.memories(key).getMemory(request).getId()), false));
  }

  @Override
  public Seen history(String key, String id) {
    GetMemoryHistoryRequest request = GetMemoryHistoryRequest.newBuilder().setId(id).build();
    return seen(
        () ->
            new Seen.Shown(
                grpc.memories(key).getMemoryHistory(request).getVersionsList().stream()
                    .map(version -> version.getMemory().getId())
                    .collect(Collectors.toSet()),
                false));
  }

  @Override
  public Seen list(String key, Narrowed narrowed) {
    return seen(
        () -> {
          Set<String> ids = new HashSet<>();
          String cursor = "";
          do {
            ListMemoriesResponse page =
                grpc.memories(key)
                    .listMemories(
                        ListMemoriesRequest.newBuilder()
                            .setScope(scope(narrowed))
                            .addAllLayers(narrowed.layers())
                            .setLimit(100)
                            .setCursor(cursor)
                            .build());
            page.getMemoriesList().stream().map(Memory::getId).forEach(ids::add);
            cursor = page.getNextCursor();
          } while (!cursor.isEmpty());
          return new Seen.Shown(ids, false);
        });
  }

  @Override
  public Seen search(String key, String query, String mode, Narrowed narrowed) {
    return seen(
        () -> {
          SearchMemoriesResponse answer =
              grpc.memories(key)
                  .searchMemories(
                      SearchMemoriesRequest.newBuilder()
                          .setQuery(query)
                          .setMode(mode)
                          .setScope(scope(narrowed))
                          .addAllLayers(narrowed.layers())
                          .setLimit(100)
                          .build());
          return new Seen.Shown(
              answer.getResultsList().stream()
                  .map(result -> result.getMemory().getId())
                  .collect(Collectors.toSet()),
              answer.getPartial());
        });
  }

  private static Scope scope(Narrowed narrowed) {
    Scope.Builder scope = Scope.newBuilder();
    narrowed
        .scope()
        .forEach(
            (name, value) -> scope.setField(Scope.getDescriptor().findFieldByName(name), value));
    return scope.build();
  }
}
