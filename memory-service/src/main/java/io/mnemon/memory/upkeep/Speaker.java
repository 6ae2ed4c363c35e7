package io.mnemon.memory.upkeep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mnemon.memory.record.Kind;
import io.mnemon.memory.record.Memory;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whose words a turn of a conversation is: {@code speaker} in its metadata, or the name that it
 * begins with as a line of a transcript does ("Caroline Miller: I have moved").
 */
final class Speaker {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FIELD = "speaker";
  private static final int LONGEST_NAME = 60;

  /** Up to four words, none of which ends a sentence; possessive, so that it never looks back. */
  private static final Pattern TRANSCRIPT =
      Pattern.compile(
          "\\s*([\\p{L}\\p{M}\\p{N}.'’_-]++(?: [\\p{L}\\p{M}\\p{N}.'’_-]++){0,3}+) ?:(?:\\s.*)?",
          Pattern.DOTALL);

  private Speaker() {}

  static Optional<String> of(Memory memory) {
    if (memory.attributes().kind() != Kind.EPISODE) {
      return Optional.empty();
    }
    return ofMetadata(memory.attributes().metadata())
        .or(() -> ofTranscript(memory.attributes().content()))
        .filter(name -> name.length() <= LONGEST_NAME);
  }

  private static Optional<String> ofTranscript(String content) {
    // A name stands at the beginning: the pattern need not look further.
    Matcher line =
        TRANSCRIPT.matcher(content.substring(0, Math.min(content.length(), LONGEST_NAME + 10)));
    return line.matches() ? Optional.of(line.group(1).strip()) : Optional.empty();
  }

  private static Optional<String> ofMetadata(@Nullable String metadata) {
    if (metadata == null || !metadata.contains(FIELD)) {
      return Optional.empty();
    }
    try {
      JsonNode speaker = JSON.readTree(metadata).path(FIELD);
      return speaker.isTextual() && !speaker.textValue().isBlank()
          ? Optional.of(speaker.textValue().strip())
          : Optional.empty();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the record holds malformed metadata", e);
    }
  }
}
