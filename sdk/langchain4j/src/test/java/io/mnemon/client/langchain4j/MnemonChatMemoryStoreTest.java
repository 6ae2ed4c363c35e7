package io.mnemon.client.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.client.Mnemon;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MnemonChatMemoryStoreTest {
  private static final String CHAT = "monday";

  private HeapPlatform platform;
  private Mnemon mnemon;
  private MnemonChatMemoryStore store;

  @BeforeEach
  void start() {
    platform = new HeapPlatform();
    mnemon = platform.client();
    store = new MnemonChatMemoryStore(mnemon, "lea");
  }

  @AfterEach
  void stop() {
    mnemon.close();
    platform.close();
  }

  private static List<ChatMessage> said(String... texts) {
    return Arrays.stream(texts).<ChatMessage>map(UserMessage::from).toList();
  }

  private static ServiceException refusal(Runnable call) {
    return catchThrowableOfType(ServiceException.class, call::run);
  }

  @Test
  void messagesOfEveryTypeComeBackInOrder() {
    ToolExecutionRequest call =
        ToolExecutionRequest.builder()
            .id("1")
            .name("weather")
            .arguments("{\"at\":\"Porto\"}")
            .build();
    List<ChatMessage> messages =
        List.of(
            SystemMessage.from("Be brief."),
            UserMessage.from(
                "lea", List.of(TextContent.from("Look:"), ImageContent.from("http://pic/1.png"))),
            UserMessage.from(ImageContent.from("http://pic/2.png")),
            AiMessage.from("Let me see.", List.of(call)),
            ToolExecutionResultMessage.from(call, "It rains."),
            AiMessage.from("x".repeat(20_000)),
            CustomMessage.from(Map.of("mood", "good")),
            UserMessage.from("ok"),
            UserMessage.from("ok"));

    store.updateMessages(CHAT, messages);

    assertThat(store.getMessages(CHAT)).isEqualTo(messages);
    assertThat(platform.memories())
        .extracting(Memory::getContent)
        .startsWith("Be brief.", "Look:")
        .contains("Let me see.\nweather {\"at\":\"Porto\"}", "It rains.");
    assertThat(platform.memories().getFirst())
        .returns("session", Memory::getLayer)
        .returns("episode", Memory::getKind)
        .returns(CHAT, Memory::getEpisode)
        .returns(List.of("langchain4j", "role=system"), Memory::getTagsList);
  }

  @Test
  void aWindowSlidesAndWhatFallsOutIsDeleted() {
    List<ChatMessage> window = new ArrayList<>(List.of(SystemMessage.from("Be brief.")));
    for (int i = 0; i < 8; i++) {
      window = store.getMessages(CHAT).isEmpty() ? window : store.getMessages(CHAT);
      window.add(i % 2 == 0 ? UserMessage.from("ok") : AiMessage.from("answer " + i));
      if (window.size() > 4) {
        window.remove(1);
      }
      store.updateMessages(CHAT, window);
    }

    assertThat(store.getMessages(CHAT))
        .containsExactly(
            SystemMessage.from("Be brief."),
            AiMessage.from("answer 5"),
            UserMessage.from("ok"),
            AiMessage.from("answer 7"));
    assertThat(platform.memories()).hasSize(4);
  }

  @Test
  void moreThanAPageIsKept() {
    List<ChatMessage> messages =
        IntStream.range(0, 230)
            .<ChatMessage>mapToObj(i -> UserMessage.from("message " + i))
            .toList();

    store.updateMessages(CHAT, messages);

    assertThat(store.getMessages(CHAT)).isEqualTo(messages);
  }

  @Test
  void aListIsReplacedShortenedRearrangedAndDeleted() {
    for (List<ChatMessage> messages :
        List.of(
            said("a", "b", "c"),
            said("summary", "b", "c"),
            said("b", "c"),
            said("c", "b"),
            said("other"),
            said("other", "last"))) {
      store.updateMessages(CHAT, messages);
      assertThat(store.getMessages(CHAT)).isEqualTo(messages);
      assertThat(platform.memories()).hasSameSizeAs(messages);
    }
    store.updateMessages(CHAT, List.of());
    assertThat(platform.memories()).isEmpty();
    store.updateMessages(CHAT, said("new"));
    store.deleteMessages(CHAT);
    assertThat(store.getMessages(CHAT)).isEmpty();
    assertThat(platform.memories()).isEmpty();
  }

  @Test
  void theSameListAgainChangesNothing() {
    store.updateMessages(CHAT, said("a", "b"));
    List<Memory> before = platform.memories();

    store.updateMessages(CHAT, said("a", "b"));

    assertThat(platform.memories()).isEqualTo(before);
  }

  @Test
  void ofTwoUpdatesAtOnceOneFailsAndNothingOfTheOtherIsLost() {
    store.updateMessages(CHAT, said("a"));
    AtomicBoolean first = new AtomicBoolean(true);
    platform.beforeAdd(
        memory -> {
          if (first.getAndSet(false)) {
            store.updateMessages(CHAT, said("a", "theirs"));
          }
        });

    ServiceException refused = refusal(() -> store.updateMessages(CHAT, said("a", "mine", "too")));

    assertThat(refused.code()).isEqualTo(ErrorCode.ABORTED);
    assertThat(refused).hasMessageContaining("read them again");
    assertThat(store.getMessages(CHAT)).isEqualTo(said("a", "theirs"));
    assertThat(platform.memories()).hasSize(2);
  }

  @Test
  void whoIsOvertakenHalfwayLeavesNothingBehind() {
    store.updateMessages(CHAT, said("a"));
    AtomicInteger adds = new AtomicInteger();
    platform.beforeAdd(
        memory -> {
          if (adds.incrementAndGet() == 2) {
            store.updateMessages(CHAT, said("a", "theirs"));
          }
        });

    ServiceException refused = refusal(() -> store.updateMessages(CHAT, said("a", "mine", "too")));

    assertThat(refused.code()).isEqualTo(ErrorCode.ABORTED);
    assertThat(store.getMessages(CHAT)).isEqualTo(said("a", "theirs"));
    assertThat(platform.memories()).hasSize(2);
  }

  @Test
  void whoReadsMeanwhileAndWritesTheSameDisturbsNobody() {
    store.updateMessages(CHAT, said("a"));
    AtomicInteger adds = new AtomicInteger();
    platform.beforeAdd(
        memory -> {
          if (adds.incrementAndGet() == 2) {
            assertThat(store.getMessages(CHAT)).isEqualTo(said("a"));
            store.updateMessages(CHAT, said("a"));
          }
        });

    store.updateMessages(CHAT, said("a", "b", "c"));

    assertThat(store.getMessages(CHAT)).isEqualTo(said("a", "b", "c"));
  }

  @Test
  void aListFromBeforeOthersWroteIsOutOfDate() {
    store.updateMessages(CHAT, said("a", "b"));
    store.updateMessages(CHAT, said("a", "b", "theirs"));

    ServiceException refused = refusal(() -> store.updateMessages(CHAT, said("a", "b", "mine")));

    assertThat(refused.code()).isEqualTo(ErrorCode.ABORTED);
    assertThat(refused).hasMessageContaining("out of date");
    assertThat(store.getMessages(CHAT)).isEqualTo(said("a", "b", "theirs"));
  }

  @Test
  void anUpdateThatBreaksOffIsNotSeenAndCanBeMadeAgain() {
    store.updateMessages(CHAT, said("a"));
    AtomicInteger adds = new AtomicInteger();
    platform.beforeAdd(
        memory -> {
          if (adds.incrementAndGet() == 2) {
            throw new ServiceException(ErrorCode.UNAVAILABLE, "away");
          }
        });

    ServiceException refused = refusal(() -> store.updateMessages(CHAT, said("a", "b", "c")));

    assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(store.getMessages(CHAT)).isEqualTo(said("a"));
    store.updateMessages(CHAT, said("a", "b", "c"));
    assertThat(store.getMessages(CHAT)).isEqualTo(said("a", "b", "c"));
    assertThat(platform.memories()).hasSize(3);
  }

  @Test
  void chatsAndUsersAreApart() {
    MnemonChatMemoryStore byId = new MnemonChatMemoryStore(mnemon, id -> "user of " + id);
    byId.updateMessages(1, said("one"));
    byId.updateMessages(2, said("two"));
    store.updateMessages(1, said("mine"));

    assertThat(byId.getMessages(1)).isEqualTo(said("one"));
    byId.deleteMessages(1);
    assertThat(byId.getMessages(2)).isEqualTo(said("two"));
    assertThat(store.getMessages(1)).isEqualTo(said("mine"));
  }
}
