package io.mnemon.operations;

import io.mnemon.embedded.CannotStart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The name of a command and its options, {@code --name} or {@code --name=value}. */
final class Arguments {

  private final String command;
  private final Map<String, String> options = new LinkedHashMap<>();

  Arguments(List<String> words) {
    command = words.getFirst();
    for (String word : words.subList(1, words.size())) {
      String[] parts = word.split("=", 2);
      options.put(parts[0], parts.length == 2 ? parts[1] : "");
    }
  }

  String command() {
    return command;
  }

  boolean has(String option) {
    return options.containsKey(option);
  }

  Optional<String> get(String option) {
    return Optional.ofNullable(options.get(option)).filter(value -> !value.isBlank());
  }

  long number(String option) {
    String text = get(option).orElse("");
    if (!text.matches("\\d{1,12}")) {
      throw new CannotStart(
          "%s is \"%s\", which is no number. Write it like %s=5.".formatted(option, text, option));
    }
    return Long.parseLong(text);
  }

  /** What none of the known options is. */
  List<String> otherThan(Set<String> known) {
    return options.keySet().stream().filter(option -> !known.contains(option)).toList();
  }
}
