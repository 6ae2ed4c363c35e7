package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.query.Query;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.client.Mnemon;
import io.mnemon.client.langchain4j.MnemonChatMemoryStore;
import io.mnemon.client.langchain4j.MnemonContentRetriever;
import io.mnemon.client.langchain4j.MnemonEmbeddingModel;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's interfaces at the running platform, and the example of their README. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LangChain4jIT {
  private static final int WRITERS = 4;

  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private String address;
  private String key;
  private String foreignKey;
  private Mnemon mnemon;

  @BeforeAll
  void connect() {
    Platform platform = Platform.shared();
    Control control = new Control(platform.http(), platform.adminKey());
    address = "http://localhost:" + platform.grpcPort();
    key = JavaClientIT.application(platform.http(), control.tenant("chain " + run));
    foreignKey = JavaClientIT.application(platform.http(), control.tenant("chain other " + run));
    mnemon = Mnemon.connect(address, key);
  }

  @AfterAll
  void close() {
    mnemon.close();
  }

  private static SearchMemoriesRequest of(String user) {
    return SearchMemoriesRequest.newBuilder()
        .setScope(Scope.newBuilder().setUser(user))
        .setLimit(2)
        .build();
  }

  @Test
  void aChatIsKeptFoundAndDeleted() {
    MnemonChatMemoryStore store = new MnemonChatMemoryStore(mnemon, "vera");
    MnemonContentRetriever retriever = new MnemonContentRetriever(mnemon, of("vera"));
    List<ChatMessage> messages =
        List.of(
            SystemMessage.from("Be brief."),
            UserMessage.from("I sail on Sundays."),
            AiMessage.from("x".repeat(20_000)),
            UserMessage.from("<td a='='>&</td>".repeat(500)),
            UserMessage.from("My cat is called Miso."));

    store.updateMessages("monday", messages);

    assertThat(store.getMessages("monday")).isEqualTo(messages);
    List<Content> found = retriever.retrieve(Query.from("What is the name of the cat?"));
    assertThat(found.getFirst().textSegment().text()).isEqualTo("My cat is called Miso.");
    assertThat(found.getFirst().textSegment().metadata().getString("layer")).isEqualTo("session");
    List<ChatMessage> window = List.of(messages.getFirst(), messages.getLast());
    store.updateMessages("monday", window);
    assertThat(store.getMessages("monday")).isEqualTo(window);
    store.deleteMessages("monday");
    assertThat(store.getMessages("monday")).isEmpty();
    assertThat(retriever.retrieve(Query.from("What is the name of the cat?"))).isEmpty();
    store.updateMessages("monday", window);
    assertThat(store.getMessages("monday")).isEqualTo(window);
  }

  @Test
  void whatManyWriteAtOnceIsAllThere() {
    MnemonChatMemoryStore store = new MnemonChatMemoryStore(mnemon, "walt");
    store.updateMessages("busy", List.of(UserMessage.from("first")));
    List<ChatMessage> said =
        IntStream.range(0, 2 * WRITERS)
            .<ChatMessage>mapToObj(i -> UserMessage.from("message " + i))
            .toList();

    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      CompletableFuture.allOf(
              said.stream()
                  .map(one -> CompletableFuture.runAsync(() -> append(store, one), writers))
                  .toArray(CompletableFuture[]::new))
          .join();
    }

    assertThat(store.getMessages("busy"))
        .hasSize(said.size() + 1)
        .startsWith(UserMessage.from("first"))
        .containsAll(said);
  }

  /** As who follows the advice of the refusal. */
  private static void append(MnemonChatMemoryStore store, ChatMessage message) {
    while (true) {
      List<ChatMessage> messages = store.getMessages("busy");
      messages.add(message);
      try {
        store.updateMessages("busy", messages);
        return;
      } catch (ServiceException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.ABORTED);
      }
    }
  }

  @Test
  void anotherTenantReadsAndFindsNothing() {
    MnemonChatMemoryStore store = new MnemonChatMemoryStore(mnemon, "xena");
    store.updateMessages("monday", List.of(UserMessage.from("The key is under the mat.")));

    try (Mnemon other = Mnemon.connect(address, foreignKey)) {
      MnemonChatMemoryStore theirs = new MnemonChatMemoryStore(other, "xena");
      assertThat(theirs.getMessages("monday")).isEmpty();
      theirs.deleteMessages("monday");
      assertThat(new MnemonContentRetriever(other, of("xena")).retrieve(Query.from("key")))
          .isEmpty();
    }
    assertThat(store.getMessages("monday")).hasSize(1);
  }

  @Test
  void vectorsAreThoseOfTheModelInUse() {
    MnemonEmbeddingModel model = new MnemonEmbeddingModel(mnemon);

    float[] tea = model.embed("green tea").content().vector();

    assertThat(tea).hasSize(model.dimension());
    assertThat(IntStream.range(0, tea.length).mapToDouble(i -> tea[i] * tea[i]).sum())
        .isBetween(0.99, 1.01);
  }

  @Test
  void theExampleOfTheReadmePrintsWhatItSays(@TempDir Path folder) {
    ReadmeExample example = ReadmeExample.of(Platform.repository().resolve("sdk/langchain4j"));

    assertThat(example.run(folder, address, key)).isEqualTo(example.output());
  }
}
