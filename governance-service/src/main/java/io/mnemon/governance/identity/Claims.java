package io.mnemon.governance.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a token says, as JSON. Something of another type than asked for counts as absent. */
record Claims(Map<String, Object> values) {

  boolean has(String name) {
    return values.containsKey(name);
  }

  Optional<String> text(String name) {
    return values.get(name) instanceof String text && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  /** A moment in seconds since 1970. */
  Optional<Instant> instant(String name) {
    if (!(values.get(name) instanceof Number seconds)) {
      return Optional.empty();
    }
    long whole = seconds.longValue();
    boolean reasonable = whole >= 0 && whole <= Instant.MAX.getEpochSecond();
    return reasonable ? Optional.of(Instant.ofEpochSecond(whole)) : Optional.empty();
  }

  /** A list of strings, or the only one. */
  List<String> texts(String name) {
    return strings(values.get(name));
  }

  /** The same at the end of a path of names with dots between; the name may also hold the dots. */
  List<String> textsAt(String path) {
    if (values.containsKey(path)) {
      return texts(path);
    }
    Object value = values;
    for (String name : path.split("\\.")) {
      value = value instanceof Map<?, ?> object ? object.get(name) : null;
    }
    return strings(value);
  }

  Optional<Claims> object(String name) {
    return values.get(name) instanceof Map<?, ?> object
        ? Optional.of(ofObject(object))
        : Optional.empty();
  }

  private static Claims ofObject(Map<?, ?> object) {
    Map<String, Object> values = new HashMap<>();
    object.forEach(
        (name, value) -> {
          if (value != null) {
            values.put(String.valueOf(name), value);
          }
        });
    return new Claims(values);
  }

  private static List<String> strings(@Nullable Object value) {
    if (value instanceof String text) {
      return List.of(text);
    }
    List<String> strings = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof String text) {
          strings.add(text);
        }
      }
    }
    return strings;
  }
}
