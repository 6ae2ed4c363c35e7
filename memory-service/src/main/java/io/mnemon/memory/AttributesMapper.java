package io.mnemon.memory;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.memory.record.Attributes;
import io.mnemon.memory.record.Kind;
import io.mnemon.memory.record.Sensitivity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What can be changed about a memory, out of a request, checked. */
final class AttributesMapper {
  static final int MAX_CONTENT_BYTES = 64 * 1024;
  private static final int MAX_TAGS = 64;
  private static final int MAX_TAG_LENGTH = 128;
  private static final int MAX_METADATA_BYTES = 16 * 1024;
  private static final int MAX_METADATA_DEPTH = 8;
  private static final double NEUTRAL_IMPORTANCE = 0.5;
  private static final char NUL = '\0';

  private static final Set<String> CHANGEABLE =
      new TreeSet<>(
          List.of(
              "content",
              "kind",
              "event_time",
              "valid_from",
              "valid_to",
              "expires_at",
              "tags",
              "metadata",
              "importance",
              "sensitivity"));

  private AttributesMapper() {}

  /** The attributes of a new memory, with defaults for what is absent. */
  static Attributes ofNew(Memory proto, Instant now, Checks checks) {
    Attributes attributes = of(proto, now, checks);
    checkTimes(attributes, now, checks);
    return attributes;
  }

  /** The attributes of a version that was recorded once, and whose time may have run out since. */
  static Attributes ofEarlier(Memory proto, Instant recordedAt, Checks checks) {
    Attributes attributes = of(proto, recordedAt, checks);
    checkTimes(attributes, Instant.MIN, checks);
    return attributes;
  }

  private static Attributes of(Memory proto, Instant absentEventTime, Checks checks) {
    Kind absent = proto.getEpisode().isEmpty() ? Kind.FACT : Kind.EPISODE;
    Instant eventTime =
        TimeMapper.instant(checks, "event_time", proto.hasEventTime(), proto.getEventTime());
    return new Attributes(
        content(proto, checks),
        checks.word("kind", proto.getKind(), Kind::ofWord, Kind::word, absent),
        eventTime == null ? absentEventTime : eventTime,
        TimeMapper.instant(checks, "valid_from", proto.hasValidFrom(), proto.getValidFrom()),
        TimeMapper.instant(checks, "valid_to", proto.hasValidTo(), proto.getValidTo()),
        TimeMapper.instant(checks, "expires_at", proto.hasExpiresAt(), proto.getExpiresAt()),
        tags(proto, checks),
        metadata(proto, checks),
        importance(proto, checks),
        sensitivity(proto, checks));
  }

  /** The attributes of a memory whose fields in the mask are replaced. */
  static Attributes ofChange(Attributes old, Memory proto, List<String> mask, Instant now) {
    if (mask.isEmpty()) {
      throw ServiceException.invalid(
          "update_mask", "must name what is to change: one of " + String.join(", ", CHANGEABLE));
    }
    Checks checks = new Checks("memory");
    for (String field : mask) {
      if (!CHANGEABLE.contains(field)) {
        checks.wrong(field, "cannot be changed; what can be are " + String.join(", ", CHANGEABLE));
      }
    }
    Instant eventTime =
        TimeMapper.instant(checks, "event_time", proto.hasEventTime(), proto.getEventTime());
    Attributes changed =
        new Attributes(
            mask.contains("content") ? content(proto, checks) : old.content(),
            mask.contains("kind")
                ? checks.word("kind", proto.getKind(), Kind::ofWord, Kind::word, Kind.FACT)
                : old.kind(),
            mask.contains("event_time") && eventTime != null ? eventTime : old.eventTime(),
            mask.contains("valid_from")
                ? TimeMapper.instant(
                    checks, "valid_from", proto.hasValidFrom(), proto.getValidFrom())
                : old.validFrom(),
            mask.contains("valid_to")
                ? TimeMapper.instant(checks, "valid_to", proto.hasValidTo(), proto.getValidTo())
                : old.validTo(),
            mask.contains("expires_at")
                ? TimeMapper.instant(
                    checks, "expires_at", proto.hasExpiresAt(), proto.getExpiresAt())
                : old.expiresAt(),
            mask.contains("tags") ? tags(proto, checks) : old.tags(),
            mask.contains("metadata") ? metadata(proto, checks) : old.metadata(),
            mask.contains("importance") ? importance(proto, checks) : old.importance(),
            mask.contains("sensitivity") ? sensitivity(proto, checks) : old.sensitivity());
    if (mask.contains("event_time") && eventTime == null) {
      checks.wrong("event_time", "cannot be taken away: give another time");
    }
    checkTimes(changed, mask.contains("expires_at") ? now : Instant.MIN, checks);
    checks.done();
    return changed;
  }

  private static String content(Memory proto, Checks checks) {
    checks.text("content", proto.getContent(), MAX_CONTENT_BYTES);
    return proto.getContent();
  }

  private static double importance(Memory proto, Checks checks) {
    return proto.hasImportance()
        ? checks.fraction("importance", proto.getImportance())
        : NEUTRAL_IMPORTANCE;
  }

  private static Sensitivity sensitivity(Memory proto, Checks checks) {
    return checks.word(
        "sensitivity",
        proto.getSensitivity(),
        Sensitivity::ofWord,
        Sensitivity::word,
        Sensitivity.INTERNAL);
  }

  private static void checkTimes(Attributes attributes, Instant now, Checks checks) {
    Instant from = attributes.validFrom();
    Instant to = attributes.validTo();
    if (from != null && to != null && !from.isBefore(to)) {
      checks.wrong("valid_to", "must be later than valid_from");
    }
    Instant expiresAt = attributes.expiresAt();
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      checks.wrong("expires_at", "must be in the future");
    }
  }

  private static List<String> tags(Memory proto, Checks checks) {
    if (proto.getTagsCount() > MAX_TAGS) {
      checks.wrong(
          "tags", "has " + proto.getTagsCount() + " tags, at most " + MAX_TAGS + " are kept");
      return List.of();
    }
    Set<String> tags = new LinkedHashSet<>();
    for (int i = 0; i < proto.getTagsCount(); i++) {
      String tag = proto.getTags(i);
      if (checks.name("tags[" + i + "]", tag, MAX_TAG_LENGTH) == null) {
        checks.wrong("tags[" + i + "]", "must not be empty");
      }
      tags.add(tag);
    }
    return List.copyOf(tags);
  }

  private static @Nullable String metadata(Memory proto, Checks checks) {
    if (!proto.hasMetadata()) {
      return null;
    }
    Struct metadata = proto.getMetadata();
    if (depth(metadata) > MAX_METADATA_DEPTH) {
      checks.wrong("metadata", "is nested deeper than " + MAX_METADATA_DEPTH + " levels");
      return null;
    }
    MetadataMapper.checkNames(metadata, checks);
    try {
      String json = JsonFormat.printer().omittingInsignificantWhitespace().print(metadata);
      int bytes = json.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_METADATA_BYTES) {
        checks.wrong(
            "metadata",
            "has " + bytes + " bytes of JSON, at most " + MAX_METADATA_BYTES + " are kept");
      }
      if (hasNul(metadata)) {
        checks.wrong("metadata", "must not contain the character U+0000");
      }
      return json;
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      checks.wrong("metadata", "must be a JSON object of finite numbers, text, lists and objects");
      return null;
    }
  }

  private static boolean hasNul(Struct struct) {
    return struct.getFieldsMap().entrySet().stream()
        .anyMatch(field -> field.getKey().indexOf(NUL) >= 0 || hasNul(field.getValue()));
  }

  private static boolean hasNul(Value value) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> value.getStringValue().indexOf(NUL) >= 0;
      case STRUCT_VALUE -> hasNul(value.getStructValue());
      case LIST_VALUE ->
          value.getListValue().getValuesList().stream().anyMatch(AttributesMapper::hasNul);
      case NULL_VALUE, NUMBER_VALUE, BOOL_VALUE, KIND_NOT_SET -> false;
    };
  }

  private static int depth(Struct struct) {
    return 1
        + struct.getFieldsMap().values().stream().mapToInt(AttributesMapper::depth).max().orElse(0);
  }

  private static int depth(Value value) {
    return switch (value.getKindCase()) {
      case STRUCT_VALUE -> depth(value.getStructValue());
      case LIST_VALUE ->
          1
              + value.getListValue().getValuesList().stream()
                  .mapToInt(AttributesMapper::depth)
                  .max()
                  .orElse(0);
      case NULL_VALUE, NUMBER_VALUE, STRING_VALUE, BOOL_VALUE, KIND_NOT_SET -> 0;
    };
  }
}
