package io.mnemon.memory.transfer;

import io.mnemon.memory.record.MemoryStore.Kept;
import io.mnemon.memory.record.MemoryStore.MemoryVersion;
import io.mnemon.memory.record.MemoryStore.NewMemory;
import io.mnemon.memory.record.Selection;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Whole memories in the record: with versions, links and vectors, a page at a time. */
public interface TransferStore {

  /**
   * Memories that match, oldest id first, behind the given id if there is one; each as it was at
   * one moment.
   *
   * @param vectors whether each comes with its vector
   * @param most how much there is at most
   */
  Page page(
      TenantScope scope, Selection selection, boolean vectors, Optional<UUID> after, Most most);

  /**
   * How much is read at once.
   *
   * @param memories how many memories
   * @param bytes how much of the heap they may take about, beyond the first
   * @param versions how many versions of a memory; the oldest are left out
   * @param versionBytes how many bytes the contents of its earlier versions may have; the oldest
   *     are left out
   */
  record Most(int memories, long bytes, int versions, long versionBytes) {
    public Most {
      if (memories < 1 || bytes < 1 || versions < 1 || versionBytes < 1) {
        throw new IllegalArgumentException(
            "memories, bytes, versions and their bytes must each be at least 1");
      }
    }
  }

  /**
   * A page of memories.
   *
   * @param next the id behind which the next page begins; empty if there is none
   */
  record Page(List<ToldMemory> memories, Optional<UUID> next) {
    public Page {
      memories = List.copyOf(memories);
    }
  }

  /**
   * Which of the ids are taken in the whole tenant, also by what is deleted or nobody may see.
   *
   * @param system so that the ids of all scopes are found
   */
  Map<UUID, Taken> taken(TenantScope system, Set<UUID> ids);

  /** What has an id. */
  record Taken(UUID scopeId, long version, boolean isDeleted) {}

  /** A memory to be kept with its history, as it is told. */
  record Arriving(NewMemory newest, String change, UUID changedBy, List<MemoryVersion> earlier) {
    public Arriving {
      earlier = List.copyOf(earlier);
    }
  }

  /**
   * Keeps all of the memories or none, and with them how far their upload has come.
   *
   * @param expired memories whose time has run out and that make room for new ones
   * @return what was kept, in the order of the memories
   * @throws io.mnemon.memory.record.MemoryStore.IdentityTakenException if an id or a content has
   *     been taken meanwhile
   * @throws UploadMovedException if the upload is not any more where the step begins
   */
  List<Kept> keep(
      TenantScope scope, List<Arriving> memories, Set<UUID> expired, Optional<Step> step);

  /**
   * How far an upload has come.
   *
   * @param isComplete whether it came to its end; while it is sent again up to there, it stays so
   */
  record Progress(
      UUID principal, String upload, long lines, boolean isComplete, Instant updatedAt) {}

  /** From so many lines of an upload to what is reached with some more. */
  record Step(long before, Progress reached) {}

  /** The same upload has brought lines meanwhile, perhaps the same. */
  final class UploadMovedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Says that an upload has come to its end, if anything of it has arrived. */
  void complete(TenantScope tenant, UUID principal, String upload);

  /** How far the upload of a principal has come; empty if nothing of it has arrived. */
  Optional<Progress> progress(TenantScope tenant, UUID principal, String upload);
}
