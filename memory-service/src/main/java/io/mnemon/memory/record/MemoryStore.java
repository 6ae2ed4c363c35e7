package io.mnemon.memory.record;

import io.mnemon.crypto.Bytes;
import io.mnemon.index.Filter;
import io.mnemon.inference.Embedding;
import io.mnemon.memory.sight.MemoryScope;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * The record of memories. A change is committed as a whole, with its history, its vector and the
 * outbox row that stands for it until every projection has followed.
 */
public interface MemoryStore extends MemoryReader, VectorWriter {

  /** Which of the identities are taken, and by which memory, expired ones included. */
  Map<Identity, Holder> holders(TenantScope scope, Set<Identity> identities);

  /**
   * Keeps all of the memories or none. Scopes that do not exist yet come into being.
   *
   * @param expired memories whose time has run out and that make room for new ones
   * @param answer what is kept under an idempotency key in the same commit, if one was given
   * @return what was kept, in the order of the memories
   * @throws IdentityTakenException if another memory of a scope says the same by now
   * @throws AnsweredMeanwhileException if the idempotency key was used meanwhile
   */
  default List<Kept> add(
      TenantScope scope,
      List<NewMemory> memories,
      Set<UUID> expired,
      Optional<PendingAnswer> answer) {
    return add(scope, memories, expired, answer, Optional.empty(), Optional.empty());
  }

  /**
   * The same with an operation that goes on with them, or with what is known already.
   *
   * @param operation what is queued in the same commit
   * @param origin what they were made from; it stays as it is until they are kept
   * @throws OriginChangedException if that was deleted or has another version by now
   */
  List<Kept> add(
      TenantScope scope,
      List<NewMemory> memories,
      Set<UUID> expired,
      Optional<PendingAnswer> answer,
      Optional<PendingOperation> operation,
      Optional<Origin> origin);

  /** The vectors, in the active space, of those memories that are visible and have one. */
  Map<UUID, Embedding> vectors(TenantScope scope, Set<UUID> ids);

  /**
   * Replaces the attributes of a memory that still has the given version.
   *
   * @return the outbox row; empty if the memory has another version by now
   * @throws IdentityTakenException if another memory of the scope says the same already
   */
  OptionalLong update(TenantScope scope, Memory before, NewMemory after, UUID by);

  /** What is known of a memory whether its content can be read or not. */
  Optional<Standing> standing(TenantScope scope, UUID id);

  /**
   * Deletes a memory that still has the given version.
   *
   * @return the outbox row; empty if the memory has another version by now
   */
  OptionalLong delete(TenantScope scope, UUID id, long version, UUID by, Instant at);

  /**
   * Memories that match, newest first, behind the given id if there is one.
   *
   * @param limit how many there are at most; there are fewer where some cannot be read
   */
  MemoryPage list(TenantScope scope, Listing listing, Optional<UUID> after, int limit);

  /** The memory as it was known at the moment, if it was true then. */
  Optional<Memory> find(TenantScope scope, UUID id, Moment moment);

  /** The versions of a memory behind the given one, oldest first, the newest included. */
  List<MemoryVersion> history(TenantScope scope, UUID id, long afterVersion, int limit);

  /** What was answered under an idempotency key, if it was used in the last day. */
  Optional<KeptAnswer> answer(TenantScope scope, UUID principal, String key);

  /** A memory without what it says. */
  record Standing(UUID id, MemoryScope scope, long version) {}

  /** What must be unique among the memories of a scope. */
  record Identity(UUID scopeId, Bytes hash) {}

  /** The memory that holds an identity. */
  record Holder(UUID id, boolean expired) {}

  /** A memory that is to be kept, with what is kept beside it. */
  record NewMemory(Memory memory, Bytes contentHash, Bytes identity, Optional<Embedding> vector) {}

  /** A memory that was kept. */
  record Kept(UUID id, long arrival, long outboxRow) {}

  /**
   * Which memories are listed; an empty set or text stands for any.
   *
   * @param filter what else must hold for them
   * @param moment when
   */
  record Listing(
      Set<Kind> kinds,
      Set<String> tags,
      Optional<String> episode,
      Optional<Filter> filter,
      Moment moment) {
    public Listing {
      kinds = Set.copyOf(kinds);
      tags = Set.copyOf(tags);
    }

    public Listing(Set<Kind> kinds, Set<String> tags, Optional<String> episode) {
      this(kinds, tags, episode, Optional.empty(), Moment.NOW);
    }
  }

  /**
   * A page of a list.
   *
   * @param next the id behind which the next page begins; empty if there is none
   */
  record MemoryPage(List<Memory> memories, Optional<UUID> next) {
    public MemoryPage {
      memories = List.copyOf(memories);
    }
  }

  /** One version of a memory, as it was when it was the newest. */
  record MemoryVersion(Memory memory, String change, UUID changedBy) {}

  /** An idempotency key that is being used, and what a repeated call will answer. */
  record PendingAnswer(UUID principal, String key, KeptAnswer answer) {}

  /** An operation that is to go on with memories of the scopes named beside them. */
  record PendingOperation(
      UUID id, UUID principal, Infer infer, Instant at, List<OperationItem> items) {
    public PendingOperation {
      items = List.copyOf(items);
    }
  }

  /** The version of a memory from which others were made. */
  record Origin(UUID memory, long version) {}

  /** A memory that an operation goes on with. */
  record OperationItem(UUID memory, UUID scopeId) {}

  /** The idempotency key was used by another call at the same time. */
  final class AnsweredMeanwhileException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** What something was made from was deleted or changed before that could be kept. */
  final class OriginChangedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Another memory of the scope has the identity already. */
  final class IdentityTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
