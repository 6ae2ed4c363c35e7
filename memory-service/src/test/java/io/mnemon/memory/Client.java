package io.mnemon.memory;

import com.google.protobuf.FieldMask;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.GrpcErrors;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.DeleteMemoryRequest;
import io.mnemon.api.memory.v1.ExportMemoriesRequest;
import io.mnemon.api.memory.v1.ExportMemoriesResponse;
import io.mnemon.api.memory.v1.GetMemoryHistoryRequest;
import io.mnemon.api.memory.v1.GetMemoryRequest;
import io.mnemon.api.memory.v1.GetOperationRequest;
import io.mnemon.api.memory.v1.ImportMemoriesRequest;
import io.mnemon.api.memory.v1.ImportMemoriesResponse;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryLine;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import io.mnemon.api.memory.v1.MemoryServiceGrpc.MemoryServiceBlockingStub;
import io.mnemon.api.memory.v1.MemoryVersion;
import io.mnemon.api.memory.v1.Operation;
import io.mnemon.api.memory.v1.OperationServiceGrpc;
import io.mnemon.api.memory.v1.RestoreMemoryRequest;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.api.memory.v1.TransferServiceGrpc;
import io.mnemon.api.memory.v1.TransferServiceGrpc.TransferServiceBlockingStub;
import io.mnemon.api.memory.v1.UpdateMemoryRequest;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Caller.ActFor;
import io.mnemon.tenancy.Caller.RoleGrant;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.PrincipalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;

/** One caller of the memory service, over gRPC as the gateway would call it. */
final class Client {
  private final Caller caller;
  private final MemoryServiceBlockingStub stub;
  private final OperationServiceGrpc.OperationServiceBlockingStub operations;
  private final TransferServiceBlockingStub transfers;

  Client(Channel channel, InternalTokens tokens, Caller caller) {
    Metadata headers = new Metadata();
    headers.put(CallerContext.TOKEN, tokens.sign(caller, "memory"));
    this.caller = caller;
    this.stub =
        MemoryServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    this.operations =
        OperationServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    this.transfers =
        TransferServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  static Caller user(UUID tenant, String name, RoleGrant... roles) {
    return new Caller(
        tenant,
        GovernanceStandIn.id(tenant, name),
        PrincipalKind.USER,
        name,
        null,
        List.of(roles),
        List.of(),
        null,
        false,
        1,
        null);
  }

  static Caller application(UUID tenant, String prefix) {
    return new Caller(
        tenant,
        GovernanceStandIn.id(tenant, "app " + prefix),
        PrincipalKind.APPLICATION,
        "app " + prefix,
        null,
        List.of(),
        List.of(),
        new ActFor(tenant, prefix),
        false,
        1,
        null);
  }

  Caller caller() {
    return caller;
  }

  MemoryServiceBlockingStub stub() {
    return stub;
  }

  TransferServiceBlockingStub transfers() {
    return transfers;
  }

  /** Everything the caller may see, with vectors. */
  List<MemoryLine> export() {
    return export(ExportMemoriesRequest.newBuilder().setVectors(true).build());
  }

  List<MemoryLine> export(ExportMemoriesRequest request) {
    List<MemoryLine> lines = new ArrayList<>();
    transfers
        .exportMemories(request)
        .forEachRemaining((ExportMemoriesResponse part) -> lines.addAll(part.getLinesList()));
    return lines;
  }

  ImportMemoriesResponse importAll(List<MemoryLine> lines) {
    return transfers.importMemories(ImportMemoriesRequest.newBuilder().addAllLines(lines).build());
  }

  /** Adds a memory to the caller's own user layer. */
  Memory remember(String content) {
    return add(Memory.newBuilder().setLayer("user").setContent(content));
  }

  Memory add(Memory.Builder memory) {
    return stub.addMemory(AddMemoryRequest.newBuilder().setMemory(memory).build());
  }

  Memory addFor(String user, String content) {
    return add(
        Memory.newBuilder()
            .setLayer("user")
            .setScope(Scope.newBuilder().setUser(user))
            .setContent(content));
  }

  Memory get(String id) {
    return stub.getMemory(GetMemoryRequest.newBuilder().setId(id).build());
  }

  /** Changes one field of a memory. */
  Memory update(String id, String field, Memory.Builder change) {
    return stub.updateMemory(
        UpdateMemoryRequest.newBuilder()
            .setId(id)
            .setMemory(change)
            .setUpdateMask(FieldMask.newBuilder().addPaths(field))
            .build());
  }

  /** Adds a memory to the caller's own user layer, to be consolidated. */
  Memory consolidate(String content) {
    return consolidate(Memory.newBuilder().setLayer("user").setContent(content));
  }

  Memory consolidate(Memory.Builder memory) {
    return stub.addMemory(
        AddMemoryRequest.newBuilder().setMemory(memory).setInfer("consolidate").build());
  }

  Operation operation(String id) {
    return operations.getOperation(GetOperationRequest.newBuilder().setId(id).build());
  }

  /** The operation when it has ended. */
  Operation ended(String id) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> operation(id), operation -> operation.hasFinishedAt());
  }

  Memory restore(String id) {
    return stub.restoreMemory(RestoreMemoryRequest.newBuilder().setId(id).build());
  }

  void delete(String id) {
    Object nothing = stub.deleteMemory(DeleteMemoryRequest.newBuilder().setId(id).build());
    assert nothing != null;
  }

  List<MemoryVersion> history(String id) {
    return stub.getMemoryHistory(GetMemoryHistoryRequest.newBuilder().setId(id).build())
        .getVersionsList();
  }

  List<String> list() {
    return stub
        .listMemories(ListMemoriesRequest.newBuilder().setLimit(100).build())
        .getMemoriesList()
        .stream()
        .map(Memory::getContent)
        .toList();
  }

  SearchMemoriesResponse search(SearchMemoriesRequest.Builder request) {
    return stub.searchMemories(request.build());
  }

  List<String> search(String query) {
    return contents(search(SearchMemoriesRequest.newBuilder().setQuery(query)));
  }

  static List<String> contents(SearchMemoriesResponse answer) {
    return answer.getResultsList().stream().map(r -> r.getMemory().getContent()).toList();
  }

  /** The error of a call that must fail. */
  static ServiceException refusal(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      return GrpcErrors.ofGrpc(e);
    }
    throw new AssertionError("the call was answered, but it had to be refused");
  }
}
