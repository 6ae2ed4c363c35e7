package io.mnemon.memory;

import static io.mnemon.memory.Client.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.Feedback;
import io.mnemon.api.memory.v1.GiveFeedbackRequest;
import io.mnemon.api.memory.v1.ListFeedbackRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryVersion;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.api.memory.v1.UseRecallRequest;
import io.mnemon.api.memory.v1.WorthServiceGrpc;
import io.mnemon.api.memory.v1.WorthServiceGrpc.WorthServiceBlockingStub;
import io.mnemon.memory.worth.UseFeed;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.InternalTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rewards and uses over gRPC, on a real Postgres and index. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class WorthServiceTest {
  @Inject InternalTokens tokens;
  @Inject @MemoryParts UseFeed useFeed;

  private final UUID tenant = UUID.randomUUID();
  private ManagedChannel channel;
  private Client alice;
  private Client bob;

  @BeforeEach
  void connect() {
    channel = Services.connect();
    alice = new Client(channel, tokens, Client.user(tenant, "alice"));
    bob = new Client(channel, tokens, Client.user(tenant, "bob"));
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  private WorthServiceBlockingStub as(Client client) {
    Metadata headers = new Metadata();
    headers.put(CallerContext.TOKEN, tokens.sign(client.caller(), "memory"));
    return WorthServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private Feedback say(String id, String reward) {
    return as(alice)
        .giveFeedback(GiveFeedbackRequest.newBuilder().setId(id).setReward(reward).build());
  }

  @ParameterizedTest
  @CsvSource({
    "helpful,,0.65",
    "helpful,0.5,0.575",
    "irrelevant,,0.425",
    "outdated,,0.425",
    "duplicate,-0.2,0.47",
    "inaccurate,,0.35"
  })
  void importanceMovesByAShareOfItsRoom(String reward, Double score, double importance) {
    Memory tea = alice.remember("Alice drinks green tea");
    GiveFeedbackRequest.Builder request =
        GiveFeedbackRequest.newBuilder().setId(tea.getId()).setReward(reward);
    if (score != null) {
      request.setScore(score);
    }

    Memory rewarded = as(alice).giveFeedback(request.build()).getMemory();

    assertThat(rewarded.getImportance()).isCloseTo(importance, within(1e-12));
    assertThat(rewarded.getVersion()).isEqualTo(2);
    assertThat(alice.get(tea.getId())).isEqualTo(rewarded);
    assertThat(alice.history(tea.getId()))
        .extracting(MemoryVersion::getChange)
        .containsExactly("added", "rewarded");
  }

  @Test
  void whatWasSaidIsKeptWithItsReason() {
    Memory tea = alice.remember("Alice drinks green tea");
    Feedback given =
        as(alice)
            .giveFeedback(
                GiveFeedbackRequest.newBuilder()
                    .setId(tea.getId())
                    .setReward("outdated")
                    .setReason("She has changed to coffee")
                    .build());

    List<Feedback> kept =
        as(alice)
            .listFeedback(ListFeedbackRequest.newBuilder().setId(tea.getId()).build())
            .getFeedbackList();

    assertThat(kept).hasSize(1);
    assertThat(kept.getFirst().getId()).isEqualTo(given.getId());
    assertThat(kept.getFirst().getReason()).isEqualTo("She has changed to coffee");
    assertThat(kept.getFirst().getPrincipal()).isEqualTo(alice.caller().principal().toString());
  }

  @Test
  void threeBadWordsOfTheLastTenMakeACandidate() {
    Memory tea = alice.remember("Alice drinks green tea");
    say(tea.getId(), "irrelevant");
    say(tea.getId(), "helpful");
    assertThat(say(tea.getId(), "outdated").getPruningCandidate()).isFalse();

    assertThat(say(tea.getId(), "inaccurate").getPruningCandidate()).isTrue();

    for (int i = 0; i < 6; i++) {
      assertThat(say(tea.getId(), "helpful").getPruningCandidate()).isTrue();
    }
    assertThat(say(tea.getId(), "helpful").getPruningCandidate()).isFalse();
  }

  @Test
  void aRepeatedCallCountsOnceAndAnotherBodyIsRefused() {
    Memory tea = alice.remember("Alice drinks green tea");
    GiveFeedbackRequest once =
        GiveFeedbackRequest.newBuilder()
            .setId(tea.getId())
            .setReward("helpful")
            .setIdempotencyKey("once")
            .build();

    Feedback first = as(alice).giveFeedback(once);
    Feedback second = as(alice).giveFeedback(once);

    assertThat(second).isEqualTo(first);
    assertThat(
            refusal(() -> as(alice).giveFeedback(once.toBuilder().setReward("outdated").build()))
                .code())
        .isEqualTo(ErrorCode.FAILED_PRECONDITION);
  }

  @Test
  void everyoneOfManyAtOnceCounts() throws Exception {
    Memory tea =
        alice.add(Memory.newBuilder().setLayer("user").setContent("Tea at four").setImportance(0));
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> calls =
          IntStream.range(0, 4)
              .<Callable<Integer>>mapToObj(
                  i ->
                      () -> {
                        say(tea.getId(), "helpful");
                        return i;
                      })
              .toList();
      for (Future<Integer> call : pool.invokeAll(calls)) {
        call.get();
      }
    }

    assertThat(alice.get(tea.getId()).getImportance())
        .isCloseTo(1 - Math.pow(0.7, 4), within(1e-9));
  }

  @Test
  void anotherSubjectsMemoryIsNotFound() {
    Memory hers = alice.remember("Alice's diary");

    ServiceException refused =
        refusal(
            () ->
                as(bob)
                    .giveFeedback(
                        GiveFeedbackRequest.newBuilder()
                            .setId(hers.getId())
                            .setReward("inaccurate")
                            .build()));

    assertThat(refused.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(alice.get(hers.getId()).getVersion()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"nice,,reward", "'',,reward", "helpful,-0.1,score", "outdated,0.5,score"})
  void whatIsWrongIsNamed(String reward, Double score, String field) {
    GiveFeedbackRequest.Builder request =
        GiveFeedbackRequest.newBuilder()
            .setId(alice.remember("Alice drinks green tea").getId())
            .setReward(reward);
    if (score != null) {
      request.setScore(score);
    }

    ServiceException refused = refusal(() -> as(alice).giveFeedback(request.build()));

    assertThat(refused.violations()).extracting(v -> v.field()).containsExactly(field);
  }

  @Test
  void aUseCountsOnceForARecallAndMakesNoVersion() {
    Memory tea = alice.remember("Alice drinks green tea");
    SearchMemoriesResponse recalled =
        alice.search(SearchMemoriesRequest.newBuilder().setQuery("What does Alice drink?"));
    UseRecallRequest used =
        UseRecallRequest.newBuilder()
            .setId(recalled.getRecallId())
            .addMemories(tea.getId())
            .build();

    assertThat(as(alice).useRecall(used).getCounted()).isEqualTo(1);
    assertThat(as(alice).useRecall(used).getCounted()).isZero();

    Memory now = alice.get(tea.getId());
    assertThat(now.getVersion()).isEqualTo(1);
    assertThat(now.getImportance()).isEqualTo(0.5);
    assertThat(now.getEffectiveImportance()).isEqualTo(0.515);
    useFeed.flush();
    assertThat(
            alice
                .search(SearchMemoriesRequest.newBuilder().setQuery("green tea").setExplain(true))
                .getResults(0)
                .getExplain()
                .getEffectiveImportance())
        .isCloseTo(0.515, within(1e-4));
  }

  @Test
  void whatTheRecallDidNotReturnIsRefusedAndSoIsAnothersRecall() {
    alice.remember("Alice drinks green tea");
    String recall = alice.search(SearchMemoriesRequest.newBuilder().setQuery("tea")).getRecallId();
    Memory later = alice.remember("Alice sings in a choir");
    UseRecallRequest used =
        UseRecallRequest.newBuilder().setId(recall).addMemories(later.getId()).build();

    assertThat(refusal(() -> as(alice).useRecall(used)).violations())
        .extracting(v -> v.field())
        .containsExactly("memories[0]");
    assertThat(refusal(() -> as(bob).useRecall(used)).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void importanceFadesWithTheDaysAndAUseStopsIt() throws SQLException {
    Memory tea =
        alice.add(
            Memory.newBuilder().setLayer("user").setContent("Tea at four").setImportance(0.8));
    Days.pass(tenant, tea.getId(), 10);

    Memory faded = alice.get(tea.getId());
    assertThat(faded.getImportance()).isEqualTo(0.8);
    assertThat(faded.getEffectiveImportance()).isCloseTo(0.8 * Math.exp(-0.03 * 10), within(0.001));
    say(tea.getId(), "inaccurate");
    assertThat(alice.get(tea.getId()).getEffectiveImportance())
        .isCloseTo(0.56 * Math.exp(-0.03 * 10), within(0.001));

    say(tea.getId(), "helpful");
    assertThat(alice.get(tea.getId()).getEffectiveImportance()).isCloseTo(0.692, within(0.001));
  }
}
