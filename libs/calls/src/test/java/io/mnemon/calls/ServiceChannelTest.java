package io.mnemon.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.GetMemoryRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import io.mnemon.api.memory.v1.MemoryServiceGrpc.MemoryServiceBlockingStub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ServiceChannelTest {
  private static final int WINDOW = 4;
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(100);

  private final List<AutoCloseable> open = new ArrayList<>();

  // A machine may be busy with other things.
  @BeforeAll
  static void bePatient() {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
  }

  @AfterAll
  static void beAsBefore() {
    Awaitility.reset();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private StandIn standIn(String name, int port) throws IOException {
    StandIn service = new StandIn(name, port);
    open.add(service);
    return service;
  }

  private ServiceChannel channel(String target, Duration patience, Duration silence) {
    CallLimits limits =
        new CallLimits(
            patience,
            1,
            3,
            20,
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            WINDOW,
            SHORT,
            silence);
    ServiceChannel channel =
        new ServiceChannel(
            "memory", target, 1 << 20, limits, List.of(MemoryServiceGrpc.getServiceDescriptor()));
    open.add(channel);
    return channel;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Memory get(ServiceChannel channel, String wish, Duration deadline) {
    try {
      return stub(channel, deadline).getMemory(GetMemoryRequest.newBuilder().setId(wish).build());
    } catch (StatusRuntimeException e) {
      throw channel.failure(e);
    }
  }

  private static Memory add(ServiceChannel channel, String wish) {
    try {
      return stub(channel, LONG)
          .addMemory(
              AddMemoryRequest.newBuilder()
                  .setMemory(Memory.newBuilder().setContent(wish))
                  .build());
    } catch (StatusRuntimeException e) {
      throw channel.failure(e);
    }
  }

  private static MemoryServiceBlockingStub stub(ServiceChannel channel, Duration deadline) {
    return MemoryServiceGrpc.newBlockingStub(channel.channel())
        .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static ErrorCode failure(Runnable call) {
    ServiceException failure = catchThrowableOfType(ServiceException.class, call::run);
    assertThat(failure).isNotNull();
    return failure.code();
  }

  private InProcess offered(String name, StandIn service, ServerInterceptor... door) {
    InProcess offered = new InProcess(name, List.of(service), List.of(door));
    open.add(offered);
    return offered;
  }

  private static ServerInterceptor noting(String name, List<String> passed) {
    return new ServerInterceptor() {
      @Override
      public <Q, A> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        passed.add(name);
        return next.startCall(call, headers);
      }
    };
  }

  @Test
  void aServiceOfThisProcessIsCalledAsAnyOther() throws IOException {
    StandIn service = standIn("one", 0);
    List<String> passed = new ArrayList<>();
    var unused = offered("as any other", service, noting("outer", passed), noting("inner", passed));
    ServiceChannel channel = channel("in-process:as any other", LONG, LONG);

    assertThat(get(channel, "break once", LONG).getId()).isEqualTo("one");
    assertThat(failure(() -> get(channel, "refuse", LONG))).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(failure(() -> get(channel, "silence", SHORT)))
        .isEqualTo(ErrorCode.DEADLINE_EXCEEDED);

    // Two to get an answer, three to be refused, one in vain.
    assertThat(service.calls).hasValue(6);
    assertThat(passed).startsWith("outer", "inner", "outer", "inner").hasSize(12);
  }

  @Test
  void whoCallsAServiceOfThisProcessWaitsUntilItIsOffered() throws IOException {
    StandIn service = standIn("late", 0);
    ServiceChannel channel = channel("in-process:late", LONG, LONG);
    CompletableFuture<Memory> answer =
        CompletableFuture.supplyAsync(() -> get(channel, "late", LONG));

    var unused = offered("late", service);

    assertThat(answer.orTimeout(1, TimeUnit.MINUTES).join().getId()).isEqualTo("late");
  }

  @Test
  void aServiceThatThisProcessDoesNotOfferIsUnavailable() {
    ServiceChannel channel = channel("in-process:nobody", SHORT, LONG);

    assertThat(failure(() -> get(channel, "anything", LONG))).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void whatChangesNothingIsTriedAgain() throws IOException {
    StandIn service = standIn("one", 0);

    Memory answer = get(channel(service.address(), LONG, LONG), "break once", LONG);

    assertThat(answer.getId()).isEqualTo("one");
    assertThat(service.calls).hasValue(2);
  }

  @Test
  void whatMayHaveChangedSomethingIsNotTriedAgain() throws IOException {
    StandIn service = standIn("one", 0);
    ServiceChannel channel = channel(service.address(), LONG, LONG);

    assertThat(failure(() -> add(channel, "break once"))).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(service.calls).hasValue(1);
  }

  @Test
  void aWriteWaitsForAServiceThatStarts() throws Exception {
    int port = freePort();
    ServiceChannel channel = channel("127.0.0.1:" + port, LONG, LONG);

    CompletableFuture<Memory> added = CompletableFuture.supplyAsync(() -> add(channel, "x"));
    standIn("late", port);

    assertThat(added.get(1, TimeUnit.MINUTES).getId()).isEqualTo("late");
  }

  @Test
  void whoWaitsInVainHearsThatTheServiceIsNotReachable() throws IOException {
    ServiceChannel channel = channel("127.0.0.1:" + freePort(), SHORT, LONG);

    assertThat(failure(() -> get(channel, "x", LONG))).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void onlySoManyWait() throws Exception {
    ServiceChannel channel = channel("127.0.0.1:" + freePort(), LONG, LONG);
    var cancellable = Context.current().withCancellation();
    Runnable waiting = () -> get(channel, "x", LONG);
    CompletableFuture<Void> first = CompletableFuture.runAsync(cancellable.wrap(waiting));
    // The first one takes the only place; whoever comes then fails at once.
    await().until(() -> failure(() -> get(channel, "y", SHORT)) == ErrorCode.UNAVAILABLE);

    cancellable.cancel(null);

    await().until(first::isDone);
    assertThat(first).isCompletedExceptionally();
  }

  @Test
  void aServiceThatDoesNotAnswerIsLeftAloneAndTriedAgain() throws Exception {
    StandIn service = standIn("one", 0);
    ServiceChannel channel = channel(service.address(), LONG, Duration.ofMillis(1));
    for (int i = 0; i < WINDOW; i++) {
      failure(() -> get(channel, "silence", SHORT));
    }
    int before = service.calls.get();

    assertThat(failure(() -> add(channel, "silence"))).isEqualTo(ErrorCode.UNAVAILABLE);

    assertThat(service.calls).hasValue(before);
    await().ignoreExceptions().until(() -> get(channel, "x", LONG).getId().equals("one"));
  }

  @Test
  void aLongCallThatFindsTheServiceBackKeepsNobodyOut() throws Exception {
    int port = freePort();
    ServiceChannel channel = channel("127.0.0.1:" + port, LONG, LONG);
    for (int i = 0; i < WINDOW; i++) {
      failure(() -> get(channel, "x", SHORT));
    }
    StandIn service = standIn("back", port);

    List<CompletableFuture<Void>> longCalls = new ArrayList<>();
    await()
        .until(
            () -> {
              longCalls.add(CompletableFuture.runAsync(() -> get(channel, "silence", LONG)));
              return service.calls.get() > 0;
            });

    assertThat(get(channel, "x", LONG).getId()).isEqualTo("back");
    assertThat(longCalls).anyMatch(call -> !call.isDone());
  }

  @Test
  void aSlowMethodClosesNoWayWhileOthersAnswer() throws IOException {
    StandIn service = standIn("one", 0);
    ServiceChannel channel = channel(service.address(), LONG, LONG);
    get(channel, "x", LONG);
    for (int i = 0; i < 2 * WINDOW; i++) {
      assertThat(failure(() -> get(channel, "silence", SHORT)))
          .isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    assertThat(get(channel, "x", LONG).getId()).isEqualTo("one");
  }

  @Test
  void whenAServiceWasNotReachableIsKnown() throws Exception {
    int port = freePort();
    ServiceChannel channel = channel("127.0.0.1:" + port, LONG, LONG);
    long before = System.nanoTime();
    CompletableFuture<Memory> waiting =
        CompletableFuture.supplyAsync(() -> get(channel, "x", LONG));
    await().until(() -> channel.isFailingSince(before));

    standIn("late", port);
    waiting.get(1, TimeUnit.MINUTES);

    assertThat(channel.isFailingSince(before)).isTrue();
    await().until(() -> !channel.isFailingSince(System.nanoTime()));
  }

  @Test
  void whenAServiceDidNotServeIsKnown() throws IOException {
    StandIn service = standIn("one", 0);
    ServiceChannel channel = channel(service.address(), LONG, LONG);
    get(channel, "x", LONG);
    long before = System.nanoTime();
    assertThat(channel.isFailingSince(before)).isFalse();

    channel.reportServing(false);
    assertThat(channel.isFailingSince(System.nanoTime())).isTrue();

    channel.reportServing(true);
    assertThat(channel.isFailingSince(before)).isTrue();
    assertThat(channel.isFailingSince(System.nanoTime() + 1)).isFalse();
  }

  @Test
  void aRefusalWithAReasonIsAnAnswer() throws IOException {
    StandIn service = standIn("one", 0);
    ServiceChannel channel = channel(service.address(), LONG, LONG);
    for (int i = 0; i < 2 * WINDOW; i++) {
      assertThat(failure(() -> add(channel, "refuse"))).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    assertThat(get(channel, "x", LONG).getId()).isEqualTo("one");
  }

  @Test
  void everyListedAddressIsCalledAndOneThatLeavesIsNot() throws Exception {
    StandIn one = standIn("one", 0);
    StandIn other = standIn("other", 0);
    ServiceChannel channel = channel(one.address() + "," + other.address(), LONG, LONG);
    Set<String> heard = new HashSet<>();
    await()
        .until(
            () -> {
              heard.add(get(channel, "x", LONG).getId());
              return heard.equals(Set.of("one", "other"));
            });

    other.health.setStatus("", ServingStatus.NOT_SERVING);

    await()
        .until(
            () -> {
              int before = other.calls.get();
              for (int i = 0; i < 4; i++) {
                get(channel, "x", LONG);
              }
              return other.calls.get() == before;
            });
  }
}
