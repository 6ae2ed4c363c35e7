package io.mnemon.operations.backup;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Lines of {@code name: value}, in their order. */
final class Facts {

  private final Map<String, String> values = new LinkedHashMap<>();

  static Facts parse(String text) {
    var facts = new Facts();
    for (String line : text.lines().toList()) {
      String[] parts = line.split(": ", 2);
      if (parts.length == 2) {
        facts.put(parts[0], parts[1]);
      }
    }
    return facts;
  }

  Facts put(String name, Object value) {
    values.put(name, String.valueOf(value));
    return this;
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  long number(String name) {
    try {
      return Long.parseLong(values.getOrDefault(name, ""));
    } catch (NumberFormatException e) {
      throw new Refusal("It does not say its " + name + ": it is no backup of Mnemon.", e);
    }
  }

  String text() {
    var text = new StringBuilder();
    values.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.toString();
  }
}
