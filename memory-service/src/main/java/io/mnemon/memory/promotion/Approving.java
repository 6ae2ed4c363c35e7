package io.mnemon.memory.promotion;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.crypto.Bytes;
import io.mnemon.memory.promotion.Promotion.State;
import io.mnemon.memory.promotion.PromotionStore.End;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryStore;
import io.mnemon.memory.sight.MemoryScope;
import io.mnemon.memory.sight.Sights;
import io.mnemon.memory.sight.Things;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries out promotions that others have to approve. Governance cannot call here, so what is
 * pending is looked at from time to time, less and less often. Everything is judged anew at the
 * end: as the memory is then, and as who asked stands then.
 */
public final class Approving {
  private static final Logger LOG = Logger.getLogger(Approving.class);
  private static final String JOB = "promotion";
  private static final int MOST_DOUBLINGS = 20;

  private final Sights sights;
  private final MemoryStore memories;
  private final PromotionStore store;
  private final Targets targets;
  private final Copying copying;
  private final ApprovalDesk desk;
  private final Pauses pauses;
  private final InstantSource clock;

  /**
   * @param first how long after the request it is looked at first
   * @param longest between two looks at most
   */
  public record Pauses(Duration first, Duration longest) {
    Duration after(int attempts) {
      Duration pause = first.multipliedBy(1L << Math.min(attempts, MOST_DOUBLINGS));
      return pause.compareTo(longest) < 0 ? pause : longest;
    }
  }

  Approving(
      Sights sights,
      MemoryStore memories,
      PromotionStore store,
      Targets targets,
      Copying copying,
      ApprovalDesk desk,
      Pauses pauses,
      InstantSource clock) {
    this.sights = sights;
    this.memories = memories;
    this.store = store;
    this.targets = targets;
    this.copying = copying;
    this.desk = desk;
    this.pauses = pauses;
    this.clock = clock;
  }

  /** Asks for approval at once; if governance is away it is asked for later. */
  void begin(TenantScope scope, UUID id) {
    try {
      look(scope.tenant(), id);
    } catch (ServiceException e) {
      if (!isPassing(e)) {
        store.close(system(scope.tenant()), id, refused(e.publicMessage()));
        throw e;
      }
      LOG.infof("approval of promotion %s is asked for later: %s", id, e.getMessage());
    }
  }

  private static boolean isPassing(ServiceException e) {
    return e.code() == ErrorCode.UNAVAILABLE
        || e.code() == ErrorCode.DEADLINE_EXCEEDED
        || e.code() == ErrorCode.RESOURCE_EXHAUSTED
        || e.code() == ErrorCode.ABORTED
        || e.code() == ErrorCode.INTERNAL;
  }

  private static TenantScope system(UUID tenant) {
    return TenantScope.system(tenant, JOB);
  }

  /** Looks what has become of a pending promotion, and does what is to be done. */
  public void look(UUID tenant, UUID id) {
    TenantScope system = system(tenant);
    Promotion promotion = store.find(system, id).orElse(null);
    Bytes kept = promotion == null ? null : promotion.caller();
    if (promotion == null || kept == null || promotion.state() != State.PENDING) {
      return;
    }
    store.later(system, id, now().plus(pauses.after(promotion.attempts())));
    Caller caller = desk.kept(kept);
    Optional<Memory> memory = Optional.empty();
    String obstacle = null;
    try {
      memory = memories.find(around(caller, promotion.memory()), promotion.memory());
      obstacle = obstacle(promotion, memory.orElse(null));
    } catch (ServiceException e) {
      if (isPassing(e)) {
        throw e;
      }
      obstacle = e.publicMessage();
    }
    if (memory.isEmpty() || obstacle != null) {
      refuse(system, caller, promotion, obstacle == null ? "the memory is gone" : obstacle);
      return;
    }
    go(system, caller, promotion, memory.get());
  }

  private TenantScope around(Caller caller, UUID memory) {
    return sights.of(caller, "memory.read", Things.memory(memory)).scope();
  }

  /** Why it cannot be carried out, whatever others say. */
  private static @Nullable String obstacle(Promotion promotion, @Nullable Memory memory) {
    if (memory == null) {
      return "the memory was deleted, or who asked does not see it any more";
    }
    if (memory.version() != promotion.version()) {
      return "the memory has changed since it was asked for";
    }
    try {
      Copying.requireShareable(memory);
    } catch (ServiceException e) {
      return e.publicMessage();
    }
    return null;
  }

  private void go(TenantScope system, Caller caller, Promotion promotion, Memory memory) {
    MemoryScope to;
    try {
      to = targets.of(caller, memory.scope(), promotion.unit());
    } catch (ServiceException e) {
      if (isPassing(e)) {
        throw e;
      }
      refuse(system, caller, promotion, "who asked has no part in that unit any more");
      return;
    }
    UUID approval = promotion.approval();
    if (approval == null) {
      UUID unit = to.key().unit();
      store.asked(
          system,
          promotion.id(),
          desk.ask(
              caller,
              promotion,
              unit == null ? caller.tenant() : unit,
              Redaction.of(memory.attributes())));
      return;
    }
    switch (desk.answer(caller, approval)) {
      case ApprovalDesk.Answer.Waiting() -> {}
      case ApprovalDesk.Answer.Refused(String reason) ->
          store.close(system, promotion.id(), refused(reason));
      case ApprovalDesk.Answer.Approved() -> {
        UUID copy = copying.copy(caller, promotion.id(), memory, to);
        store.close(system, promotion.id(), new End(State.PROMOTED, "", copy, null, null, now()));
      }
    }
  }

  private void refuse(TenantScope system, Caller caller, Promotion promotion, String reason) {
    store.close(system, promotion.id(), refused(reason));
    if (promotion.approval() != null) {
      desk.withdraw(caller, promotion.approval(), reason);
    }
  }

  private End refused(String reason) {
    return new End(State.REFUSED, reason, null, null, null, now());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
