package io.mnemon.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.BatchAddMemoriesRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.gateway.fixture.ServicesResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The public port as the platform opens it. */
@QuarkusTest
@QuarkusTestResource(ServicesResource.class)
class PublicPortWiringTest {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @Inject
  @SuppressWarnings("NullAway.Init")
  PublicServer server;

  @SuppressWarnings("NullAway.Init")
  private ManagedChannel channel;

  @BeforeEach
  void connect() {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  @Test
  void aKeyOfGovernanceOpensThePort() {
    Memory answer = as("alice", new Metadata()).addMemory(adding());

    assertThat(answer.getContent()).isEqualTo("likes tea");
    assertThat(answer.getNearDuplicatesList()).contains("caller=alice");
  }

  @Test
  void theRequestIdAndTheTraceReachTheService() {
    Metadata headers = new Metadata();
    headers.put(ProxyMetadata.REQUEST_ID, "r-1");
    headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), TRACE);

    Memory answer = as("alice", headers).addMemory(adding());

    assertThat(answer.getNearDuplicatesList())
        .contains("request=r-1")
        .anySatisfy(line -> assertThat(line).contains("0af7651916cd43dd8448eb211c80319c"));
  }

  @Test
  void whatAKeyMayNotDoIsDeniedInside() {
    StatusRuntimeException denied =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> as("reader", new Metadata()).addMemory(adding()));

    assertThat(denied.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(
            as("reader", new Metadata())
                .searchMemories(SearchMemoriesRequest.newBuilder().setQuery("tea").build())
                .getRecallId())
        .contains("tea");
  }

  @Test
  void aMessageOfCountlessFieldsIsRefusedBeforeItIsRead() {
    BatchAddMemoriesRequest countless =
        BatchAddMemoriesRequest.newBuilder()
            .addAllMemories(Collections.nCopies(500_001, Memory.getDefaultInstance()))
            .build();

    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> as("alice", new Metadata()).batchAddMemories(countless));

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused.getStatus().getDescription()).contains("more than 500000 fields");
  }

  @Test
  void anUnknownKeyIsRefused() {
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> as("mallory", new Metadata()).addMemory(adding()));

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void thePortServesWhenThePlatformIsReady() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                HealthGrpc.newBlockingStub(channel)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus()
                    == ServingStatus.SERVING);
  }

  private MemoryServiceGrpc.MemoryServiceBlockingStub as(String key, Metadata more) {
    Metadata headers = new Metadata();
    headers.put(ProxyMetadata.AUTHORIZATION, "Bearer " + key);
    headers.merge(more);
    Channel authorized =
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    return MemoryServiceGrpc.newBlockingStub(authorized);
  }

  private static AddMemoryRequest adding() {
    return AddMemoryRequest.newBuilder()
        .setMemory(Memory.newBuilder().setLayer("user").setContent("likes tea"))
        .build();
  }
}
