package io.mnemon.gateway.rest;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Bodies that are nearly right: mostly known names, mostly of the wrong type, sometimes broken. */
final class RandomJson {
  private static final List<String> SCALARS =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1.5",
          "1e400",
          "99999999999999999999",
          "\"\"",
          "\"text\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"2026-05-01T12:00:00Z\"",
          "\"2026-13-01T12:00:00Z\"",
          "\"😀\"",
          "[]",
          "{}",
          "[[[[]]]]",
          "{\"\": {\"\": null}}");
  private static final int MAX_DEPTH = 4;

  private final Random random;

  RandomJson(Random random) {
    this.random = random;
  }

  String bodyFor(Descriptor input, String body) {
    Descriptor message = body.equals("*") ? input : input.findFieldByName(body).getMessageType();
    String json = object(message, 0);
    return switch (random.nextInt(10)) {
      case 0 -> json.substring(0, random.nextInt(json.length()) + 1);
      case 1 -> mutated(json);
      default -> json;
    };
  }

  private String object(Descriptor message, int depth) {
    int members = message.getFields().isEmpty() ? 0 : random.nextInt(5);
    return IntStream.range(0, members)
        .mapToObj(i -> member(message, depth))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private String member(Descriptor message, int depth) {
    List<FieldDescriptor> fields = message.getFields();
    FieldDescriptor field = fields.get(random.nextInt(fields.size()));
    String name = random.nextInt(10) == 0 ? field.getName() + "x" : field.getName();
    return "\"" + name + "\":" + value(field, depth);
  }

  private String value(FieldDescriptor field, int depth) {
    boolean message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    if (message && depth < MAX_DEPTH && random.nextInt(3) > 0) {
      String object = object(field.getMessageType(), depth + 1);
      return field.isRepeated() ? "[" + object + "]" : object;
    }
    String scalar = SCALARS.get(random.nextInt(SCALARS.size()));
    return field.isRepeated() && random.nextBoolean() ? "[" + scalar + "]" : scalar;
  }

  private String mutated(String json) {
    int at = random.nextInt(json.length());
    return json.substring(0, at) + (char) random.nextInt(0xD800) + json.substring(at + 1);
  }
}
