package io.mnemon.memory.promotion;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.memory.promotion.Promotion.State;
import io.mnemon.memory.promotion.PromotionStore.End;
import io.mnemon.memory.promotion.PromotionStore.Wanted;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryStore;
import io.mnemon.memory.sight.MemoryScope;
import io.mnemon.memory.sight.Placements;
import io.mnemon.memory.sight.Sight;
import io.mnemon.memory.sight.Sights;
import io.mnemon.memory.sight.Things;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Promotes memories: with the right to write there at once, without it when others have approved. A
 * personal memory leaves its person only with their consent, which an agent cannot give for them.
 */
public final class Promoting {
  private static final String ACTION = "memory.promote";

  private final Sights sights;
  private final Placements placements;
  private final MemoryStore memories;
  private final PromotionStore store;
  private final Targets targets;
  private final Copying copying;
  private final Approving approving;
  private final ApprovalDesk desk;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  Promoting(
      Sights sights,
      Placements placements,
      MemoryStore memories,
      PromotionStore store,
      Targets targets,
      Copying copying,
      Approving approving,
      ApprovalDesk desk,
      Supplier<UUID> ids,
      InstantSource clock) {
    this.sights = sights;
    this.placements = placements;
    this.memories = memories;
    this.store = store;
    this.targets = targets;
    this.copying = copying;
    this.approving = approving;
    this.desk = desk;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Promotes a memory; one that was promoted, or is on its way, stays as it is.
   *
   * @param unit where to; null for the only place there is
   * @throws ServiceException NOT_FOUND if the caller does not see the memory or the unit;
   *     FAILED_PRECONDITION if it is private or secret, or belongs to the company already
   */
  public Promotion promote(Caller caller, UUID id, @Nullable UUID unit) {
    Sight sight = around(caller, Things.memory(id));
    Memory memory = memory(sight, id);
    placements.permit(caller, ACTION, memory.scope());
    Copying.requireShareable(memory);
    Optional<Promotion> earlier = earlier(sight, id);
    if (earlier.isPresent() && earlier.get().state() != State.PROPOSED) {
      return earlier.get();
    }
    MemoryScope to = targets.of(caller, memory.scope(), unit);
    Promotion promotion =
        earlier
            .filter(proposed -> proposed.version() == memory.version())
            .orElseGet(() -> begin(caller, sight, memory, to, earlier));
    return isConsent(caller, memory.scope()) ? go(caller, sight, promotion, memory, to) : promotion;
  }

  private Sight around(Caller caller, Things things) {
    return sights.of(caller, "memory.read", things);
  }

  private Memory memory(Sight sight, UUID id) {
    return memories
        .find(sight.scope(), id)
        .orElseThrow(() -> ServiceException.notFound("memory " + id));
  }

  /** The promotion that is open, or whose copy is there. */
  private Optional<Promotion> earlier(Sight sight, UUID memory) {
    return store
        .list(
            sight.scope(),
            new Wanted(Set.of(State.PROPOSED, State.PENDING, State.PROMOTED), memory),
            10)
        .stream()
        .filter(one -> one.memory().equals(memory))
        .filter(
            one ->
                one.copy() == null
                    || memories
                        .find(TenantScope.system(sight.tenant(), "promotion"), one.copy())
                        .isPresent())
        .findFirst();
  }

  private Promotion begin(
      Caller caller, Sight sight, Memory memory, MemoryScope to, Optional<Promotion> outdated) {
    outdated.ifPresent(
        old ->
            close(
                sight.scope(),
                old.id(),
                new End(
                    State.REFUSED,
                    "the memory has changed since it was proposed",
                    null,
                    null,
                    null,
                    now())));
    Promotion promotion =
        new Promotion(
            ids.get(),
            memory.id(),
            memory.version(),
            memory.scope().id(),
            to.layer(),
            to.key().unit(),
            State.PROPOSED,
            null,
            "",
            caller.principal(),
            null,
            null,
            null,
            now(),
            null,
            0);
    if (!store.begin(sight.scope().narrowedTo(Set.of(memory.scope().id())), promotion)) {
      throw new ServiceException(
          ErrorCode.ABORTED, "somebody else promotes this memory in this moment: try again");
    }
    return promotion;
  }

  /** An application speaks for those for whom it may act; an agent does not. */
  private static boolean isConsent(Caller caller, MemoryScope scope) {
    return !scope.layer().isPersonal()
        || caller.kind() == PrincipalKind.APPLICATION
        || caller.principal().equals(scope.key().user());
  }

  private Promotion go(
      Caller caller, Sight sight, Promotion promotion, Memory memory, MemoryScope to) {
    TenantScope scope = sight.scope().narrowedTo(Set.of(memory.scope().id()));
    if (placements.mayAdd(caller, to)) {
      UUID copy = copying.copy(caller, promotion.id(), memory, to);
      close(
          scope,
          promotion.id(),
          new End(State.PROMOTED, "", copy, to.key().unit(), caller.principal(), now()));
    } else if (store.ask(
        scope, promotion.id(), to.key().unit(), caller.principal(), desk.keep(caller), now())) {
      approving.begin(scope, promotion.id());
    }
    return find(sight, promotion.id());
  }

  private void close(TenantScope scope, UUID id, End end) {
    boolean isClosed = store.close(scope, id, end);
    if (!isClosed) {
      throw new ServiceException(
          ErrorCode.ABORTED, "somebody else has decided about this promotion: read it again");
    }
  }

  private Promotion find(Sight sight, UUID id) {
    return store
        .find(sight.scope(), id)
        .orElseThrow(() -> ServiceException.notFound("promotion " + id));
  }

  public Promotion get(Caller caller, UUID id) {
    return find(around(caller, Things.promotion(id)), id);
  }

  /** Those of memories that the caller sees, the latest first. */
  public List<Promotion> list(Caller caller, Wanted wanted, int limit) {
    return store.list(around(caller, Things.promotions()).scope(), wanted, limit);
  }

  /**
   * Consents to a proposal.
   *
   * @throws ServiceException PERMISSION_DENIED if it is not the caller's to consent;
   *     FAILED_PRECONDITION if it is not open any more, or the memory has changed
   */
  public Promotion accept(Caller caller, UUID id, @Nullable UUID unit) {
    Sight sight = around(caller, Things.promotion(id));
    Promotion promotion = find(sight, id);
    if (promotion.state() == State.PROMOTED || promotion.state() == State.PENDING) {
      return promotion;
    }
    Memory memory = open(caller, sight, promotion);
    Copying.requireShareable(memory);
    if (memory.version() != promotion.version()) {
      throw new ServiceException(
          ErrorCode.FAILED_PRECONDITION,
          "the memory has changed since this was proposed: promote it as it is now");
    }
    MemoryScope to = targets.of(caller, memory.scope(), unit == null ? promotion.unit() : unit);
    return go(caller, sight, promotion, memory, to);
  }

  /** The memory of a proposal that the caller may decide about. */
  private Memory open(Caller caller, Sight sight, Promotion promotion) {
    if (promotion.state() != State.PROPOSED) {
      throw new ServiceException(
          ErrorCode.FAILED_PRECONDITION,
          "the promotion is " + promotion.state().word() + ": there is nothing to decide any more");
    }
    Memory memory = memory(sight, promotion.memory());
    placements.permit(caller, ACTION, memory.scope());
    if (!isConsent(caller, memory.scope())) {
      throw new ServiceException(
          ErrorCode.PERMISSION_DENIED,
          "memory.promote of a personal memory needs the consent of its person: an agent can only"
              + " propose it");
    }
    return memory;
  }

  /** Turns a proposal down; it is not made again. */
  public Promotion dismiss(Caller caller, UUID id, String reason) {
    Sight sight = around(caller, Things.promotion(id));
    Promotion promotion = find(sight, id);
    if (promotion.state() == State.DISMISSED) {
      return promotion;
    }
    Memory memory = open(caller, sight, promotion);
    close(
        sight.scope().narrowedTo(Set.of(memory.scope().id())),
        id,
        new End(State.DISMISSED, reason, null, null, caller.principal(), now()));
    return find(sight, id);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
