package io.mnemon.gateway.mcp;

import java.util.List;
import java.util.Optional;

/**
 * An argument of a tool: a field of the method's request under a name of its own.
 *
 * @param name what the model calls it
 * @param path the field, e.g. {@code memory.scope.user}
 * @param description what it is, to the model
 * @param isRequired whether a call without it is refused
 * @param words the words that it is one of, or that its items are; empty for any
 * @param preset the text that is taken where it is absent
 */
record Argument(
    String name,
    String path,
    String description,
    boolean isRequired,
    List<String> words,
    Optional<String> preset) {

  Argument {
    words = List.copyOf(words);
  }

  static Argument of(String name, String path, String description) {
    return new Argument(name, path, description, false, List.of(), Optional.empty());
  }

  Argument required() {
    return new Argument(name, path, description, true, words, preset);
  }

  Argument oneOf(List<String> some) {
    return new Argument(name, path, description, isRequired, some, preset);
  }

  Argument orElse(String text) {
    return new Argument(name, path, description, isRequired, words, Optional.of(text));
  }
}
