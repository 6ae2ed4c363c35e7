package io.mnemon.client.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.query.Metadata;
import dev.langchain4j.rag.query.Query;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.Provenance;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.api.memory.v1.SearchResult;
import io.mnemon.client.Mnemon;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MnemonContentRetrieverTest {
  private static final SearchMemoriesRequest LEA =
      SearchMemoriesRequest.newBuilder()
          .setScope(Scope.newBuilder().setUser("lea"))
          .setLimit(3)
          .build();
  private static final SearchMemoriesResponse FOUND =
      SearchMemoriesResponse.newBuilder()
          .setRecallId("recall")
          .addResults(
              SearchResult.newBuilder()
                  .setScore(0.5)
                  .setMemory(
                      Memory.newBuilder()
                          .setId("1")
                          .setContent("Lea likes tea.")
                          .setKind("fact")
                          .setLayer("user")
                          .setSource("conversation")
                          .addTags("tea")
                          .addTags("likes")
                          .setEventTime(Timestamp.newBuilder().setSeconds(86_400))
                          .setProvenance(
                              Provenance.newBuilder().setPrincipal("agents").setSession("monday"))))
          .addResults(
              SearchResult.newBuilder()
                  .setMemory(Memory.newBuilder().setId("2").setContent("Bare.")))
          .build();

  @Test
  void contentsTellWhatTheyAreAndWhereTheyComeFrom() {
    try (HeapPlatform platform = new HeapPlatform();
        Mnemon mnemon = platform.client()) {
      platform.finds(FOUND);

      List<Content> contents = new MnemonContentRetriever(mnemon, LEA).retrieve(Query.from("tea?"));

      assertThat(platform.searches()).containsExactly(LEA.toBuilder().setQuery("tea?").build());
      assertThat(contents).hasSize(2);
      assertThat(contents.getFirst().textSegment().text()).isEqualTo("Lea likes tea.");
      assertThat(contents.getFirst().textSegment().metadata().toMap())
          .isEqualTo(
              Map.of(
                  "id", "1",
                  "kind", "fact",
                  "layer", "user",
                  "source", "conversation",
                  "tags", "tea,likes",
                  "event_time", "1970-01-02T00:00:00Z",
                  "principal", "agents",
                  "session", "monday",
                  "recall_id", "recall"));
      assertThat(contents.getFirst().metadata())
          .isEqualTo(Map.of(ContentMetadata.SCORE, 0.5, ContentMetadata.EMBEDDING_ID, "1"));
      assertThat(contents.getLast().textSegment().metadata().toMap())
          .containsOnlyKeys("id", "recall_id");
    }
  }

  @Test
  void whoseChatAQueryIsFromSaysWhereItLooks() {
    try (HeapPlatform platform = new HeapPlatform();
        Mnemon mnemon = platform.client()) {
      platform.finds(FOUND);
      MnemonContentRetriever retriever =
          new MnemonContentRetriever(
              mnemon,
              query ->
                  SearchMemoriesRequest.newBuilder()
                      .setScope(
                          Scope.newBuilder()
                              .setUser(String.valueOf(query.metadata().chatMemoryId())))
                      .build());
      Query query = Query.from("tea?", Metadata.from(UserMessage.from("tea?"), "max", List.of()));

      assertThat(retriever.retrieveAsync(query).join()).hasSize(2);
      assertThat(platform.searches().getFirst().getScope().getUser()).isEqualTo("max");
    }
  }
}
