package io.mnemon.memory;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.mnemon.index.FilterField;
import io.mnemon.memory.record.MemoryFacts;
import java.util.Map;

/**
 * The names in the metadata of a request, measured as filters write them: each with the whole path
 * that leads to it ({@code metadata.order.size}).
 */
final class MetadataMapper {
  private int longest;
  private long characters;

  private MetadataMapper() {}

  static void checkNames(Struct metadata, Checks checks) {
    MetadataMapper names = new MetadataMapper();
    names.measure(metadata, FilterField.METADATA.length());
    if (names.longest > MemoryFacts.LONGEST_NAME) {
      checks.wrong(
          "metadata",
          "has a name of %d characters, at most %d are kept"
              .formatted(names.longest, MemoryFacts.LONGEST_NAME));
    }
    if (names.characters > MemoryFacts.MOST_PATH_CHARACTERS) {
      checks.wrong(
          "metadata",
          "has names that take %d characters with the paths that lead to them, at most %d are kept: use shorter names, or fewer levels"
              .formatted(names.characters, MemoryFacts.MOST_PATH_CHARACTERS));
    }
  }

  private void measure(Struct object, int prefix) {
    for (Map.Entry<String, Value> member : object.getFieldsMap().entrySet()) {
      int name = member.getKey().length();
      longest = Math.max(longest, name);
      characters += prefix + name;
      measure(member.getValue(), prefix + name + 1);
    }
  }

  private void measure(Value value, int prefix) {
    switch (value.getKindCase()) {
      case STRUCT_VALUE -> measure(value.getStructValue(), prefix);
      case LIST_VALUE ->
          value.getListValue().getValuesList().forEach(item -> measure(item, prefix));
      case NULL_VALUE, NUMBER_VALUE, STRING_VALUE, BOOL_VALUE, KIND_NOT_SET -> {}
    }
  }
}
