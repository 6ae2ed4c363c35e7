package io.mnemon.memory.promotion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.memory.record.Attributes;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes e-mail addresses and telephone numbers out of what will be read by more people: of the
 * content, the tags and the metadata, names and values alike.
 *
 * <p>A telephone number is one that begins with + or 0, or has at least two groups of digits that
 * are set apart, 9 digits or more together, or 7 with + or its area code in parentheses. So times,
 * dates, prices, versions and addresses of machines stay, and so does a long number without any
 * sign that it is for calling.
 */
final class Redaction {
  static final String EMAIL = "[e-mail]";
  static final String TELEPHONE = "[telephone]";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern EMAILS =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}._%+-])[\\p{L}\\p{N}._%+'-]{1,64}+@"
              + "(?:[\\p{L}\\p{N}-]{1,63}\\.){1,8}\\p{L}{2,24}(?![\\p{L}\\p{N}])");
  private static final Pattern TELEPHONES =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}.:/+-])(?:\\+|00)?(?:\\(\\d{1,5}\\)|\\d{1,5})"
              + "(?:[ \\u00a0./-]{0,3}(?:\\(\\d{1,5}\\)|\\d{1,12})){0,7}(?![\\p{N}:])");
  private static final Pattern DATE =
      Pattern.compile(
          "(?:19|20)\\d{2}[-./ ]\\d{1,2}[-./ ]\\d{1,2}(?!\\d)"
              + "|\\d{1,2}[-./]\\d{1,2}[-./](?:19|20)\\d{2}(?!\\d)"
              + "|\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\d.-])");
  private static final String SEPARATORS = " \u00a0./-";
  private static final int FEWEST = 9;
  private static final int FEWEST_WITH_AREA = 7;

  private Redaction() {}

  static Attributes of(Attributes attributes) {
    return new Attributes(
        text(attributes.content()),
        attributes.kind(),
        attributes.eventTime(),
        attributes.validFrom(),
        attributes.validTo(),
        attributes.expiresAt(),
        tags(attributes.tags()),
        metadata(attributes.metadata()),
        attributes.importance(),
        attributes.sensitivity());
  }

  private static List<String> tags(List<String> tags) {
    return tags.stream().map(Redaction::text).distinct().toList();
  }

  static String text(String text) {
    String withoutEmails = EMAILS.matcher(text).replaceAll(EMAIL);
    return TELEPHONES.matcher(withoutEmails).replaceAll(Redaction::telephone);
  }

  private static String telephone(MatchResult found) {
    return Matcher.quoteReplacement(telephone(found.group()));
  }

  private static String telephone(String number) {
    Matcher date = DATE.matcher(number);
    if (date.lookingAt()) {
      return date.group() + text(number.substring(date.end()));
    }
    long digits = number.chars().filter(Character::isDigit).count();
    boolean isCalled = number.startsWith("+") || number.startsWith("0");
    boolean hasArea = number.indexOf('(') >= 0;
    boolean isGrouped = number.chars().anyMatch(c -> SEPARATORS.indexOf(c) >= 0);
    boolean isNumber =
        (digits >= FEWEST && (isCalled || isGrouped || hasArea))
            || (digits >= FEWEST_WITH_AREA && (number.startsWith("+") || hasArea));
    return isNumber ? TELEPHONE : number;
  }

  private static @Nullable String metadata(@Nullable String json) {
    if (json == null) {
      return null;
    }
    try {
      return JSON.writeValueAsString(node(JSON.readTree(json)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the record holds malformed metadata", e);
    }
  }

  private static JsonNode node(JsonNode node) {
    if (node.isObject()) {
      ObjectNode redacted = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(field -> redacted.set(text(field.getKey()), node(field.getValue())));
      return redacted;
    }
    if (node.isArray()) {
      ArrayNode redacted = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> redacted.add(node(item)));
      return redacted;
    }
    return node.isTextual() ? JsonNodeFactory.instance.textNode(text(node.asText())) : node;
  }
}
