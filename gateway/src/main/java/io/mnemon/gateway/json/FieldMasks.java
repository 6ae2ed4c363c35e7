package io.mnemon.gateway.json;

import com.google.protobuf.FieldMask;
import java.util.Arrays;

/** Field masks as JSON spells them: names separated by commas. */
final class FieldMasks {
  private FieldMasks() {}

  static FieldMask of(String text) {
    return FieldMask.newBuilder()
        .addAllPaths(
            Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList())
        .build();
  }

  static String print(FieldMask mask) {
    return String.join(",", mask.getPathsList());
  }
}
