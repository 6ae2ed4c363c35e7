package io.mnemon.memory.retention;

import io.mnemon.api.ServiceException;
import io.mnemon.memory.record.AfterCommit;
import io.mnemon.memory.record.AfterCommit.Committed;
import io.mnemon.memory.record.MemoryReader.Stored;
import io.mnemon.memory.record.Selection;
import io.mnemon.memory.retention.Confirmations.Told;
import io.mnemon.memory.retention.DeletionStore.Counted;
import io.mnemon.memory.retention.DeletionStore.Deleted;
import io.mnemon.memory.sight.MemoryScope;
import io.mnemon.memory.sight.NamedScope;
import io.mnemon.memory.sight.Placements;
import io.mnemon.memory.sight.Sight;
import io.mnemon.memory.sight.Sights;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Deletes selections of memories, never more than somebody was told. A coordinate that is named
 * must be part of every layer that is meant, so that naming a user cannot mean the company too.
 */
public final class Deleting {
  private static final String DELETE = "memory.delete";

  private final Sights sights;
  private final Placements placements;
  private final DeletionStore store;
  private final Confirmations confirmations;
  private final AfterCommit afterCommit;
  private final InstantSource clock;
  private final int batch;
  private final int mostAtOnce;

  /**
   * @param batch how many are deleted in one transaction
   * @param mostAtOnce how many one call deletes
   */
  public Deleting(
      Sights sights,
      Placements placements,
      DeletionStore store,
      Confirmations confirmations,
      AfterCommit afterCommit,
      InstantSource clock,
      int batch,
      int mostAtOnce) {
    this.sights = sights;
    this.placements = placements;
    this.store = store;
    this.confirmations = confirmations;
    this.afterCommit = afterCommit;
    this.clock = clock;
    this.batch = batch;
    this.mostAtOnce = mostAtOnce;
  }

  /**
   * What is to be deleted.
   *
   * @param layers only these; if empty, those that have the coordinates that are named
   */
  public record Request(NamedScope named, Set<Layer> layers, Selection selection, boolean purge) {
    public Request {
      layers = Set.copyOf(layers);
    }

    /** What a confirmation of it is bound to. */
    String name() {
      return "delete %s %s %s %s"
          .formatted(named, layers.stream().sorted().toList(), selection.name(), purge);
    }
  }

  /**
   * What was done, and what is left.
   *
   * @param confirmation what the next call has to bring; empty if nothing is left
   */
  public record Report(long left, long deleted, @Nullable String confirmation, Instant until) {}

  /**
   * @throws ServiceException INVALID_ARGUMENT if neither scope nor layers are named, or a
   *     coordinate is not part of a layer; PERMISSION_DENIED if some of the scopes may be seen but
   *     not changed; FAILED_PRECONDITION if the confirmation does not hold
   */
  public Report delete(Caller caller, Request request, String confirmation) {
    TenantScope scope = scope(caller, request);
    Optional<Told> told = confirmations.read(caller, request.name(), confirmation);
    if (told.isEmpty()) {
      return counted(caller, request, store.count(scope, request.selection(), Long.MAX_VALUE), 0);
    }
    long last = told.get().last();
    Counted now = store.count(scope, request.selection(), last);
    if (now.count() > told.get().count()) {
      return counted(caller, request, now, 0);
    }
    long allowed = Math.min(now.count(), mostAtOnce);
    long deleted = 0;
    while (deleted < allowed) {
      int most = (int) Math.min(batch, allowed - deleted);
      int some = deleteSome(caller, scope, request, last, most);
      if (some == 0) {
        break;
      }
      deleted += some;
    }
    return counted(caller, request, new Counted(Math.max(0, now.count() - deleted), last), deleted);
  }

  private Report counted(Caller caller, Request request, Counted counted, long deleted) {
    Told told = confirmations.tell(counted.count(), counted.last());
    return new Report(
        counted.count(),
        deleted,
        counted.count() == 0 ? null : confirmations.of(caller, request.name(), told),
        told.until());
  }

  private int deleteSome(Caller caller, TenantScope scope, Request request, long last, int most) {
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<Deleted> deleted =
        store.delete(
            scope, request.selection(), last, most, caller.principal(), at, request.purge());
    if (!deleted.isEmpty()) {
      afterCommit.committed(
          scope.tenant(),
          deleted.stream()
              .map(
                  each ->
                      new Committed(
                          new Stored.Gone(each.id(), each.version(), at), each.outboxRow()))
              .toList());
    }
    return deleted.size();
  }

  /** Exactly the scopes that are meant, each of which the caller may change. */
  private TenantScope scope(Caller caller, Request request) {
    Set<Layer> layers = layers(request);
    Sight sight = sights.of(caller, DELETE, request.named(), layers);
    String unit = request.named().unit();
    List<MemoryScope> meant =
        store.scopes(sight.scope()).stream()
            .filter(scope -> layers.contains(scope.layer()))
            .filter(
                scope ->
                    unit == null
                        || (scope.key().unit() != null
                            && scope.key().unit().toString().equalsIgnoreCase(unit)))
            .toList();
    Set<Where> asked = new HashSet<>();
    for (MemoryScope scope : meant) {
      if (asked.add(new Where(scope.layer(), scope.key().unit(), scope.key().user()))) {
        placements.permitChange(caller, DELETE, scope);
      }
    }
    return sight
        .scope()
        .narrowedTo(meant.stream().map(MemoryScope::id).collect(Collectors.toUnmodifiableSet()));
  }

  /** What a right depends on. */
  private record Where(Layer layer, @Nullable UUID unit, @Nullable UUID user) {}

  private static Set<Layer> layers(Request request) {
    NamedScope named = request.named();
    if (request.layers().isEmpty()) {
      Set<Layer> having = EnumSet.allOf(Layer.class);
      having.removeIf(layer -> foreign(layer, named) != null);
      if (named.equals(NamedScope.ANYWHERE) || having.isEmpty()) {
        throw ServiceException.invalid(
            "scope",
            "must say what is meant: name a user, an agent, a session or a unit, or name layers");
      }
      return having;
    }
    for (Layer layer : request.layers()) {
      String coordinate = foreign(layer, named);
      if (coordinate != null) {
        throw ServiceException.invalid(
            "scope." + coordinate,
            "a memory of layer %s has no %s: leave it out or name other layers"
                .formatted(layer.word(), coordinate));
      }
    }
    return request.layers();
  }

  /** A coordinate that is named and that the layer does not have. */
  private static @Nullable String foreign(Layer layer, NamedScope named) {
    if (named.user() != null && !layer.isPersonal()) {
      return "user";
    }
    if (named.agent() != null && layer != Layer.AGENT) {
      return "agent";
    }
    if (named.session() != null && layer != Layer.SESSION) {
      return "session";
    }
    return named.unit() != null && !layer.isUnit() ? "unit" : null;
  }
}
