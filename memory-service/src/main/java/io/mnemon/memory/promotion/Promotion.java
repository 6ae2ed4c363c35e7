package io.mnemon.memory.promotion;

import io.mnemon.crypto.Bytes;
import io.mnemon.tenancy.Layer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A memory on its way one step up.
 *
 * @param memory what is promoted
 * @param version the version that is promoted: another one is not
 * @param scopeId the scope of what is promoted
 * @param layer where it is to go
 * @param unit the unit of that layer; null for a layer without, or if it has not been chosen yet
 * @param score why it was proposed, 0 to 1; null if somebody asked for it
 * @param reason why it came to its state, empty if that needs no saying
 * @param principal who asked for it; null if nobody has yet
 * @param caller who asked for it, as they will stand when it is carried out
 * @param approval the request for approval, once there is one
 * @param copy what it was promoted to, once it was
 */
public record Promotion(
    UUID id,
    UUID memory,
    long version,
    UUID scopeId,
    Layer layer,
    @Nullable UUID unit,
    State state,
    @Nullable Double score,
    String reason,
    @Nullable UUID principal,
    @Nullable Bytes caller,
    @Nullable UUID approval,
    @Nullable UUID copy,
    Instant createdAt,
    @Nullable Instant closedAt,
    int attempts) {

  /** How far it is. */
  public enum State {
    /** Waits for the consent of whom it concerns. */
    PROPOSED,
    /** Waits for the approval of others. */
    PENDING,
    PROMOTED,
    DISMISSED,
    REFUSED;

    public static Optional<State> ofWord(String word) {
      return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
