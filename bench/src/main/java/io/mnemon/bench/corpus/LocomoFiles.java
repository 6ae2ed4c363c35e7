package io.mnemon.bench.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** LoCoMo's conversations, as they lie in a folder {@code locomo}, one file each. */
public final class LocomoFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("h:mm a 'on' d MMMM, yyyy")
          .toFormatter(Locale.ENGLISH);

  private LocomoFiles() {}

  /** Those of the folder in the order of their names; none if there is no such folder. */
  public static List<Conversation> read(Path folder) {
    Path files = folder.resolve("locomo");
    if (!Files.isDirectory(files)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(files)) {
      List<Conversation> conversations = new ArrayList<>();
      for (Path file :
          entries.filter(file -> file.toString().endsWith(".json")).sorted().toList()) {
        conversations.add(conversation(JSON.readTree(file.toFile())));
      }
      return conversations;
    } catch (IOException e) {
      throw new UncheckedIOException(files + " cannot be read", e);
    }
  }

  private static Conversation conversation(JsonNode file) {
    List<Conversation.Turn> turns = new ArrayList<>();
    for (JsonNode session : file.path("sessions")) {
      Instant begin =
          LocalDateTime.parse(session.path("date_time").asText(), TIME).toInstant(ZoneOffset.UTC);
      int second = 0;
      for (JsonNode turn : session.path("turns")) {
        turns.add(
            new Conversation.Turn(
                turn.path("dia_id").asText(),
                session.path("id").asText(),
                begin.plusSeconds(second++),
                content(turn)));
      }
    }
    List<Conversation.Question> questions = new ArrayList<>();
    for (JsonNode question : file.path("questions")) {
      List<String> evidence = new ArrayList<>();
      question.path("evidence").forEach(id -> evidence.add(id.asText()));
      questions.add(
          new Conversation.Question(
              question.path("question").asText(), question.path("category").asInt(), evidence));
    }
    return new Conversation("conversation " + file.path("conversation").asText(), turns, questions);
  }

  private static String content(JsonNode turn) {
    String said = turn.path("speaker").asText() + ": " + turn.path("text").asText();
    String caption = turn.path("blip_caption").asText("");
    return caption.isEmpty() ? said : said + " [" + caption + "]";
  }
}
