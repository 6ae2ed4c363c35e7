package io.mnemon.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.GrpcErrors;
import io.mnemon.api.ServiceException;
import io.mnemon.api.Violation;
import io.mnemon.api.governance.v1.AccessServiceGrpc;
import io.mnemon.api.governance.v1.AuthenticateRequest;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.DeleteMemoryRequest;
import io.mnemon.api.memory.v1.GetMemoryRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.tenancy.CallerContext;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PublicServerTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void aCallReachesItsServiceAsTheCallerOfTheKey() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      Memory answer = port.memories().addMemory(adding("likes tea"));

      assertThat(answer).isEqualTo(adding("likes tea").getMemory());
      FixtureService.Arrival arrival = arrival(port);
      assertThat(arrival.method()).isEqualTo("mnemon.memory.v1.MemoryService/AddMemory");
      assertThat(arrival.caller()).isEqualTo(PublicPort.ALICE);
    }
  }

  @Test
  void noMetadataOfTheClientGetsInside() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      byte[] forged = {1, 2, 3};
      Metadata sent = new Metadata();
      sent.put(CallerContext.TOKEN, forged);
      sent.put(CallerContext.TOKEN, port.tokens.sign(PublicPort.ALICE, "memory"));
      sent.put(text("mnemon-token"), "forged");
      sent.put(text("mnemon-tenant"), "another");
      sent.put(text("x-forwarded-for"), "10.0.0.1");

      MemoryServiceGrpc.newBlockingStub(port.alice(sent)).addMemory(adding("a"));

      Metadata arrived = arrival(port).headers();
      assertThat(arrived.getAll(CallerContext.TOKEN)).hasSize(1);
      assertThat(arrived.keys())
          .contains("mnemon-token-bin", "x-request-id")
          .doesNotContain("mnemon-token", "mnemon-tenant", "authorization", "x-forwarded-for");
    }
  }

  @Test
  void aCallWithoutAKeyIsRefusedBeforeItGetsInside() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      MemoryServiceGrpc.MemoryServiceBlockingStub stub =
          MemoryServiceGrpc.newBlockingStub(port.anonymous());

      ServiceException refusal = failure(() -> stub.addMemory(adding("a")));

      assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
      assertThat(refusal.publicMessage()).isEqualTo("the request carries no good key");
      assertThat(port.service.arrivals).isEmpty();
    }
  }

  @Test
  void anInternalTokenIsNoCredential() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      Metadata token = new Metadata();
      token.put(CallerContext.TOKEN, port.tokens.sign(PublicPort.ALICE, "memory"));
      Channel channel =
          ClientInterceptors.intercept(
              port.anonymous(), MetadataUtils.newAttachHeadersInterceptor(token));

      ServiceException refusal =
          failure(() -> MemoryServiceGrpc.newBlockingStub(channel).addMemory(adding("a")));

      assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }
  }

  @Test
  void anErrorOfTheServiceComesWithItsDetails() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      ServiceException invalid =
          failure(() -> port.memories().getMemory(GetMemoryRequest.getDefaultInstance()));
      ServiceException missing =
          failure(
              () -> port.memories().getMemory(GetMemoryRequest.newBuilder().setId("x").build()));

      assertThat(invalid.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
      assertThat(invalid.violations()).containsExactly(new Violation("id", "must be set"));
      assertThat(missing.code()).isEqualTo(ErrorCode.NOT_FOUND);
      assertThat(missing.publicMessage()).isEqualTo("the memory was not found");
    }
  }

  @Test
  void aFailureThatConcernsTheInsideIsNotTold() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      ServiceException failure =
          failure(() -> port.memories().deleteMemory(DeleteMemoryRequest.getDefaultInstance()));

      assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
      assertThat(failure.publicMessage()).isEqualTo("the request failed unexpectedly");
    }
  }

  @Test
  void aServiceThatIsGoneIsUnavailable() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      port.service.close();

      ServiceException failure = failure(() -> port.memories().addMemory(adding("a")));

      assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(failure.publicMessage()).doesNotContain("127.0.0.1");
    }
  }

  @Test
  void theClientsDeadlineHoldsInside() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      port.memories().withDeadlineAfter(5, TimeUnit.SECONDS).addMemory(adding("a"));
      port.memories().addMemory(adding("b"));

      assertThat(remaining(arrival(port))).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
      assertThat(remaining(arrival(port))).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(10));
    }
  }

  @Test
  void aCallWithoutADeadlineGetsOne() throws Exception {
    try (PublicPort port = new PublicPort(Map.of(), Duration.ofMillis(200))) {
      ServiceException failure =
          failure(() -> port.memories().searchMemories(SearchMemoriesRequest.getDefaultInstance()));

      assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void aCallThatTheClientCancelsIsCancelledInside() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      ClientCall<SearchMemoriesRequest, SearchMemoriesResponse> call = search(port);
      arrival(port);

      call.cancel("changed my mind", null);

      assertThat(port.service.cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aMessageNearTheLimitPasses() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      AddMemoryRequest large = adding("x".repeat((8 << 20) - 100));

      assertThat(port.memories().addMemory(large)).isEqualTo(large.getMemory());
    }
  }

  @Test
  void aMessageBeyondTheLimitIsRefused() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      StatusRuntimeException refusal =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () -> port.memories().addMemory(adding("x".repeat(8 << 20))));

      assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }
  }

  @Test
  void moreCallsThanAllowedAreRefusedUntilOneEnds() throws Exception {
    try (PublicPort port = new PublicPort(Map.of("max-calls", "1"), LONG)) {
      ClientCall<SearchMemoriesRequest, SearchMemoriesResponse> running = search(port);
      arrival(port);

      ServiceException refusal = failure(() -> port.memories().addMemory(adding("a")));
      running.cancel("make room", null);

      assertThat(refusal.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
      await()
          .atMost(LONG)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(port.memories().addMemory(adding("a"))).isNotNull());
    }
  }

  @Test
  void aTenantHasHalfOfTheCallsAndLeavesTheOthersToOthers() throws Exception {
    try (PublicPort port = new PublicPort(Map.of("max-calls", "2"), LONG)) {
      ClientCall<SearchMemoriesRequest, SearchMemoriesResponse> running = search(port);
      arrival(port);

      ServiceException refusal = failure(() -> port.memories().addMemory(adding("a")));
      Memory others = port.othersMemories().addMemory(adding("b"));
      running.cancel("make room", null);

      assertThat(refusal.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
      assertThat(refusal.publicMessage()).contains("1 requests under way");
      assertThat(refusal.retryAfter()).isPresent();
      assertThat(others).isNotNull();
      await()
          .atMost(LONG)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(port.memories().addMemory(adding("a"))).isNotNull());
    }
  }

  // A service's breaker waits for what has begun to end.
  @Test
  void aCallThatIsNotLetInDoesNotBeginInside() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      port.lettingIn.set(false);

      ServiceException refusal = failure(() -> port.memories().addMemory(adding("a")));

      assertThat(refusal.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
      assertThat(port.begunInside).hasValue(0);
    }
  }

  @Test
  void aCallWhoseKeyWasRevokedWhileItWaitedDoesNotBeginInside() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      port.known.set(false);

      ServiceException refusal = failure(() -> port.memories().addMemory(adding("a")));

      assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
      assertThat(port.begunInside).hasValue(0);
    }
  }

  @Test
  void anAnswerThatTheCallerMayNotHaveAnyMoreDoesNotGoOut() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      port.delivering.set(false);

      ServiceException refusal = failure(() -> port.memories().addMemory(adding("a")));

      assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
      assertThat(port.begunInside).hasValue(1);
    }
  }

  @Test
  void aCallWithoutARequestIsRefused() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      Ending ending = new Ending();
      ClientCall<SearchMemoriesRequest, SearchMemoriesResponse> call = silent(port, ending);
      call.halfClose();

      assertThat(ending.get().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(ending.get().getDescription()).isEqualTo("the call holds no request");
      assertThat(port.begunInside).hasValue(0);
    }
  }

  @Test
  void aRequestThatDoesNotComeLeavesItsPlace() throws Exception {
    try (PublicPort port = new PublicPort(Map.of("max-calls", "1"), Duration.ofMillis(500))) {
      Ending ending = new Ending();
      silent(port, ending);

      assertThat(ending.get().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(ending.get().getDescription()).isEqualTo("the request did not arrive");
      await()
          .atMost(LONG)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(port.memories().addMemory(adding("a"))).isNotNull());
    }
  }

  @Test
  void aStreamGoesBothWays() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      Replies replies = new Replies();
      ClientCall<byte[], byte[]> call =
          port.alice(new Metadata())
              .newCall(
                  FixtureService.stream("Echo", MethodType.BIDI_STREAMING), CallOptions.DEFAULT);
      call.start(replies, new Metadata());
      call.request(10);

      call.sendMessage(bytes("one"));
      String first = replies.next();
      call.sendMessage(bytes("two"));
      call.halfClose();

      assertThat(first).isEqualTo("one");
      assertThat(replies.next()).isEqualTo("two");
      await().atMost(LONG).untilAtomic(replies.ended, s -> assertThat(s).isEqualTo(Status.OK));
      assertThat(arrival(port).deadline()).isNull();
    }
  }

  @Test
  void aSlowReaderSlowsTheServiceDown() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      Replies replies = new Replies();
      ClientCall<byte[], byte[]> call =
          port.alice(new Metadata())
              .newCall(
                  FixtureService.stream("Pour", MethodType.SERVER_STREAMING), CallOptions.DEFAULT);
      call.start(replies, new Metadata());
      call.sendMessage(new byte[4096]);
      call.halfClose();

      call.request(1);
      await()
          .atMost(LONG)
          .during(Duration.ofSeconds(1))
          .until(port.service.poured::get, new Unchanged()::test);
      int pouredWhileWaiting = port.service.poured.get();
      call.request(FixtureService.POURED);

      assertThat(pouredWhileWaiting).isPositive().isLessThan(FixtureService.POURED / 2);
      await().atMost(LONG).untilAtomic(replies.ended, s -> assertThat(s).isEqualTo(Status.OK));
      assertThat(replies.messages).hasSize(FixtureService.POURED);
    }
  }

  @Test
  void theRequestIdAndTheTraceAreTheClients() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      Metadata sent = new Metadata();
      sent.put(ProxyMetadata.REQUEST_ID, "req-7");
      sent.put(text("traceparent"), "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
      AtomicReference<Metadata> headers = new AtomicReference<>();
      AtomicReference<Metadata> trailers = new AtomicReference<>();
      Channel channel =
          ClientInterceptors.intercept(
              port.alice(sent), MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));

      MemoryServiceGrpc.newBlockingStub(channel).addMemory(adding("a"));

      assertThat(arrival(port).headers().get(ProxyMetadata.REQUEST_ID)).isEqualTo("req-7");
      assertThat(Optional.ofNullable(headers.get()))
          .hasValueSatisfying(h -> assertThat(h.get(ProxyMetadata.REQUEST_ID)).isEqualTo("req-7"));
      assertThat(port.trace.get()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "has space", "a\u007fb"})
  void aRequestIdThatCannotBeLoggedIsReplaced(String id) throws Exception {
    try (PublicPort port = PublicPort.open()) {
      Metadata sent = new Metadata();
      sent.put(ProxyMetadata.REQUEST_ID, id);

      MemoryServiceGrpc.newBlockingStub(port.alice(sent)).addMemory(adding("a"));

      assertThat(arrival(port).headers().get(ProxyMetadata.REQUEST_ID))
          .isNotEqualTo(id)
          .hasSize(36);
    }
  }

  @Test
  void callsAreCountedByMethodAndOutcome() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      port.memories().addMemory(adding("a"));
      failure(() -> port.memories().getMemory(GetMemoryRequest.getDefaultInstance()));

      assertThat(count(port, "AddMemory", Status.Code.OK)).isOne();
      assertThat(count(port, "GetMemory", Status.Code.INVALID_ARGUMENT)).isOne();
    }
  }

  @Test
  void anInternalMethodIsUnknownLikeOneThatDoesNotExist() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      AccessServiceGrpc.AccessServiceBlockingStub internal =
          AccessServiceGrpc.newBlockingStub(port.alice(new Metadata()));

      ServiceException refusal =
          failure(() -> internal.authenticate(AuthenticateRequest.getDefaultInstance()));
      ServiceException unknown =
          failure(
              () ->
                  ClientCalls.blockingUnaryCall(
                      port.alice(new Metadata()),
                      FixtureService.stream("Nothing", MethodType.UNARY),
                      CallOptions.DEFAULT,
                      new byte[0]));

      assertThat(refusal.code()).isEqualTo(ErrorCode.UNIMPLEMENTED);
      assertThat(refusal.publicMessage())
          .isEqualTo(
              "there is no public method mnemon.governance.v1.AccessService/Authenticate: gRPC"
                  + " reflection lists those that there are");
      assertThat(unknown.code()).isEqualTo(ErrorCode.UNIMPLEMENTED);
      assertThat(unknown.publicMessage()).startsWith("there is no public method " + "mnemon.");
    }
  }

  @Test
  void aTakenPortIsToldWithWhatToDo() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      String port = Integer.toString(taken.getLocalPort());

      Throwable failure =
          catchThrowableOfType(
              RuntimeException.class,
              () -> new PublicPort(Map.of("port", port, "host", "0.0.0.0"), LONG).close());

      assertThat(failure).hasMessageContaining(port).hasMessageContaining("MNEMON_GRPC_PORT");
    }
  }

  private static AddMemoryRequest adding(String content) {
    return AddMemoryRequest.newBuilder()
        .setMemory(Memory.newBuilder().setLayer("user").setContent(content))
        .build();
  }

  /** Begins a search without its request; of a unary call nothing is sent before its request. */
  private static ClientCall<SearchMemoriesRequest, SearchMemoriesResponse> silent(
      PublicPort port, Ending ending) {
    ClientCall<SearchMemoriesRequest, SearchMemoriesResponse> call =
        port.alice(new Metadata())
            .newCall(
                MemoryServiceGrpc.getSearchMemoriesMethod().toBuilder()
                    .setType(MethodType.BIDI_STREAMING)
                    .build(),
                CallOptions.DEFAULT);
    call.start(ending, new Metadata());
    call.request(1);
    return call;
  }

  /** How a call ends. */
  private static final class Ending extends ClientCall.Listener<SearchMemoriesResponse> {
    private final CompletableFuture<Status> status = new CompletableFuture<>();

    @Override
    public void onClose(Status ended, Metadata trailers) {
      status.complete(ended);
    }

    Status get() throws Exception {
      return status.get(30, TimeUnit.SECONDS);
    }
  }

  /** Begins a search, which the fixture never answers. */
  private static ClientCall<SearchMemoriesRequest, SearchMemoriesResponse> search(PublicPort port) {
    ClientCall<SearchMemoriesRequest, SearchMemoriesResponse> call =
        port.alice(new Metadata())
            .newCall(MemoryServiceGrpc.getSearchMemoriesMethod(), CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.sendMessage(SearchMemoriesRequest.getDefaultInstance());
    call.halfClose();
    return call;
  }

  private static FixtureService.Arrival arrival(PublicPort port) throws InterruptedException {
    FixtureService.Arrival arrival = port.service.arrivals.poll(30, TimeUnit.SECONDS);
    assertThat(arrival).as("a call that arrived").isNotNull();
    return arrival;
  }

  private static Duration remaining(FixtureService.Arrival arrival) {
    assertThat(arrival.deadline()).isNotNull();
    return Duration.ofMillis(arrival.deadline().timeRemaining(TimeUnit.MILLISECONDS));
  }

  private static ServiceException failure(ThrowingCallable call) {
    return GrpcErrors.ofGrpc(catchThrowableOfType(StatusRuntimeException.class, call));
  }

  private static long count(PublicPort port, String method, Status.Code code) {
    return port.meters
        .get("mnemon.requests")
        .tag("edge", "grpc")
        .tag("method", method)
        .tag("status", Integer.toString(code.value()))
        .timer()
        .count();
  }

  private static Metadata.Key<String> text(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Holds while a number stays what it was first seen as, once it has moved from zero. */
  private static final class Unchanged {
    private int last;

    boolean test(int now) {
      boolean same = now > 0 && now == last;
      last = now;
      return same;
    }
  }

  /** What came back on a stream. */
  private static final class Replies extends ClientCall.Listener<byte[]> {
    final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    final AtomicReference<Status> ended = new AtomicReference<>();

    @Override
    public void onMessage(byte[] message) {
      messages.add(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      ended.set(status);
    }

    String next() throws InterruptedException {
      byte[] message = messages.poll(30, TimeUnit.SECONDS);
      assertThat(message).as("a reply").isNotNull();
      return new String(message, StandardCharsets.UTF_8);
    }
  }
}
