package io.mnemon.memory.record;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be changed about a memory: each change makes a new version.
 *
 * @param content UTF-8 text, never empty
 * @param kind what sort of thing it is
 * @param eventTime when what it tells of happened
 * @param validFrom from when it is true, from ever if null
 * @param validTo until when it is true, exclusive, for ever if null
 * @param expiresAt from when on no answer shows it, never if null
 * @param tags without duplicates
 * @param metadata a JSON object, none if null
 * @param importance 0 to 1
 * @param sensitivity how carefully it is kept
 */
public record Attributes(
    String content,
    Kind kind,
    Instant eventTime,
    @Nullable Instant validFrom,
    @Nullable Instant validTo,
    @Nullable Instant expiresAt,
    List<String> tags,
    @Nullable String metadata,
    double importance,
    Sensitivity sensitivity) {
  public Attributes {
    tags = List.copyOf(tags);
  }

  /** The same with another end of validity. */
  public Attributes until(@Nullable Instant end) {
    return new Attributes(
        content,
        kind,
        eventTime,
        validFrom,
        end,
        expiresAt,
        tags,
        metadata,
        importance,
        sensitivity);
  }

  /** The same of another importance. */
  public Attributes ofImportance(double another) {
    return new Attributes(
        content,
        kind,
        eventTime,
        validFrom,
        validTo,
        expiresAt,
        tags,
        metadata,
        another,
        sensitivity);
  }
}
