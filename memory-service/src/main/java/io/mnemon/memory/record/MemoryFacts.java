package io.mnemon.memory.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mnemon.index.Facts;
import io.mnemon.index.FilterField;
import io.mnemon.index.FilterValue;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What filters can ask about a memory.
 *
 * <p>The path of a field in metadata goes through lists, one level of each: {@code
 * metadata.items.size} has the sizes of all items. A name with a dot in it cannot be asked for.
 */
public final class MemoryFacts {
  private static final ObjectMapper JSON = new ObjectMapper();

  private MemoryFacts() {}

  public static Facts of(Memory memory) {
    Attributes attributes = memory.attributes();
    Facts.Builder facts = new Facts.Builder();
    text(facts, FilterField.KIND, attributes.kind().word());
    text(facts, FilterField.LAYER, memory.scope().layer().word());
    text(facts, FilterField.SOURCE, memory.source().word());
    text(facts, FilterField.SENSITIVITY, attributes.sensitivity().word());
    text(facts, FilterField.EPISODE, memory.episode());
    facts.addTexts(FilterField.TAGS.word(), attributes.tags());
    facts.add(FilterField.IMPORTANCE.word(), new FilterValue.Number(attributes.importance()));
    time(facts, FilterField.EVENT_TIME, attributes.eventTime());
    time(facts, FilterField.VALID_FROM, attributes.validFrom());
    time(facts, FilterField.VALID_TO, attributes.validTo());
    time(facts, FilterField.EXPIRES_AT, attributes.expiresAt());
    time(facts, FilterField.CREATED_AT, memory.createdAt());
    time(facts, FilterField.UPDATED_AT, memory.updatedAt());
    if (attributes.metadata() != null) {
      metadata(facts, attributes.metadata());
    }
    return facts.build();
  }

  private static void text(Facts.Builder facts, FilterField field, @Nullable String text) {
    if (text != null) {
      facts.add(field.word(), new FilterValue.Text(text));
    }
  }

  private static void time(Facts.Builder facts, FilterField field, @Nullable Instant time) {
    if (time != null) {
      facts.add(field.word(), new FilterValue.Time(time));
    }
  }

  private static void metadata(Facts.Builder facts, String json) {
    try {
      fields(facts, FilterField.METADATA, JSON.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the record holds malformed metadata", e);
    }
  }

  private static void fields(Facts.Builder facts, String prefix, JsonNode object) {
    for (var member : object.properties()) {
      if (!member.getKey().isEmpty() && member.getKey().indexOf('.') < 0) {
        field(facts, prefix + member.getKey(), member.getValue());
      }
    }
  }

  private static void field(Facts.Builder facts, String path, JsonNode node) {
    for (JsonNode item : node.isArray() ? Set.copyOf(items(node)) : Set.of(node)) {
      if (item.isNull()) {
        continue;
      }
      facts.has(path);
      if (item.isObject()) {
        fields(facts, path + ".", item);
      } else if (item.isTextual()) {
        facts.add(path, new FilterValue.Text(item.textValue()));
      } else if (item.isNumber()) {
        facts.add(path, new FilterValue.Number(item.doubleValue()));
      } else if (item.isBoolean()) {
        facts.add(path, new FilterValue.Truth(item.booleanValue()));
      }
    }
  }

  private static List<JsonNode> items(JsonNode list) {
    return list.valueStream().toList();
  }
}
