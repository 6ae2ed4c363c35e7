package io.mnemon.memory;

import io.mnemon.inference.Embedding;
import io.mnemon.memory.recall.VectorReader;
import io.mnemon.memory.record.Kind;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryReader;
import io.mnemon.memory.record.Sensitivity;
import io.mnemon.memory.record.VectorWriter;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The record of one tenant in a map. */
public final class HeapMemoryReader implements MemoryReader, VectorWriter, VectorReader {
  private static final Comparator<Memory> IN_EPISODE =
      Comparator.comparing((Memory memory) -> memory.attributes().eventTime())
          .thenComparing(Memory::id);

  private final InstantSource clock;
  private final Map<UUID, Stored> stored = new TreeMap<>();
  private final List<Memory> versions = new ArrayList<>();
  private int read;

  public HeapMemoryReader(InstantSource clock) {
    this.clock = clock;
  }

  public synchronized Stored.Live put(Memory memory, Optional<Embedding> vector) {
    Stored.Live live = new Stored.Live(memory, vector);
    stored.put(memory.id(), live);
    versions.add(memory);
    return live;
  }

  public synchronized Stored.Gone delete(UUID id) {
    long version = Objects.requireNonNull(stored.get(id)).version() + 1;
    Stored.Gone gone = new Stored.Gone(id, version, clock.instant());
    stored.put(id, gone);
    return gone;
  }

  /** As if its content was lost. */
  public synchronized void lose(UUID id) {
    long version = Objects.requireNonNull(stored.get(id)).version();
    stored.put(id, new Stored.Unreadable(id, version));
  }

  /** How many memories have been read for requests. */
  public synchronized int read() {
    return read;
  }

  @Override
  public Optional<Memory> find(TenantScope scope, UUID id) {
    return findAll(scope, Set.of(id)).stream().findFirst();
  }

  @Override
  public synchronized List<Memory> findAll(TenantScope scope, Set<UUID> ids) {
    List<Memory> found = visible(scope).filter(memory -> ids.contains(memory.id())).toList();
    read += found.size();
    return found;
  }

  @Override
  public synchronized Map<UUID, List<Memory>> neighbours(
      TenantScope scope, List<Memory> turns, int each) {
    Map<UUID, List<Memory>> all = new HashMap<>();
    for (Memory turn : turns) {
      List<Memory> episode = turn.episode() == null ? List.of() : episode(scope, turn);
      int at = episode.stream().map(Memory::id).toList().indexOf(turn.id());
      List<Memory> around =
          episode.subList(Math.max(0, at - each), Math.min(episode.size(), at + each + 1)).stream()
              .filter(memory -> !memory.id().equals(turn.id()))
              .toList();
      if (!around.isEmpty()) {
        all.put(turn.id(), around);
      }
    }
    return all;
  }

  private List<Memory> episode(TenantScope scope, Memory turn) {
    return visible(scope)
        .filter(memory -> Objects.equals(memory.episode(), turn.episode()))
        .sorted(IN_EPISODE)
        .toList();
  }

  @Override
  public synchronized List<Window> windows(TenantScope system, Set<UUID> ids, int reach) {
    List<Window> windows = new ArrayList<>();
    for (Memory each : versions) {
      if (ids.contains(each.id()) && each.episode() != null) {
        List<Memory> turns =
            episode(system, each).stream()
                .filter(turn -> turn.attributes().kind() == Kind.EPISODE)
                .filter(turn -> turn.attributes().sensitivity() != Sensitivity.SECRET)
                .toList();
        int place = (int) turns.stream().filter(t -> IN_EPISODE.compare(t, each) < 0).count();
        int from = Math.max(0, place - 2 * reach);
        int to = Math.min(turns.size(), place + 2 * reach + 1);
        windows.add(
            new Window(turns.subList(from, to).stream().map(Memory::id).toList(), place - from));
      }
    }
    return windows;
  }

  @Override
  public List<UUID> derived(TenantScope scope, UUID id) {
    return List.of();
  }

  @Override
  public synchronized List<Memory> changedSince(TenantScope scope, Instant knownAt, int limit) {
    return visible(scope)
        .filter(memory -> memory.updatedAt().isAfter(knownAt))
        .flatMap(
            memory ->
                versions.stream()
                    .filter(version -> version.id().equals(memory.id()))
                    .filter(version -> !version.updatedAt().isAfter(knownAt))
                    .max(Comparator.comparing(Memory::version))
                    .stream())
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized void secrets(
      TenantScope scope, Set<UUID> scopes, int limit, Consumer<List<Memory>> page) {
    visible(scope)
        .filter(memory -> scopes.contains(memory.scope().id()))
        .filter(memory -> memory.attributes().sensitivity() == Sensitivity.SECRET)
        .sorted(Comparator.comparing(Memory::id).reversed())
        .limit(limit)
        .forEach(memory -> page.accept(List.of(memory)));
  }

  @Override
  public synchronized List<Stored> stream(TenantScope system, Optional<UUID> after, int limit) {
    return stored.values().stream()
        .filter(each -> !(each instanceof Stored.Gone))
        .filter(each -> after.isEmpty() || each.id().compareTo(after.get()) > 0)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<Stored> stored(TenantScope system, Set<UUID> ids) {
    return stored.values().stream().filter(each -> ids.contains(each.id())).toList();
  }

  @Override
  public synchronized long count(TenantScope system) {
    return stored.values().stream().filter(each -> !(each instanceof Stored.Gone)).count();
  }

  @Override
  public synchronized void put(
      TenantScope system, UUID memory, long version, UUID scopeId, Embedding vector) {
    if (stored.get(memory) instanceof Stored.Live live && live.version() == version) {
      stored.put(memory, new Stored.Live(live.memory(), Optional.of(vector)));
    }
  }

  @Override
  public synchronized Map<UUID, Embedding> vectors(TenantScope scope, Set<UUID> memories) {
    Map<UUID, Embedding> vectors = new HashMap<>();
    Set<UUID> seen = visible(scope).map(Memory::id).collect(Collectors.toSet());
    for (Stored each : stored.values()) {
      if (each instanceof Stored.Live live
          && memories.contains(live.id())
          && seen.contains(live.id())) {
        live.vector().ifPresent(vector -> vectors.put(live.id(), vector));
      }
    }
    return vectors;
  }

  private Stream<Memory> visible(TenantScope scope) {
    Instant now = clock.instant();
    return stored.values().stream()
        .filter(Stored.Live.class::isInstance)
        .map(each -> ((Stored.Live) each).memory())
        .filter(memory -> scope.isSystem() || scope.scopes().contains(memory.scope().id()))
        .filter(
            memory -> {
              Instant expires = memory.attributes().expiresAt();
              return expires == null || expires.isAfter(now);
            });
  }
}
