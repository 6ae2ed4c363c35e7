package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What one gateway has acknowledged to be revoked, no other answers, even one that stood still. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SplitRevocationIT {
  private static final int ROUNDS = 10;
  private static final int WAITING = 8;

  private SecondGateway second;
  private Http first;
  private Control admin;

  @BeforeAll
  void anotherGateway() {
    assumeTrue(Shape.current() == Shape.SPLIT, "several processes are needed");
    Platform platform = Platform.shared();
    first = platform.http();
    JsonNode made =
        new Control(first, platform.adminKey()).tenant("two gateways " + UUID.randomUUID());
    admin = new Control(first, made.path("key").asText());
    admin.principal("user", "ada", "");
    second = SecondGateway.beside(platform);
  }

  @AfterAll
  void end() {
    if (second != null) {
      second.close();
    }
  }

  @Test
  void noOtherGatewayAnswersAfterTheAcknowledgement() {
    for (int round = 0; round < ROUNDS; round++) {
      JsonNode key = keyThatBothKnow();

      admin.revoke(key.path("id").asText());

      assertThat(ask(second.http(), key).status()).as("round %d", round).isEqualTo(401);
      assertThat(ask(first, key).status()).as("round %d", round).isEqualTo(401);
    }
  }

  @Test
  void aGatewayThatStoodStillMeanwhileAnswersNothingWhenItGoesOn() throws Exception {
    JsonNode key = keyThatBothKnow();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> waiting = new ArrayList<>();
      Signals.pause(List.of(second.process()));
      for (int i = 0; i < WAITING; i++) {
        waiting.add(clients.submit(() -> ask(second.http(), key)));
      }

      admin.revoke(key.path("id").asText());

      Signals.resume(List.of(second.process()));
      for (Future<Reply> reply : waiting) {
        assertThat(reply.get().status()).as(reply.get().text()).isEqualTo(401);
      }
    }
    assertThat(ask(first, key).status()).isEqualTo(401);
    assertThat(ask(second.http(), keyThatBothKnow()).status()).isEqualTo(200);
  }

  /** A new key that both gateways have checked and remember. */
  private JsonNode keyThatBothKnow() {
    JsonNode key = admin.newKey(Map.of("principal", "ada"));
    assertThat(ask(first, key).status()).isEqualTo(200);
    assertThat(ask(second.http(), key).status()).isEqualTo(200);
    return key;
  }

  private static Reply ask(Http http, JsonNode key) {
    return http.send(Call.get("/v1/memories").key(key.path("key").asText()));
  }
}
