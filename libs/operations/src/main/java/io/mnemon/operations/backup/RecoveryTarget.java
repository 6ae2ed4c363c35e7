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
 */
public record RecoveryTarget(Optional<Instant> time) {

  private static final String LATEST = "latest";

  /** Reads {@code latest}, or a time in ISO 8601; without an offset it is UTC. */
  public static RecoveryTarget parse(String text) {
    if (text.equals(LATEST)) {
      return new RecoveryTarget(Optional.empty());
    }
    String iso = text.strip().replaceFirst(" ", "T");
    try {
      return new RecoveryTarget(Optional.of(OffsetDateTime.parse(iso).toInstant()));
    } catch (DateTimeException e) {
      return withoutOffset(text, iso);
    }
  }

  private static RecoveryTarget withoutOffset(String text, String iso) {
    try {
      return new RecoveryTarget(Optional.of(LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC)));
    } catch (DateTimeException e) {
      throw new Refusal(
          "\"%s\" is no time. Write it like 2026-11-27T19:30:00Z, or latest.".formatted(text), e);
    }
  }
}
