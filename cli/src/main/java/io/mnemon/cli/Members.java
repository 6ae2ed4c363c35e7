package io.mnemon.cli;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The members of a JSON object that is being put together; what was not said is left out. */
final class Members {
  private final Map<String, Object> members = new LinkedHashMap<>();

  Members with(String name, String value) {
    if (!value.isEmpty()) {
      members.put(name, value);
    }
    return this;
  }

  Members with(String name, Collection<?> values) {
    if (!values.isEmpty()) {
      members.put(name, values);
    }
    return this;
  }

  Members with(String name, Members value) {
    if (!value.members.isEmpty()) {
      members.put(name, value.toJson());
    }
    return this;
  }

  /** The members of another object, each with a prefix to its name. */
  Members flat(String prefix, Members others) {
    others.members.forEach((name, value) -> members.put(prefix + name, value));
    return this;
  }

  Members with(String name, Json value) {
    members.put(name, value);
    return this;
  }

  Members with(String name, Optional<? extends Number> value) {
    value.ifPresent(number -> members.put(name, number));
    return this;
  }

  Members with(String name, boolean value) {
    if (value) {
      members.put(name, true);
    }
    return this;
  }

  Json toJson() {
    return Json.object(members);
  }
}
