package io.mnemon.memory.record;

import io.mnemon.tenancy.Layer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * How importance is lifted by use and fades without.
 *
 * <p>Effective importance = (1 − (1 − i)·(1 − lift)^uses)·e^(−rate·days since the last use). Each
 * use takes a small share of what importance lacks, so it never passes 1; the time since takes its
 * part again. Nothing of this is stored: computed daily, hourly or at once it is the same.
 */
public final class Decay {
  private static final double DAY_SECONDS = Duration.ofDays(1).toSeconds();

  private final Map<Layer, Double> ratePerDay;
  private final double lift;

  /**
   * @param ratePerDay by layer, 0 or more
   * @param lift the share of what importance lacks that one use takes away, 0 to 1
   */
  public Decay(Map<Layer, Double> ratePerDay, double lift) {
    this.ratePerDay = new EnumMap<>(ratePerDay);
    this.lift = lift;
    for (Layer layer : Layer.values()) {
      if (!(ratePerDay.getOrDefault(layer, -1.0) >= 0)) {
        throw new IllegalArgumentException(
            "the decay of layer " + layer.word() + " must be 0 or more per day");
      }
    }
    if (!(lift >= 0 && lift < 1)) {
      throw new IllegalArgumentException("the lift of a use must be 0 or more and less than 1");
    }
  }

  public double ratePerDay(Layer layer) {
    return ratePerDay.getOrDefault(layer, 0.0);
  }

  /** The same with a share of each rate. */
  public Decay slowedTo(double share) {
    Map<Layer, Double> slow = new EnumMap<>(Layer.class);
    ratePerDay.forEach((layer, rate) -> slow.put(layer, share * rate));
    return new Decay(slow, lift);
  }

  /** The share of what importance lacks that one use takes away. */
  public double lift() {
    return lift;
  }

  public Worth worth(Layer layer, long uses, Instant lastUse, Instant now, boolean isArchived) {
    Duration since = Duration.between(lastUse, now);
    double days = Math.max(0, since.toSeconds() + since.getNano() / 1e9) / DAY_SECONDS;
    return new Worth(
        uses, lastUse, Math.pow(1 - lift, uses), Math.exp(-ratePerDay(layer) * days), isArchived);
  }
}
