package io.mnemon.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.GetMemoryRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.calls.CallLimits;
import io.mnemon.calls.ServiceChannel;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.contract.PublicMethods;
import io.mnemon.gateway.fixture.HeapServices;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.test.FakeClock;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServicesTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Caller ALICE = Caller.service("alice");
  private static final int MAX_BYTES = 1 << 20;
  private static final CallLimits LIMITS =
      new CallLimits(
          Duration.ofSeconds(3),
          10,
          3,
          20,
          Duration.ofSeconds(10),
          Duration.ofSeconds(2),
          20,
          Duration.ofMillis(500),
          Duration.ofSeconds(1));

  private final PublicMethod get = PublicMethods.ofContract().byName("GetMemory");
  private final PublicMethod search = PublicMethods.ofContract().byName("SearchMemories");
  private final FakeClock clock = FakeClock.at("2026-05-01T12:00:00Z");
  private final AtomicLong nanos = new AtomicLong();
  private final InternalTokens tokens =
      new InternalTokens(
          List.of(Base64.getEncoder().encodeToString(new byte[32])), clock, Duration.ofSeconds(60));

  @SuppressWarnings("NullAway.Init")
  private HeapServices behind;

  @SuppressWarnings("NullAway.Init")
  private Services services;

  @BeforeEach
  void start() throws IOException {
    behind = new HeapServices(tokens);
    services =
        new Services(
            Map.of(
                "memory",
                new ServiceChannel(
                    "memory",
                    behind.target(),
                    MAX_BYTES,
                    LIMITS,
                    List.of(MemoryServiceGrpc.getServiceDescriptor()))),
            new TokenCache(tokens, nanos::get),
            new CallTracing(OpenTelemetry.noop())::interceptCall,
            DEADLINE,
            Duration.ofMinutes(1));
  }

  @AfterEach
  void stop() {
    services.close();
    behind.close();
  }

  @Test
  void aCallIsAnswered() {
    assertThat(get("m1")).isEqualTo(Memory.newBuilder().setId("m1").setVersion(3).build());
  }

  @Test
  void aServiceThatComesBackIsFoundAtOnce() throws IOException {
    int port = Integer.parseInt(behind.target().split(":")[1]);
    get("m1");
    behind.close();
    await()
        .untilAsserted(
            () ->
                assertThatExceptionOfType(ServiceException.class)
                    .isThrownBy(() -> get("m1"))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE)));

    behind = new HeapServices(tokens, port);

    await()
        .atMost(Duration.ofSeconds(5))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(get("m1")).isNotNull());
  }

  @Test
  void aTokenIsRenewedBeforeItExpires() {
    get("m1");
    clock.advance(Duration.ofSeconds(31));
    nanos.addAndGet(Duration.ofSeconds(31).toNanos());
    get("m1");
    clock.advance(Duration.ofSeconds(31));

    assertThat(get("m1")).isNotNull();
  }

  @Test
  void aCallThatTakesLongerThanWhatIsLeftToItsRequestIsGivenUp() {
    SearchMemoriesRequest slow = SearchMemoriesRequest.newBuilder().setQuery("slow").build();
    CallTerms terms = new CallTerms(DEADLINE.minusMillis(50), Optional.empty());
    // Connecting is none of the time.
    assertThat(get("m1")).isNotNull();

    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> services.call(search, ALICE, slow, terms))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
  }

  @Test
  void aServiceThatThisPlatformLacksIsNotImplemented() {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> services.channel("governance", ALICE))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNIMPLEMENTED));
  }

  private Message get(String id) {
    return services.call(
        get, ALICE, GetMemoryRequest.newBuilder().setId(id).build(), CallTerms.none());
  }
}
