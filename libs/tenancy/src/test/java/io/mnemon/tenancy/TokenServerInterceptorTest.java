package io.mnemon.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Empty;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.GrpcErrors;
import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.AccessServiceGrpc;
import io.mnemon.api.governance.v1.AuthenticateRequest;
import io.mnemon.api.governance.v1.Key;
import io.mnemon.api.governance.v1.KeyServiceGrpc;
import io.mnemon.api.governance.v1.ListKeysRequest;
import io.mnemon.api.governance.v1.ListKeysResponse;
import io.mnemon.test.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The door of a service, tried over real connections. */
class TokenServerInterceptorTest {
  private static final MethodDescriptor<Empty, Empty> HEALTH = method("grpc.health.v1.Health");
  private static final MethodDescriptor<Empty, Empty> NO_ACTION = method("mnemon.governance.v1.X");

  private final InternalTokens tokens =
      new InternalTokens(
          List.of(Base64.getEncoder().encodeToString(new byte[32])),
          FakeClock.at("2026-01-01T12:00:00Z"),
          Duration.ofMinutes(1));
  private final Server server =
      Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
          .intercept(new TokenServerInterceptor(tokens))
          .addService(new NamesItsCaller())
          .addService(new Authenticates())
          .addService(answering(HEALTH))
          .addService(answering(NO_ACTION))
          .build();
  private ManagedChannel channel = channelTo("127.0.0.1:1");

  @BeforeEach
  void start() throws IOException {
    server.start();
    channel = channelTo("127.0.0.1:" + server.getPort());
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void aCallWithAValidTokenIsAnsweredToItsCaller() {
    assertThat(listKeys(as(Callers.user(), "governance"))).isEqualTo("alice");
    assertThat(listKeys(as(Callers.user("key.*"), "governance"))).isEqualTo("alice");
  }

  @Test
  void aCallWithoutATokenIsRefused() {
    ServiceException refusal = refusal(() -> listKeys(channel));

    assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(refusal.publicMessage()).contains("gateway");
  }

  @Test
  void aTokenForAnotherServiceIsRefused() {
    ServiceException refusal = refusal(() -> listKeys(as(Callers.user(), "memory")));

    assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
  }

  @Test
  void aCredentialForOtherActionsIsRefused() {
    ServiceException refusal =
        refusal(() -> listKeys(as(Callers.user("memory.*", "unit.read"), "governance")));

    assertThat(refusal.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(refusal.publicMessage()).contains("memory.*, unit.read").contains("key.read");
  }

  @Test
  void whatServicesAskEachOtherIsNotLimitedByTheCredential() {
    Channel limited = as(Callers.user("memory.*"), "governance");

    assertThat(
            AccessServiceGrpc.newBlockingStub(limited)
                .authenticate(AuthenticateRequest.getDefaultInstance())
                .getName())
        .isEqualTo("alice");
  }

  @Test
  void aMethodWithoutAnActionCannotBeCalled() {
    ServiceException refusal = refusal(() -> call(NO_ACTION, as(Callers.user(), "governance")));

    assertThat(refusal.code()).isEqualTo(ErrorCode.UNIMPLEMENTED);
  }

  @Test
  void healthIsAnsweredToAnybody() {
    assertThat(call(HEALTH, channel)).isEqualTo(Empty.getDefaultInstance());
  }

  @Test
  void outsideOfACallThereIsNoCaller() {
    ServiceException refusal = catchThrowableOfType(ServiceException.class, CallerContext::current);

    assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
  }

  @ParameterizedTest
  @CsvSource({
    "mnemon.memory.v1.MemoryService, memory",
    "mnemon.governance.v1.KeyService, governance",
    "grpc.reflection.v1.ServerReflection, grpc.reflection.v1.ServerReflection",
    "mnemon, mnemon",
  })
  void theAudienceIsTheServiceOfTheProtoPackage(String grpcService, String audience) {
    assertThat(TokenServerInterceptor.audience(grpcService)).isEqualTo(audience);
  }

  private Channel as(Caller caller, String audience) {
    Metadata headers = new Metadata();
    headers.put(CallerContext.TOKEN, tokens.sign(caller, audience));
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static String listKeys(Channel channel) {
    return KeyServiceGrpc.newBlockingStub(channel)
        .listKeys(ListKeysRequest.getDefaultInstance())
        .getKeys(0)
        .getPrincipal();
  }

  private static Empty call(MethodDescriptor<Empty, Empty> method, Channel channel) {
    return ClientCalls.blockingUnaryCall(
        channel, method, io.grpc.CallOptions.DEFAULT, Empty.getDefaultInstance());
  }

  private static ServiceException refusal(Runnable call) {
    return GrpcErrors.ofGrpc(catchThrowableOfType(StatusRuntimeException.class, call::run));
  }

  private static ManagedChannel channelTo(String address) {
    return Grpc.newChannelBuilder(address, InsecureChannelCredentials.create()).build();
  }

  private static MethodDescriptor<Empty, Empty> method(String service) {
    return MethodDescriptor.<Empty, Empty>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(service, "Call"))
        .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
        .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
        .build();
  }

  private static ServerServiceDefinition answering(MethodDescriptor<Empty, Empty> method) {
    return ServerServiceDefinition.builder(String.valueOf(method.getServiceName()))
        .addMethod(
            method,
            ServerCalls.asyncUnaryCall(
                (Empty request, StreamObserver<Empty> answer) ->
                    CallAnswer.one(answer, () -> request)))
        .build();
  }

  /** A public method that says who called it. */
  private static final class NamesItsCaller extends KeyServiceGrpc.KeyServiceImplBase {
    @Override
    public void listKeys(ListKeysRequest request, StreamObserver<ListKeysResponse> answer) {
      CallAnswer.one(
          answer,
          () ->
              ListKeysResponse.newBuilder()
                  .addKeys(Key.newBuilder().setPrincipal(CallerContext.current().name()))
                  .build());
    }
  }

  /** A method that is not public. */
  private static final class Authenticates extends AccessServiceGrpc.AccessServiceImplBase {
    @Override
    public void authenticate(
        AuthenticateRequest request, StreamObserver<io.mnemon.api.governance.v1.Caller> answer) {
      CallAnswer.one(answer, () -> CallerMapper.toProto(CallerContext.current()));
    }
  }
}
