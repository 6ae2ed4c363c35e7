package io.mnemon.memory.record;

import io.mnemon.memory.record.MemoryStore.OperationItem;
import io.mnemon.memory.record.MemoryStore.PendingOperation;
import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.TenantScope;

/** Queues operations in the transaction of what they go on with. */
final class PostgresQueue {
  private PostgresQueue() {}

  /** With one statement, so that an add waits for the database once more and no longer. */
  static void append(Transaction tx, TenantScope scope, PendingOperation operation) {
    int begun =
        tx.update(
            """
            WITH items AS (
              INSERT INTO memory.operation_item
                (tenant, operation, place, memory_id, scope_id, state)
              SELECT ?, ?, i.place - 1, i.memory_id, i.scope_id, 'queued'
              FROM unnest(?, ?) WITH ORDINALITY AS i(memory_id, scope_id, place)),
            queue AS (
              INSERT INTO memory.enrichment
                (tenant, aggregate, version, kind, created_at, next_attempt_at)
              VALUES (?, ?, 1, ?, ?, ?))
            INSERT INTO memory.operation (tenant, id, principal, kind, state, created_at)
            VALUES (?, ?, ?, ?, 'queued', ?)
            """,
            b ->
                b.uuid(scope.tenant())
                    .uuid(operation.id())
                    .uuidArray(operation.items().stream().map(OperationItem::memory).toList())
                    .uuidArray(operation.items().stream().map(OperationItem::scopeId).toList())
                    .uuid(scope.tenant())
                    .uuid(operation.id())
                    .text(operation.infer().word())
                    .timestamp(operation.at())
                    .timestamp(operation.at())
                    .uuid(scope.tenant())
                    .uuid(operation.id())
                    .uuid(operation.principal())
                    .text(operation.infer().word())
                    .timestamp(operation.at()));
    assert begun == 1;
  }
}
