package io.mnemon.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ServerHealthTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @ParameterizedTest
  @ValueSource(strings = {"", MemoryServiceGrpc.SERVICE_NAME})
  void thePortServesWhileThePlatformIsReady(String service) throws Exception {
    try (PublicPort port = new PublicPort(Map.of("health-interval", "10ms"), LONG)) {
      Iterator<HealthCheckResponse> watch =
          HealthGrpc.newBlockingStub(port.anonymous()).watch(of(service));
      await().atMost(LONG).until(() -> status(port, service) == ServingStatus.SERVING);

      port.ready.set(false);

      await().atMost(LONG).until(() -> status(port, service) == ServingStatus.NOT_SERVING);
      await().atMost(LONG).until(() -> watch.next().getStatus() == ServingStatus.NOT_SERVING);
    }
  }

  @Test
  void anUnknownServiceHasNoHealth() throws Exception {
    try (PublicPort port = PublicPort.open()) {
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> status(port, "mnemon.governance.v1.AccessService"))
          .extracting(e -> e.getStatus().getCode())
          .isEqualTo(Status.Code.NOT_FOUND);
    }
  }

  private static ServingStatus status(PublicPort port, String service) {
    return HealthGrpc.newBlockingStub(port.anonymous()).check(of(service)).getStatus();
  }

  private static HealthCheckRequest of(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }
}
