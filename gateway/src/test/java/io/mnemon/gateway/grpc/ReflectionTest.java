package io.mnemon.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.governance.v1.KeyServiceGrpc;
import io.mnemon.api.governance.v1.TenantServiceGrpc;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReflectionTest {
  private static final String[] PUBLIC = {
    MemoryServiceGrpc.SERVICE_NAME, TenantServiceGrpc.SERVICE_NAME, KeyServiceGrpc.SERVICE_NAME
  };

  private PublicPort port;

  @BeforeAll
  void open() throws IOException {
    port = PublicPort.open();
  }

  @AfterAll
  void close() {
    port.close();
  }

  @Test
  void thePublicServicesAreListedWithoutAKey() throws Exception {
    ServerReflectionResponse answer =
        ask(ServerReflectionRequest.newBuilder().setListServices("").build());

    List<String> names =
        answer.getListServicesResponse().getServiceList().stream()
            .map(ServiceResponse::getName)
            .toList();
    assertThat(names)
        .contains(PUBLIC)
        .contains("grpc.health.v1.Health")
        .doesNotContain("mnemon.governance.v1.AccessService");
  }

  @Test
  void theOlderReflectionListsTheSame() throws Exception {
    io.grpc.reflection.v1alpha.ServerReflectionResponse answer = askOlder();

    assertThat(answer.getListServicesResponse().getServiceList())
        .extracting(io.grpc.reflection.v1alpha.ServiceResponse::getName)
        .contains(PUBLIC)
        .doesNotContain("mnemon.governance.v1.AccessService");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mnemon.governance.v1.AccessService",
        "mnemon.governance.v1.AccessService.Authenticate",
        "mnemon.governance.v1.InternalToken",
        "mnemon.governance.v1.AuthenticateRequest"
      })
  void whatIsInternalCannotBeAskedAfter(String symbol) throws Exception {
    ServerReflectionResponse answer =
        ask(ServerReflectionRequest.newBuilder().setFileContainingSymbol(symbol).build());

    assertThat(answer.getErrorResponse().getErrorCode()).isEqualTo(Status.Code.NOT_FOUND.value());
  }

  @Test
  void theFilesSayNothingInternal() throws Exception {
    FileDescriptorProto file =
        file(
            ask(
                ServerReflectionRequest.newBuilder()
                    .setFileContainingSymbol(KeyServiceGrpc.SERVICE_NAME)
                    .build()));

    assertThat(file.getServiceList()).extracting("name").containsExactly("KeyService");
    assertThat(file.getMessageTypeList())
        .extracting("name")
        .contains("CreateKeyRequest", "ActFor", "ListKeysResponse")
        .doesNotContain("Caller", "InternalToken", "AuthenticateRequest", "ResolveSubjectsRequest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"google.rpc.ErrorInfo", "google.rpc.BadRequest"})
  void theDetailsOfErrorsCanBeRead(String symbol) throws Exception {
    FileDescriptorProto file =
        file(ask(ServerReflectionRequest.newBuilder().setFileContainingSymbol(symbol).build()));

    assertThat(file.getName()).isEqualTo("google/rpc/error_details.proto");
  }

  @Test
  void aMethodIsDescribedAsInTheContract() throws Exception {
    FileDescriptorProto file =
        file(
            ask(
                ServerReflectionRequest.newBuilder()
                    .setFileContainingSymbol("mnemon.memory.v1.MemoryService.AddMemory")
                    .build()));

    assertThat(file.getName()).isEqualTo("mnemon/memory/v1/memory.proto");
    assertThat(file.getService(0).getMethodList())
        .extracting("name")
        .contains("AddMemory", "SearchMemories", "DeleteMemory");
  }

  private static FileDescriptorProto file(ServerReflectionResponse answer)
      throws InvalidProtocolBufferException {
    ByteString first = answer.getFileDescriptorResponse().getFileDescriptorProto(0);
    return FileDescriptorProto.parseFrom(first);
  }

  private ServerReflectionResponse ask(ServerReflectionRequest question) throws Exception {
    First<ServerReflectionResponse> first = new First<>();
    StreamObserver<ServerReflectionRequest> questions =
        ServerReflectionGrpc.newStub(port.anonymous()).serverReflectionInfo(first);
    questions.onNext(question);
    questions.onCompleted();
    return first.answer.get(30, TimeUnit.SECONDS);
  }

  private io.grpc.reflection.v1alpha.ServerReflectionResponse askOlder() throws Exception {
    First<io.grpc.reflection.v1alpha.ServerReflectionResponse> first = new First<>();
    StreamObserver<io.grpc.reflection.v1alpha.ServerReflectionRequest> questions =
        ClientCalls.asyncBidiStreamingCall(
            port.anonymous()
                .newCall(
                    io.grpc.reflection.v1alpha.ServerReflectionGrpc.getServerReflectionInfoMethod(),
                    CallOptions.DEFAULT),
            first);
    questions.onNext(
        io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
            .setListServices("")
            .build());
    questions.onCompleted();
    return first.answer.get(30, TimeUnit.SECONDS);
  }

  /** The first answer of a stream. */
  private static final class First<A> implements StreamObserver<A> {
    final CompletableFuture<A> answer = new CompletableFuture<>();

    @Override
    public void onNext(A value) {
      answer.complete(value);
    }

    @Override
    public void onError(Throwable failure) {
      answer.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {}
  }
}
