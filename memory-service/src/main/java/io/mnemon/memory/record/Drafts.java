package io.mnemon.memory.record;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.memory.sight.MemoryScope;
import io.mnemon.memory.sight.NamedScope;
import io.mnemon.memory.sight.Placements;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Layer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes memories of drafts, each in its place. */
final class Drafts {
  private final Placements placements;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  Drafts(Placements placements, Supplier<UUID> ids, InstantSource clock) {
    this.placements = placements;
    this.ids = ids;
    this.clock = clock;
  }

  private record Place(Layer layer, NamedScope named) {}

  private sealed interface ScopeResult {
    record Yes(MemoryScope scope) implements ScopeResult {}

    record No(ServiceException error) implements ScopeResult {}
  }

  /** Places every draft; drafts that name the same scope are placed once. */
  List<Placed> place(Caller caller, List<DraftResult> drafts) {
    Instant now = now();
    Map<Place, ScopeResult> places = new HashMap<>();
    return drafts.stream()
        .<Placed>map(
            result ->
                switch (result) {
                  case DraftResult.Invalid(ServiceException error) -> new Placed.No(error);
                  case DraftResult.Valid(Draft draft) ->
                      switch (places.computeIfAbsent(
                          new Place(draft.layer(), draft.named()), p -> scope(caller, draft))) {
                        case ScopeResult.No(ServiceException error) -> new Placed.No(error);
                        case ScopeResult.Yes(MemoryScope scope) ->
                            new Placed.Yes(memory(caller, draft, scope, now));
                      };
                })
        .toList();
  }

  private ScopeResult scope(Caller caller, Draft draft) {
    try {
      return new ScopeResult.Yes(
          placements.place(caller, draft.layer(), draft.named(), draft.path("scope")));
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.DEADLINE_EXCEEDED) {
        throw e;
      }
      return new ScopeResult.No(e);
    }
  }

  /** A draft as a memory, in a scope to which its writer may write. */
  Memory memory(Caller caller, Draft draft, MemoryScope scope) {
    return memory(caller, draft, scope, now());
  }

  private Memory memory(Caller caller, Draft draft, MemoryScope scope, Instant now) {
    return memory(
        scope,
        draft.attributes(),
        draft.episode(),
        draft.sourceMessageId(),
        draft.source(),
        new Provenance(
            caller.principal(),
            draft.learntInSession(),
            draft.messageIds(),
            draft.trust(),
            draft.recallId(),
            null,
            null),
        now);
  }

  /**
   * What was made from a memory, beside it.
   *
   * @param by who added that memory
   */
  List<Memory> derived(Memory source, UUID by, List<Attributes> facts) {
    Instant now = now();
    Provenance provenance = source.provenance().leadingTo(by, source.id());
    return facts.stream()
        .map(fact -> memory(source.scope(), fact, null, null, source.source(), provenance, now))
        .toList();
  }

  private Memory memory(
      MemoryScope scope,
      Attributes attributes,
      @Nullable String episode,
      @Nullable String sourceMessageId,
      Source source,
      Provenance provenance,
      Instant now) {
    return new Memory(
        ids.get(),
        scope,
        attributes,
        episode,
        sourceMessageId,
        source,
        provenance,
        1,
        now,
        now,
        0,
        List.of());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
