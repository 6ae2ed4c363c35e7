package io.mnemon.governance.webhook;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of events.
 *
 * @param events types of events, or groups of them
 * @param oldSecretUntil until when the secret before the last rotation signs too
 * @param failingSince since when nothing could be delivered; null if the last delivery succeeded
 * @param disabled since when and why it gets nothing; null if it does
 */
record Webhook(
    UUID id,
    URI url,
    List<String> events,
    String description,
    UUID createdBy,
    Instant createdAt,
    @Nullable Instant oldSecretUntil,
    @Nullable Instant failingSince,
    @Nullable Disabled disabled) {
  Webhook {
    events = List.copyOf(events);
  }

  /** Since when, and why. */
  record Disabled(Instant at, String reason) {}
}
