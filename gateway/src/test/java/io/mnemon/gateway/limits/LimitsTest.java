package io.mnemon.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.embedded.TestStores;
import io.mnemon.gateway.fixture.HttpGateway;
import io.mnemon.gateway.fixture.Reply;
import io.mnemon.gateway.fixture.ServicesResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Limits over the edges of a gateway with real buckets in Redis, for subjects of each test's own.
 */
@QuarkusTest
@TestProfile(LimitsTest.Small.class)
@QuarkusTestResource(ServicesResource.class)
class LimitsTest {
  private static final int MANY = 60;

  @TestHTTPResource("/")
  @SuppressWarnings("NullAway.Init")
  URI base;

  @ConfigProperty(name = "mnemon.gateway.grpc.port")
  int grpcPort;

  @SuppressWarnings("NullAway.Init")
  private HttpGateway gateway;

  /** Limits that a test reaches. */
  public static final class Small implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "mnemon.redis.url", TestStores.shared().redisUrl(),
          "mnemon.gateway.grpc.port", Integer.toString(freePort()),
          "mnemon.gateway.limits.redis.timeout", "5s",
          "mnemon.gateway.limits.subject.requests-per-second", "1",
          "mnemon.gateway.limits.subject.requests-burst", "5",
          "mnemon.gateway.limits.subject.memories-per-second", "1",
          "mnemon.gateway.limits.subject.memories-burst", "50",
          "mnemon.gateway.limits.strangers.wrong-keys-per-second", "1",
          "mnemon.gateway.limits.strangers.wrong-keys-burst", "3");
    }

    private static int freePort() {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        throw new IllegalStateException("no port is free", e);
      }
    }
  }

  @BeforeEach
  void connect() {
    gateway = new HttpGateway(base);
  }

  private Reply search(String user) {
    return gateway.post(
        "/v1/memories/search", "{\"query\": \"tea\", \"scope\": {\"user\": \"" + user + "\"}}");
  }

  private static Reply first(int status, Supplier<Reply> call) {
    return Stream.generate(call)
        .limit(MANY)
        .filter(reply -> reply.status() == status)
        .findFirst()
        .orElseThrow(() -> new AssertionError("none of " + MANY + " answers was a " + status));
  }

  @Test
  void everyAnswerTellsHowFarTheLimitIs() {
    Reply reply = search("ann");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("RateLimit-Limit")).isEqualTo("5");
    assertThat(reply.header("RateLimit-Remaining")).isEqualTo("4");
    assertThat(reply.header("RateLimit-Reset")).isEqualTo("1");
  }

  @Test
  void whatExceedsARateIsRefusedAndToldWhenToComeBack() {
    Reply refused = first(429, () -> search("bob"));

    refused.isProblem(429, "resource-exhausted");
    assertThat(refused.text("detail"))
        .isEqualTo("this subject may send 1 requests a second: try again in a second");
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(refused.header("RateLimit-Limit")).isEqualTo("5");
    assertThat(refused.header("RateLimit-Remaining")).isEqualTo("0");
    assertThat(refused.header("RateLimit-Reset")).matches("[45]");
    assertThat(search("carol").status()).as("somebody else").isEqualTo(200);
  }

  @Test
  void ofARefusedBatchNothingGoesInside() {
    String batch = batch("dora", 40);
    String first = first(200, () -> gateway.post("/v1/memories:batch", batch)).body();

    Reply refused = gateway.post("/v1/memories:batch", batch);
    Reply next = gateway.post("/v1/memories:batch", batch("eve", 1));

    refused.isProblem(429, "resource-exhausted");
    assertThat(refused.text("detail")).contains("this subject may add 1 memories a second");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 30);
    assertThat(number(next.body())).isEqualTo(number(first) + 1);
  }

  @Test
  void aBatchThatCanNeverPassIsNotToldToComeBack() {
    Reply refused = gateway.post("/v1/memories:batch", batch("fay", 51));

    refused.isProblem(400, "invalid-argument");
    refused.names("memories", "at most 50 at once");
    assertThat(refused.header("Retry-After")).isEmpty();
  }

  private static String batch(String user, int size) {
    String memory =
        "{\"layer\": \"user\", \"content\": \"x\", \"scope\": {\"user\": \"" + user + "\"}}";
    return "{\"memories\": ["
        + String.join(",", java.util.Collections.nCopies(size, memory))
        + "]}";
  }

  /** The how-manieth batch the service has seen, as it says itself. */
  private static int number(String body) {
    return Integer.parseInt(body.replaceAll("(?s).*?batch=(\\d+).*", "$1"));
  }

  @Test
  void overMcpTheRefusalIsAnErrorOfTheCallAndOfHttp() {
    String call =
        """
        {"jsonrpc": "2.0", "id": 7, "method": "tools/call",
         "params": {"name": "memory_search", "arguments": {"query": "tea", "user": "gil"}}}
        """;

    Reply refused = first(429, () -> gateway.post("/mcp", call));

    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(refused.header("RateLimit-Remaining")).isEqualTo("0");
    assertThat(refused.json().path("id").asInt()).isEqualTo(7);
    assertThat(refused.json().at("/error/code").asInt()).isEqualTo(-32005);
    assertThat(refused.json().at("/error/message").asText()).contains("this subject may send");
    assertThat(refused.json().at("/error/data/code").asText()).isEqualTo("RESOURCE_EXHAUSTED");
    assertThat(refused.json().at("/error/data/retry_after_ms").asInt()).isBetween(1, 1000);
  }

  @Test
  void overGrpcTheRefusalCarriesRetryInfo() throws InvalidProtocolBufferException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", grpcPort).usePlaintext().build();
    try {
      Metadata headers = new Metadata();
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer alice");
      var memories =
          MemoryServiceGrpc.newBlockingStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
      SearchMemoriesRequest search =
          SearchMemoriesRequest.newBuilder()
              .setQuery("tea")
              .setScope(Scope.newBuilder().setUser("hal"))
              .build();

      StatusRuntimeException refused = refused(memories, search);

      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(refused.getStatus().getDescription()).contains("this subject may send");
      RetryInfo retry = null;
      for (var detail :
          Objects.requireNonNull(StatusProto.fromThrowable(refused)).getDetailsList()) {
        if (detail.is(RetryInfo.class)) {
          retry = detail.unpack(RetryInfo.class);
        }
      }
      assertThat(retry).isNotNull();
      assertThat(retry.getRetryDelay().getSeconds()).isBetween(0L, 1L);
    } finally {
      channel.shutdownNow();
    }
  }

  private static StatusRuntimeException refused(
      MemoryServiceGrpc.MemoryServiceBlockingStub memories, SearchMemoriesRequest search) {
    for (int i = 0; i < MANY; i++) {
      try {
        assertThat(memories.searchMemories(search).getRecallId()).contains("tea");
      } catch (StatusRuntimeException e) {
        return e;
      }
    }
    throw new AssertionError("none of " + MANY + " calls was refused");
  }

  @Test
  void guessingKeysIsNotFree() {
    assertThat(search("jon").status()).isEqualTo(200);
    int[] guess = new int[1];
    Supplier<Reply> guessing =
        () ->
            gateway.sendJson(
                "POST",
                "/v1/memories/search",
                "{}",
                Map.of("Authorization", "Bearer guess" + guess[0]++));
    guessing.get().isProblem(401, "unauthenticated");

    Reply refused = first(429, guessing);

    refused.isProblem(429, "resource-exhausted");
    assertThat(refused.text("detail")).contains("too many wrong keys came from this address");
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(search("jon").status()).as("a key that was good before").isEqualTo(200);
    assertThat(gateway.get("/health/live").status()).isEqualTo(200);
    assertThat(gateway.get("/openapi").status()).isEqualTo(200);
  }

  @Test
  void refusalsAreCountedByLimit() {
    first(429, () -> search("ida"));

    assertThat(gateway.get("/metrics").body())
        .contains("mnemon_limits_refused_total{limit=\"requests\",of=\"subject\"}");
  }
}
