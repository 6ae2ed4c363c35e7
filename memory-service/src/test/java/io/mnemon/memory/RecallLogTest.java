package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.memory.truth.RecallLog;
import io.mnemon.tenancy.InternalTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was recalled is remembered, before and after it is kept. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class RecallLogTest {
  @Inject InternalTokens tokens;
  @Inject @MemoryParts RecallLog log;

  private final UUID tenant = UUID.randomUUID();
  private ManagedChannel channel;
  private Client alice;
  private UUID principal = tenant;

  @BeforeEach
  void connect() {
    channel = Services.connect();
    alice = new Client(channel, tokens, Client.user(tenant, "alice"));
    principal = alice.caller().principal();
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  @Test
  void theMemoriesOfARecallAreKnownToWhoRecalledThemAndToNobodyElse() {
    Memory tea = alice.remember("Alice drinks green tea. She buys it in Porto.");

    UUID recall = recall("what does Alice drink?");

    assertThat(log.memories(tenant, principal, recall)).contains(ids(tea));
    log.flush();
    assertThat(log.memories(tenant, principal, recall)).contains(ids(tea));
    assertThat(log.memories(tenant, UUID.randomUUID(), recall)).isEmpty();
    assertThat(log.memories(UUID.randomUUID(), principal, recall)).isEmpty();
  }

  @Test
  void whatWasRecalledIsRecognisedInOtherDressAndInPart() {
    UUID tea = UUID.fromString(alice.remember("Alice drinks tea. She buys it in Porto.").getId());
    UUID recall = recall("what does Alice drink?");
    for (int round = 0; round < 2; round++) {
      for (Optional<UUID> named : List.of(Optional.of(recall), Optional.<UUID>empty())) {
        assertThat(saying(principal, "- alice drinks tea", named)).contains(tea);
        assertThat(saying(principal, "\"She buys it in Porto\"", named)).contains(tea);
        assertThat(saying(principal, "Alice drinks tea. She sings.", named)).isEmpty();
        assertThat(saying(principal, "Alice drinks 2 teas", named)).isEmpty();
        assertThat(saying(principal, "!?", named)).isEmpty();
      }
      log.flush();
    }
    assertThat(saying(UUID.randomUUID(), "Alice drinks tea", Optional.empty())).isEmpty();
  }

  private Optional<UUID> saying(UUID who, String text, Optional<UUID> named) {
    return log.saying(tenant, who, List.of(new RecallLog.Text(text, named))).getFirst();
  }

  private UUID recall(String query) {
    SearchMemoriesResponse answer =
        alice.search(SearchMemoriesRequest.newBuilder().setQuery(query));
    return UUID.fromString(answer.getRecallId());
  }

  private static List<UUID> ids(Memory... memories) {
    return Arrays.stream(memories).map(m -> UUID.fromString(m.getId())).toList();
  }
}
