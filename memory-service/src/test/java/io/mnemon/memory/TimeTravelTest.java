package io.mnemon.memory;

import static io.mnemon.memory.Client.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.grpc.ManagedChannel;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.memory.v1.GetMemoryRequest;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.tenancy.InternalTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was true, and what was known, at another time. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class TimeTravelTest {
  private static final Timestamp LONG_AGO = Timestamps.fromSeconds(0);
  private static final Timestamp FAR_AHEAD = Timestamps.fromSeconds(7_000_000_000L);

  @Inject InternalTokens tokens;

  private ManagedChannel channel;
  private Client alice;

  @BeforeEach
  void connect() {
    channel = Services.connect();
    alice = new Client(channel, tokens, Client.user(UUID.randomUUID(), "alice"));
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  @Test
  void everyEarlierStateCanBeReadAgain() {
    Memory first = alice.remember("Alice lives in Bonn");
    Memory second = change(first, "Alice lives in Köln");
    Memory third = change(second, "Alice lives in Ulm");

    for (Memory version : List.of(first, second, third)) {
      assertThat(get(first.getId(), version.getUpdatedAt()).getContent())
          .isEqualTo(version.getContent());
      assertThat(list(version.getUpdatedAt())).containsExactly(version.getContent());
      for (String mode : List.of("hybrid", "lexical")) {
        assertThat(search("where does Alice live?", mode, version.getUpdatedAt()))
            .as(mode)
            .containsExactly(version.getContent());
      }
    }
  }

  @Test
  void aMemoryWhoseContentIsTheSameIsFoundByItsMeaningToo() {
    Memory first = alice.remember("Alice plays the violoncello");
    Memory second = alice.update(first.getId(), "importance", Memory.newBuilder().setImportance(1));

    assertThat(search("musical instruments", "dense", first.getUpdatedAt()))
        .containsExactly("Alice plays the violoncello");
    assertThat(get(first.getId(), first.getUpdatedAt()).getImportance()).isEqualTo(0.5);
    assertThat(get(first.getId(), second.getUpdatedAt()).getImportance()).isEqualTo(1);
  }

  @Test
  void whatIsDeletedIsGoneFromEveryTime() {
    Memory first = alice.remember("Alice lives in Bonn");
    alice.delete(change(first, "Alice lives in Köln").getId());

    assertThat(list(first.getUpdatedAt())).isEmpty();
    assertThat(search("where does Alice live?", "hybrid", first.getUpdatedAt())).isEmpty();
    assertThat(refusal(() -> get(first.getId(), first.getUpdatedAt())).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void beforeTheBeginningNothingIsKnownAndInTheFutureWhatIsKnownNow() {
    Memory kept = alice.remember("Alice lives in Bonn");

    assertThat(list(LONG_AGO)).isEmpty();
    assertThat(search("where does Alice live?", "hybrid", LONG_AGO)).isEmpty();
    assertThat(refusal(() -> get(kept.getId(), LONG_AGO)).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(list(FAR_AHEAD)).containsExactly("Alice lives in Bonn");
    assertThat(search("where does Alice live?", "hybrid", FAR_AHEAD))
        .containsExactly("Alice lives in Bonn");
  }

  @Test
  void whatWasTrueThenIsAskedForByAsOf() {
    Timestamp end = Timestamps.fromSeconds(1_700_000_000L);
    Memory past =
        alice.add(
            Memory.newBuilder().setLayer("user").setContent("Alice lives in Bonn").setValidTo(end));
    alice.add(
        Memory.newBuilder().setLayer("user").setContent("Alice lives in Köln").setValidFrom(end));

    assertThat(listAsOf(Timestamps.fromSeconds(1_600_000_000L)))
        .containsExactly("Alice lives in Bonn");
    assertThat(listAsOf(end)).containsExactly("Alice lives in Köln");
    assertThat(refusal(() -> getAsOf(past.getId(), end)).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(getAsOf(past.getId(), LONG_AGO).getContent()).isEqualTo("Alice lives in Bonn");
  }

  private Memory getAsOf(String id, Timestamp time) {
    return alice.stub().getMemory(GetMemoryRequest.newBuilder().setId(id).setAsOf(time).build());
  }

  private List<String> listAsOf(Timestamp time) {
    return alice
        .stub()
        .listMemories(ListMemoriesRequest.newBuilder().setAsOf(time).build())
        .getMemoriesList()
        .stream()
        .map(Memory::getContent)
        .toList();
  }

  private Memory change(Memory memory, String content) {
    return alice.update(memory.getId(), "content", Memory.newBuilder().setContent(content));
  }

  private Memory get(String id, Timestamp knownAt) {
    return alice
        .stub()
        .getMemory(GetMemoryRequest.newBuilder().setId(id).setKnownAt(knownAt).build());
  }

  private List<String> list(Timestamp knownAt) {
    return alice
        .stub()
        .listMemories(ListMemoriesRequest.newBuilder().setKnownAt(knownAt).build())
        .getMemoriesList()
        .stream()
        .map(Memory::getContent)
        .toList();
  }

  private List<String> search(String query, String mode, Timestamp knownAt) {
    SearchMemoriesResponse answer =
        alice
            .stub()
            .searchMemories(
                SearchMemoriesRequest.newBuilder()
                    .setQuery(query)
                    .setMode(mode)
                    .setKnownAt(knownAt)
                    .build());
    assertThat(answer.getPartial()).isFalse();
    return answer.getResultsList().stream().map(result -> result.getMemory().getContent()).toList();
  }
}
