package io.mnemon.memory.retention;

import io.mnemon.memory.record.Selection;
import io.mnemon.memory.sight.MemoryScope;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Deletes many memories of the record, a batch at a time. */
public interface DeletionStore {

  /** The coordinates of the visible scopes. */
  List<MemoryScope> scopes(TenantScope scope);

  /**
   * How many memories a selection has.
   *
   * @param last the latest of them in the order of arrival; 0 if there are none
   */
  record Counted(long count, long last) {}

  /**
   * @param last none that arrived later are counted
   */
  Counted count(TenantScope scope, Selection selection, long last);

  /** A memory that was deleted, and the outbox row that stands for it. */
  record Deleted(UUID id, long version, long outboxRow) {}

  /**
   * Deletes some of a selection.
   *
   * @param last none that arrived later are deleted
   * @param purge whether contents are to be purged without delay
   */
  List<Deleted> delete(
      TenantScope scope,
      Selection selection,
      long last,
      int limit,
      UUID by,
      Instant at,
      boolean purge);
}
