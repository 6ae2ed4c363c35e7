package io.mnemon.client.langchain4j;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.data.message.ChatMessageType;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.Scope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Messages as memories: what is said is the content, the whole message lies in the metadata. */
final class TurnMapper {
  static final String LAYER = "session";
  static final String KIND = "episode";
  static final String TAG = "langchain4j";

  private static final String MESSAGE = "message";
  private static final String POSITION = "position";
  private static final String LIST = "list";
  private static final String SYSTEM = role(ChatMessageType.SYSTEM);
  // Metadata has room for 16 KiB; the list needs some of it.
  private static final int MOST_BYTES = 12 << 10;

  private TurnMapper() {}

  static String json(ChatMessage message) {
    return ChatMessageSerializer.messageToJson(message);
  }

  /** A message that is too large for the metadata is the content itself. */
  static Memory memory(Scope scope, ChatMessage message, TurnChange.Added turn) {
    String json = json(message);
    String said = said(message);
    boolean isLarge = bytesInMetadata(json) > MOST_BYTES;
    Struct.Builder metadata = Struct.newBuilder().putFields(POSITION, number(turn.position()));
    if (!isLarge) {
      metadata.putFields(MESSAGE, text(json));
    }
    if (!turn.list().isEmpty()) {
      ListValue.Builder list = ListValue.newBuilder();
      turn.list().forEach(position -> list.addValues(number(position)));
      metadata.putFields(LIST, Value.newBuilder().setListValue(list).build());
    }
    return Memory.newBuilder()
        .setLayer(LAYER)
        .setScope(scope)
        .setKind(KIND)
        .setEpisode(scope.getSession())
        .setSourceMessageId(TAG + "/" + turn.position())
        .addTags(TAG)
        .addTags(role(message.type()))
        .setSource("conversation")
        .setContent(isLarge || said.isBlank() ? json : said)
        .setMetadata(metadata)
        .build();
  }

  /** As the platform measures: quotes take two bytes, what stands in markup takes six. */
  private static int bytesInMetadata(String json) {
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < ' ' || "<>&='".indexOf(c) >= 0) {
        bytes += 5;
      } else if (c == '"' || c == '\\') {
        bytes += 1;
      }
    }
    return bytes;
  }

  private static Value number(long position) {
    return Value.newBuilder().setNumberValue((double) position).build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  static Turn turn(Memory memory) {
    Struct metadata = memory.getMetadata();
    return new Turn(
        memory.getId(),
        (long) metadata.getFieldsOrDefault(POSITION, number(0)).getNumberValue(),
        metadata.getFieldsOrDefault(MESSAGE, text(memory.getContent())).getStringValue(),
        memory.getTagsList().contains(SYSTEM),
        metadata
            .getFieldsOrDefault(LIST, Value.getDefaultInstance())
            .getListValue()
            .getValuesList()
            .stream()
            .map(position -> (long) position.getNumberValue())
            .toList());
  }

  private static String role(ChatMessageType type) {
    return "role="
        + switch (type) {
          case SYSTEM -> "system";
          case USER -> "user";
          case AI -> "assistant";
          case TOOL_EXECUTION_RESULT -> "tool";
          case CUSTOM -> "custom";
        };
  }

  private static String said(ChatMessage message) {
    return switch (message) {
      case SystemMessage system -> system.text();
      case UserMessage user -> texts(user.contents());
      case AiMessage ai -> said(ai);
      case ToolExecutionResultMessage result -> texts(result.contents());
      default -> "";
    };
  }

  private static String said(AiMessage ai) {
    Stream<String> calls =
        ai.toolExecutionRequests().stream().map(call -> call.name() + " " + call.arguments());
    return Stream.concat(Stream.ofNullable(ai.text()), calls).collect(Collectors.joining("\n"));
  }

  private static String texts(List<Content> contents) {
    return contents.stream()
        .filter(TextContent.class::isInstance)
        .map(content -> ((TextContent) content).text())
        .collect(Collectors.joining("\n"));
  }
}
