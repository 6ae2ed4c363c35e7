package io.mnemon.memory.worth;

import io.mnemon.memory.record.Archive.Cold;
import io.mnemon.memory.record.Memory;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What of the record has moved to the archive. An object is written down before it is put, so that
 * none can be lost track of: one that no memory points to is loose.
 */
public interface ArchiveStore {
  /**
   * Memories that are worth less than the limit, or poor by their latest rewards, in the order of
   * their ids; never secret ones, which are found by being read.
   *
   * @param after the id to begin behind, empty for the first page
   */
  List<Idle> idle(
      TenantScope system, Instant now, double limit, Optional<UUID> after, int limitRows);

  /** The scopes that have more memories in the record than they may. */
  List<UUID> crowded(TenantScope system, Instant now, int mostOfScope);

  /**
   * What a scope has beyond what it may have in the record, the least worth keeping first; never
   * secret ones, nor what was added or used since a time.
   */
  List<Idle> surplus(
      TenantScope system, UUID scopeId, Instant now, int mostOfScope, Instant freshSince, int most);

  record Idle(UUID id, long version) {}

  /** What would be archived; empty if the memory has changed, was deleted or lies there already. */
  Optional<Cold> content(TenantScope system, Idle memory);

  /** Writes down that an object is about to be put. */
  void begin(TenantScope system, UUID object, UUID memory, Instant at);

  /** Lets the memory point to the object and takes its content; false if it has changed. */
  boolean move(TenantScope system, UUID object, Idle memory);

  /** The object that a memory points to. */
  Optional<UUID> object(TenantScope scope, UUID memory);

  /** Takes the content back; false if the memory points there no more. */
  boolean bringBack(TenantScope scope, UUID object, UUID memory, Cold cold);

  /** Notes that a memory was looked after, as its worth tells. */
  void lookAfter(TenantScope scope, Memory memory);

  /**
   * Objects to which nothing has pointed since the given time, and those of memories that are gone
   * from the record altogether. What is begun later than that time is left alone.
   *
   * @param now from when on what nothing points to counts as such
   */
  List<UUID> loose(TenantScope system, Instant now, Instant before, int limit);

  /** Forgets an object that has been removed. */
  void forget(TenantScope system, UUID object);
}
