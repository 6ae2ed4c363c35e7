package io.mnemon.memory;

import io.mnemon.api.ServiceException;
import io.mnemon.api.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks the fields of one request and gathers all that is wrong, each with what would be right.
 */
final class Checks {
  static final int MAX_NAME = 256;

  private final List<Violation> violations = new ArrayList<>();
  private final String prefix;

  /**
   * @param prefix the path of the message in the request, empty for the request itself
   */
  Checks(String prefix) {
    this.prefix = prefix;
  }

  String path(String field) {
    return prefix.isEmpty() ? field : prefix + "." + field;
  }

  void wrong(String field, String message) {
    violations.add(new Violation(path(field), message));
  }

  /**
   * @throws ServiceException INVALID_ARGUMENT if anything was wrong
   */
  void done() {
    if (!violations.isEmpty()) {
      throw ServiceException.invalid(violations);
    }
  }

  /** One of the words of an enumeration; the default if it is absent. */
  <E extends Enum<E>> E word(
      String field,
      String value,
      Function<String, Optional<E>> ofWord,
      Function<E, String> word,
      E absent) {
    if (value.isEmpty()) {
      return absent;
    }
    return ofWord
        .apply(value)
        .orElseGet(
            () -> {
              wrong(field, "\"" + shown(value) + "\" is none of " + words(absent, word));
              return absent;
            });
  }

  <E extends Enum<E>> Set<E> words(
      String field,
      List<String> values,
      Function<String, Optional<E>> ofWord,
      Function<E, String> word,
      E any) {
    Set<E> found = new LinkedHashSet<>();
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      int place = i;
      ofWord
          .apply(value)
          .ifPresentOrElse(
              found::add,
              () ->
                  wrong(
                      field + "[" + place + "]",
                      "\"" + shown(value) + "\" is none of " + words(any, word)));
    }
    return found;
  }

  private static <E extends Enum<E>> String words(E any, Function<E, String> word) {
    return Arrays.stream(any.getDeclaringClass().getEnumConstants())
        .map(word)
        .collect(Collectors.joining(", "));
  }

  static String shown(String value) {
    return value.length() <= 40 ? value : value.substring(0, 40) + "…";
  }

  /** Text of limited size in UTF-8. */
  void text(String field, String value, int maxBytes) {
    if (value.isBlank()) {
      wrong(field, "must not be empty");
      return;
    }
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > maxBytes) {
      wrong(field, "has " + bytes + " bytes of UTF-8, at most " + maxBytes + " are kept");
    }
  }

  /** A name somebody chose: absent if empty. */
  @Nullable String name(String field, String value) {
    return name(field, value, MAX_NAME);
  }

  @Nullable String name(String field, String value, int maxLength) {
    if (value.isEmpty()) {
      return null;
    }
    if (value.codePointCount(0, value.length()) > maxLength) {
      wrong(field, "is longer than " + maxLength + " characters");
    } else if (value.isBlank() || value.codePoints().anyMatch(Character::isISOControl)) {
      wrong(field, "must have visible characters and no control characters");
    }
    return value;
  }

  double fraction(String field, double value) {
    if (!(value >= 0 && value <= 1)) {
      wrong(field, "is " + value + ", it must be between 0 and 1");
    }
    return value;
  }

  int limit(boolean present, int value, int absent, int max) {
    if (!present) {
      return absent;
    }
    if (value < 1 || value > max) {
      wrong("limit", "is " + value + ", it must be between 1 and " + max);
      return absent;
    }
    return value;
  }

  /** An id, absent if empty. */
  @Nullable UUID id(String field, String id) {
    if (id.isEmpty()) {
      return null;
    }
    try {
      UUID parsed = UUID.fromString(id);
      if (parsed.toString().equalsIgnoreCase(id)) {
        return parsed;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    wrong(field, "\"" + shown(id) + "\" is no id");
    return null;
  }

  /** The id of a memory; one that is malformed names no memory. */
  static UUID memoryId(String id) {
    if (id.isEmpty()) {
      throw ServiceException.invalid("id", "is missing");
    }
    try {
      UUID parsed = UUID.fromString(id);
      if (parsed.toString().equalsIgnoreCase(id)) {
        return parsed;
      }
    } catch (IllegalArgumentException e) {
      throw ServiceException.notFound("memory " + shown(id));
    }
    throw ServiceException.notFound("memory " + shown(id));
  }
}
