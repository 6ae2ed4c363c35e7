package io.mnemon.client.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.client.Mnemon;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The messages of chats: each is a turn in the session layer of the chat's user, the memory id is
 * the session. Other doors find the turns as they find any memory.
 *
 * <p>An update is seen as a whole or not at all. Of two at once one succeeds, the other fails with
 * ABORTED; so does one whose list has older messages that are kept but not the newest, since it was
 * made from a list that has grown meanwhile. Who gets ABORTED reads the messages again. A deletion
 * that breaks off leaves the later messages, and what is written while a chat is being cleared may
 * be lost with it.
 */
public final class MnemonChatMemoryStore implements ChatMemoryStore {
  private static final int PAGE = 100;

  private final Mnemon mnemon;
  private final Function<Object, String> users;

  /**
   * @param user whose chats they all are
   */
  public MnemonChatMemoryStore(Mnemon mnemon, String user) {
    this(mnemon, memoryId -> user);
  }

  /**
   * @param users whose chat a memory id names
   */
  public MnemonChatMemoryStore(Mnemon mnemon, Function<Object, String> users) {
    this.mnemon = mnemon;
    this.users = users;
  }

  @Override
  public List<ChatMessage> getMessages(Object memoryId) {
    // A list that callers may change, as that of LangChain4j's own store.
    List<ChatMessage> messages = new ArrayList<>();
    read(scope(memoryId)).messages().stream()
        .map(ChatMessageDeserializer::messageFromJson)
        .forEach(messages::add);
    return messages;
  }

  @Override
  public void updateMessages(Object memoryId, List<ChatMessage> messages) {
    Scope scope = scope(memoryId);
    KeptTurns kept = read(scope);
    TurnChange change = kept.changeTo(messages.stream().map(TurnMapper::json).toList());
    List<String> added = new ArrayList<>();
    for (TurnChange.Added turn : change.added()) {
      Memory memory = mnemon.add(TurnMapper.memory(scope, messages.get(turn.index()), turn));
      if (!memory.getDuplicateOf().isEmpty()) {
        delete(added);
        throw overtaken(memoryId);
      }
      added.add(memory.getId());
    }
    delete(change.dropped());
  }

  @Override
  public void deleteMessages(Object memoryId) {
    delete(read(scope(memoryId)).ids());
  }

  private Scope scope(Object memoryId) {
    return Scope.newBuilder()
        .setUser(users.apply(memoryId))
        .setSession(String.valueOf(memoryId))
        .build();
  }

  private KeptTurns read(Scope scope) {
    ListMemoriesRequest request =
        ListMemoriesRequest.newBuilder()
            .addLayers(TurnMapper.LAYER)
            .addKinds(TurnMapper.KIND)
            .addTags(TurnMapper.TAG)
            .setScope(scope)
            .setLimit(PAGE)
            .build();
    try (Stream<Memory> memories = mnemon.list(request)) {
      return KeptTurns.of(memories.map(TurnMapper::turn).toList());
    }
  }

  /** Another update may have deleted them as well. */
  private void delete(List<String> ids) {
    for (String id : ids) {
      try {
        mnemon.delete(id);
      } catch (ServiceException e) {
        if (e.code() != ErrorCode.NOT_FOUND) {
          throw e;
        }
      }
    }
  }

  private static ServiceException overtaken(Object memoryId) {
    return new ServiceException(
        ErrorCode.ABORTED,
        "the messages of %s have changed meanwhile: read them again".formatted(memoryId));
  }
}
