package io.mnemon.governance.epoch;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * The tenants whose authorization epoch has moved lately.
 *
 * @param asOf every change that was committed before is among these, or among those of an earlier
 *     question
 * @param epochs the epoch by tenant
 */
record EpochChanges(Instant asOf, Map<UUID, Long> epochs) {
  EpochChanges {
    epochs = Map.copyOf(epochs);
  }
}
