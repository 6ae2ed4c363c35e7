package io.mnemon.audit;

import java.util.List;

/**
 * A line of the log under construction: one JSON object with its fields in a fixed order, without
 * white space, and without the fields that are empty. The text itself is what is hashed and signed,
 * so that nobody needs to agree on more than bytes.
 */
final class LogLine {
  private static final int CONTROL = 0x20;

  private final StringBuilder text = new StringBuilder(512);

  LogLine(String type) {
    text.append("{\"type\":\"").append(type).append('"');
  }

  LogLine text(String name, String value) {
    if (!value.isEmpty()) {
      name(name);
      quote(value);
    }
    return this;
  }

  LogLine number(String name, long value) {
    name(name);
    text.append(value);
    return this;
  }

  LogLine texts(String name, List<String> values) {
    if (!values.isEmpty()) {
      name(name);
      String before = "[";
      for (String value : values) {
        text.append(before);
        quote(value);
        before = ",";
      }
      text.append(']');
    }
    return this;
  }

  LogLine resources(String name, List<LogEntry.Resource> resources) {
    if (!resources.isEmpty()) {
      name(name);
      String before = "[{\"kind\":";
      for (LogEntry.Resource resource : resources) {
        text.append(before);
        quote(resource.kind());
        text.append(",\"id\":");
        quote(resource.id());
        before = "},{\"kind\":";
      }
      text.append("}]");
    }
    return this;
  }

  LogLine keys(String name, List<PublicSigningKey> keys) {
    name(name);
    String before = "[{\"id\":";
    for (PublicSigningKey key : keys) {
      text.append(before);
      quote(key.id());
      text.append(",\"public_key\":");
      quote(key.base64());
      before = "},{\"id\":";
    }
    text.append("}]");
    return this;
  }

  /** The whole object. */
  String end() {
    return text + "}";
  }

  private void name(String name) {
    text.append(",\"").append(name).append("\":");
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c == 0) {
        // No store of JSON keeps it.
        text.append('\uFFFD');
      } else if (c < CONTROL) {
        text.append("\\u00")
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  /** The object with one more field, which says something of the object as it was. */
  static String with(String object, String name, String value) {
    return object.substring(0, object.length() - 1) + ",\"" + name + "\":\"" + value + "\"}";
  }
}
