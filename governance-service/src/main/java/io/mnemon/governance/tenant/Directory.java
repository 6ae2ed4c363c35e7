package io.mnemon.governance.tenant;

import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Answers who somebody is and where they stand. One round trip to the store; a second one where the
 * tenant's units have changed since the last time.
 */
public final class Directory {
  private final DirectoryStore store;
  private final UnitTrees trees;
  private final InstantSource clock;

  Directory(DirectoryStore store, UnitTrees trees, InstantSource clock) {
    this.store = store;
    this.trees = trees;
    this.clock = clock;
  }

  /** The caller and those that its request names. */
  public Snapshot look(Caller caller, PrincipalRef... named) {
    return look(caller, List.of(named));
  }

  /** The caller and those that its request names. */
  public Snapshot look(Caller caller, Collection<PrincipalRef> named) {
    Set<UUID> ids =
        named.stream()
            .map(PrincipalRef::id)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(HashSet::new));
    ids.add(caller.principal());
    Set<String> names = named.stream().map(PrincipalRef::name).collect(Collectors.toSet());
    return look(scopeOf(caller), ids, names);
  }

  /** Those with one of the ids or names; what does not exist is left out. */
  public Snapshot look(TenantScope scope, Collection<UUID> ids, Collection<String> names) {
    DirectoryStore.Entries entries = store.find(scope, ids, names);
    return new Snapshot(
        clock.instant(), entries.epoch(), trees.tree(scope, entries.epoch()), entries.grantees());
  }

  /** The caller's tenant. Nothing of governance belongs to a scope of memories. */
  public static TenantScope scopeOf(Caller caller) {
    return TenantScope.of(caller.tenant(), Set.of());
  }
}
