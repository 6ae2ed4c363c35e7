package io.mnemon.memory.retention;

import io.mnemon.api.ServiceException;
import io.mnemon.memory.retention.Confirmations.Told;
import io.mnemon.memory.retention.RetentionStore.Due;
import io.mnemon.memory.sight.Placements;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's retention rules. What would take away much of a layer at once waits until somebody who
 * was told how much has confirmed it.
 */
public final class RetentionRules {
  private static final String JOB = "retention";

  private final Placements placements;
  private final RetentionStore store;
  private final Confirmations confirmations;
  private final InstantSource clock;
  private final Guard guard;

  public RetentionRules(
      Placements placements,
      RetentionStore store,
      Confirmations confirmations,
      InstantSource clock,
      Guard guard) {
    this.placements = placements;
    this.store = store;
    this.confirmations = confirmations;
    this.clock = clock;
    this.guard = guard;
  }

  /**
   * What a rule may take away unasked.
   *
   * @param share this share of the memories of a layer, 0 to 1
   * @param few or so many, if that is more
   */
  public record Guard(double share, long few) {
    boolean admits(RetentionRule rule, Due due) {
      return due.due() <= Math.max(few, Math.max(rule.allowance(), (long) (share * due.total())));
    }
  }

  /**
   * A rule and what it would do now.
   *
   * @param confirmation what a call has to bring to have it done; null if it needs none
   */
  public record Standing(
      RetentionRule rule, Due due, boolean isHeld, @Nullable String confirmation, Instant until) {}

  public List<Standing> all(Caller caller) {
    placements.permit(caller, "retention.read");
    return store.rules(scope(caller), Optional.empty()).stream()
        .map(rule -> standing(caller, rule))
        .toList();
  }

  public Standing of(Caller caller, Layer layer) {
    placements.permit(caller, "retention.read");
    return standing(caller, found(caller, layer));
  }

  private RetentionRule found(Caller caller, Layer layer) {
    return store.rules(scope(caller), Optional.of(layer)).stream()
        .findFirst()
        .orElseThrow(() -> ServiceException.notFound("a retention rule of layer " + layer.word()));
  }

  /**
   * @param confirmation of what the rule would take away at once; may be empty
   * @return the rule as it stands; one that is held has not been made
   */
  public Standing put(Caller caller, Layer layer, int afterDays, String confirmation) {
    placements.permit(caller, "retention.put");
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    String what = what(layer, afterDays);
    long allowance = confirmations.read(caller, what, confirmation).map(Told::count).orElse(0L);
    RetentionRule rule = new RetentionRule(layer, afterDays, allowance, now, null);
    Standing standing = standing(caller, rule);
    if (!standing.isHeld()) {
      store.put(scope(caller), rule, caller.principal());
    }
    return standing;
  }

  public void delete(Caller caller, Layer layer) {
    placements.permit(caller, "retention.delete");
    if (!store.delete(scope(caller), layer)) {
      throw ServiceException.notFound("a retention rule of layer " + layer.word());
    }
  }

  private Standing standing(Caller caller, RetentionRule rule) {
    Due due =
        store.due(
            TenantScope.system(caller.tenant(), JOB), rule.layer(), before(rule, clock.instant()));
    boolean isHeld = !guard.admits(rule, due);
    Told told = confirmations.tell(due.due(), 0);
    return new Standing(
        rule,
        due,
        isHeld,
        isHeld ? confirmations.of(caller, what(rule.layer(), rule.afterDays()), told) : null,
        told.until());
  }

  /** Until when a memory must have changed for a rule to keep it. */
  static Instant before(RetentionRule rule, Instant now) {
    return now.minus(Duration.ofDays(rule.afterDays()));
  }

  private static String what(Layer layer, int afterDays) {
    return "retention %s %d".formatted(layer.word(), afterDays);
  }

  private static TenantScope scope(Caller caller) {
    return TenantScope.of(caller.tenant(), Set.of());
  }
}
