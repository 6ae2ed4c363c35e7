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
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What filters can ask about a memory.
 *
 * <p>The path of a field in metadata goes through lists, one level of each: {@code
 * metadata.items.size} has the sizes of all items. A name with a dot in it cannot be asked for.
 *
 * <p>Each field is written with its whole path, so a long name above many fields would make a
 * hundred times as much of a metadata as it is. What is recorded today keeps to the limits; of what
 * was recorded before they were there, the fields beyond them cannot be asked for.
 */
public final class MemoryFacts {
  /** Of how many characters a name in metadata may be. */
  public static final int LONGEST_NAME = 512;

  /** How many characters the paths of all fields in a metadata may have together. */
  public static final int MOST_PATH_CHARACTERS = 128 * 1024;

  private static final Logger LOG = Logger.getLogger(MemoryFacts.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of how many memories it is said that they have fields beyond the limits. */
  private static final int MOST_SAID = 100;

  private static final Set<UUID> SAID = ConcurrentHashMap.newKeySet();

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
      metadata(facts, memory.id(), attributes.metadata());
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

  private static void metadata(Facts.Builder facts, UUID memory, String json) {
    Fields fields = new Fields(facts);
    try {
      fields.of(FilterField.METADATA, JSON.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the record holds malformed metadata", e);
    }
    if (fields.isCut && SAID.size() < MOST_SAID && SAID.add(memory)) {
      LOG.warnf(
          "memory %s was recorded with more names in its metadata than are kept today: no filter finds it by those beyond the limits",
          memory);
    }
  }

  /** The fields of one metadata, as far as the limits go. */
  private static final class Fields {
    private final Facts.Builder facts;
    private long characters;
    private boolean isCut;

    Fields(Facts.Builder facts) {
      this.facts = facts;
    }

    void of(String prefix, JsonNode object) {
      for (var member : object.properties()) {
        String name = member.getKey();
        if (!name.isEmpty() && name.indexOf('.') < 0 && hasRoom(prefix, name)) {
          field(prefix + name, member.getValue());
        }
      }
    }

    private boolean hasRoom(String prefix, String name) {
      characters += prefix.length() + name.length();
      boolean hasRoom = name.length() <= LONGEST_NAME && characters <= MOST_PATH_CHARACTERS;
      isCut |= !hasRoom;
      return hasRoom;
    }

    private void field(String path, JsonNode node) {
      for (JsonNode item : node.isArray() ? Set.copyOf(items(node)) : Set.of(node)) {
        if (item.isNull()) {
          continue;
        }
        facts.has(path);
        if (item.isObject()) {
          of(path + ".", item);
        } else if (item.isTextual()) {
          facts.add(path, new FilterValue.Text(item.textValue()));
        } else if (item.isNumber()) {
          facts.add(path, new FilterValue.Number(item.doubleValue()));
        } else if (item.isBoolean()) {
          facts.add(path, new FilterValue.Truth(item.booleanValue()));
        }
      }
    }
  }

  private static List<JsonNode> items(JsonNode list) {
    return list.valueStream().toList();
  }
}
