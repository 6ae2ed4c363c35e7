package io.mnemon.memory.worth;

import io.mnemon.memory.record.Archive;
import io.mnemon.memory.record.Archive.Cold;
import io.mnemon.memory.worth.ArchiveStore.Idle;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Moves what is worth nothing to the archive, and removes objects that nothing points to.
 *
 * <p>Design. An object is written down, put, and only then pointed to by its memory, whose content
 * goes in the same commit. So a process may die at any point: before the commit the memory is whole
 * in the record and the object is loose; after it the object is durable. Every run may be repeated
 * and two may run at once: a memory is moved by its version, and each try has an object of its own.
 */
public final class Archiving {
  private static final String JOB = "archive";

  /** Of one scope in one run. */
  private static final int MOST_SURPLUS = 100_000;

  private final ArchiveStore store;
  private final Archive archive;
  private final Limits limits;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  /**
   * @param below the effective importance under which a memory is archived
   * @param mostOfScope how many memories of one scope stay in the record; 0 for any number
   * @param fresh how long after it was added or last used a memory stays there all the same
   * @param atOnce how many memories are looked at in one statement
   * @param looseAfter how long an object stays to which nothing points: longer than it takes to put
   *     one, and than a backup needs from the record to the objects
   */
  public record Limits(
      double below, int mostOfScope, Duration fresh, int atOnce, Duration looseAfter) {}

  public Archiving(
      ArchiveStore store, Archive archive, Limits limits, Supplier<UUID> ids, InstantSource clock) {
    this.store = store;
    this.archive = archive;
    this.limits = limits;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Looks through all memories of a tenant.
   *
   * @param goesOn asked before each page: whether to go on
   * @return how many were archived
   */
  public int run(UUID tenant, Supplier<Boolean> goesOn) {
    TenantScope system = TenantScope.system(tenant, JOB);
    int archived = 0;
    Optional<UUID> after = Optional.empty();
    while (goesOn.get()) {
      List<Idle> page = store.idle(system, clock.instant(), limits.below(), after, limits.atOnce());
      for (Idle memory : page) {
        archived += archive(system, memory) ? 1 : 0;
      }
      if (page.size() < limits.atOnce()) {
        break;
      }
      after = Optional.of(page.getLast().id());
    }
    archived += makeRoom(system, goesOn);
    removeLoose(system, goesOn);
    return archived;
  }

  private int makeRoom(TenantScope system, Supplier<Boolean> goesOn) {
    if (limits.mostOfScope() == 0) {
      return 0;
    }
    Instant now = clock.instant();
    Instant fresh = now.minus(limits.fresh());
    int archived = 0;
    for (UUID scope : store.crowded(system, now, limits.mostOfScope())) {
      List<Idle> surplus =
          store.surplus(system, scope, now, limits.mostOfScope(), fresh, MOST_SURPLUS);
      for (int i = 0; i < surplus.size(); i++) {
        if (i % limits.atOnce() == 0 && !goesOn.get()) {
          return archived;
        }
        archived += archive(system, surplus.get(i)) ? 1 : 0;
      }
    }
    return archived;
  }

  private boolean archive(TenantScope system, Idle memory) {
    Optional<Cold> content = store.content(system, memory);
    if (content.isEmpty()) {
      return false;
    }
    UUID object = ids.get();
    store.begin(system, object, memory.id(), clock.instant());
    // If this fails, whether it was committed may be unknown: what is loose goes in its time.
    archive.put(system.tenant(), object, content.get());
    boolean isMoved = store.move(system, object, memory);
    if (!isMoved) {
      remove(system, object);
    }
    return isMoved;
  }

  private void removeLoose(TenantScope system, Supplier<Boolean> goesOn) {
    Instant now = clock.instant();
    Instant before = now.minus(limits.looseAfter());
    List<UUID> loose;
    do {
      loose = store.loose(system, now, before, limits.atOnce());
      loose.forEach(object -> remove(system, object));
    } while (loose.size() == limits.atOnce() && goesOn.get());
  }

  private void remove(TenantScope system, UUID object) {
    archive.remove(system.tenant(), object);
    store.forget(system, object);
  }
}
