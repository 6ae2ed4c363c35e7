package io.mnemon.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.storage.ControlSession;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class ReadinessTest {
  @Inject
  @ConfigProperty(name = "quarkus.http.test-port")
  int port;

  @Test
  void theServiceIsReadyWhenItsRecordAnswers() throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                  .build(),
              BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("governance-postgres");
    }
  }

  @Test
  void theServiceIsNotReadyWhenNobodyAnswers() {
    PGSimpleDataSource nobody = new PGSimpleDataSource();
    nobody.setUrl("jdbc:postgresql://127.0.0.1:1/mnemon");
    ControlSession control = new ControlSession(nobody, 1, Duration.ofSeconds(1));

    HealthCheckResponse answer = new PostgresReadiness(control).call();

    assertThat(answer.getName()).isEqualTo("governance-postgres");
    assertThat(answer.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
  }
}
