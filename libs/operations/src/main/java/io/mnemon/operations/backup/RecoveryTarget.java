package io.mnemon.operations.backup;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Up to where archived WAL is replayed.
 *
 * @param time the last moment whose commits are kept; empty for all there is
 * @param timeline along which; empty if there should be one only
 */
public record RecoveryTarget(Optional<Instant> time, Optional<WantedTimeline> timeline) {

  private static final String LATEST = "latest";

  /** Reads {@code latest}, or a time in ISO 8601; without an offset it is UTC. */
  public static RecoveryTarget parse(String text) {
    if (text.equals(LATEST)) {
      return new RecoveryTarget(Optional.empty(), Optional.empty());
    }
    String iso = text.strip().replaceFirst(" ", "T");
    try {
      return until(OffsetDateTime.parse(iso).toInstant());
    } catch (DateTimeException e) {
      return withoutOffset(text, iso);
    }
  }

  private static RecoveryTarget withoutOffset(String text, String iso) {
    try {
      return until(LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      throw new Refusal(
          "\"%s\" is no time. Write it like 2026-11-27T19:30:00Z, or latest.".formatted(text), e);
    }
  }

  private static RecoveryTarget until(Instant time) {
    return new RecoveryTarget(Optional.of(time), Optional.empty());
  }

  /** The same, along the timeline that is named. */
  public RecoveryTarget along(Optional<WantedTimeline> named) {
    return new RecoveryTarget(time, named);
  }
}
