package io.mnemon.memory.truth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mnemon.memory.record.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The facts in what a language model said, if it has the form that was asked for to the letter.
 * What is wrong is told without what was said.
 *
 * @param facts in their order, each once
 */
record FoundFacts(List<Fact> facts) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Pattern FENCED = Pattern.compile("(?s)\\s*```(?:json)?\\s*(.*?)\\s*```\\s*");
  private static final Set<String> FIELDS = Set.of("content", "kind");

  /** One fact. */
  record Fact(String content, Kind kind) {}

  FoundFacts {
    facts = List.copyOf(new LinkedHashSet<>(facts));
  }

  /** The schema of the form. */
  static String schema(int mostFacts) {
    return """
    {"type": "object",
     "properties": {"facts": {"type": "array", "maxItems": %d, "items": {
       "type": "object",
       "properties": {"content": {"type": "string"},
                      "kind": {"type": "string", "enum": ["fact", "preference"]}},
       "required": ["content", "kind"], "additionalProperties": false}}},
     "required": ["facts"], "additionalProperties": false}
    """
        .formatted(mostFacts);
  }

  /**
   * @param longest the most characters of a fact
   * @throws MalformedAnswerException that says what is wrong
   */
  static FoundFacts read(String answer, int mostFacts, int longest) {
    Matcher fenced = FENCED.matcher(answer);
    JsonNode root;
    try {
      root = JSON.readTree(fenced.matches() ? fenced.group(1) : answer);
    } catch (JsonProcessingException e) {
      throw new MalformedAnswerException("it is no JSON, or not all of it");
    }
    if (root == null || !root.isObject() || !root.path("facts").isArray() || root.size() != 1) {
      throw new MalformedAnswerException("it is not an object with the one field facts, an array");
    }
    if (root.path("facts").size() > mostFacts) {
      throw new MalformedAnswerException("it has more than " + mostFacts + " facts");
    }
    List<Fact> facts = new ArrayList<>();
    for (JsonNode fact : root.path("facts")) {
      facts.add(fact(fact, longest));
    }
    return new FoundFacts(facts);
  }

  private static Fact fact(JsonNode fact, int longest) {
    Set<String> fields = new LinkedHashSet<>();
    fact.fieldNames().forEachRemaining(fields::add);
    JsonNode content = fact.path("content");
    if (!fields.equals(FIELDS) || !content.isTextual()) {
      throw new MalformedAnswerException("a fact does not have exactly the texts content and kind");
    }
    String text = content.asText().strip();
    if (text.isEmpty() || text.length() > longest) {
      throw new MalformedAnswerException(
          "the content of a fact must have 1 to " + longest + " characters");
    }
    return new Fact(
        text,
        Kind.ofWord(fact.path("kind").asText())
            .filter(kind -> kind == Kind.FACT || kind == Kind.PREFERENCE)
            .orElseThrow(() -> new MalformedAnswerException("kind must be fact or preference")));
  }

  /** An answer that does not have the form. */
  static final class MalformedAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedAnswerException(String message) {
      super(message);
    }
  }
}
