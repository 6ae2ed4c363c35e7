package io.mnemon.governance.event;

import io.mnemon.storage.Outbox;
import io.mnemon.storage.OutboxEntry;
import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Events in Postgres, and in the outbox from which they go on their way. */
public final class PostgresEvents {
  private final Outbox outbox;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  PostgresEvents(Outbox outbox, Supplier<UUID> ids, InstantSource clock) {
    this.outbox = outbox;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Adds an event to the transaction in which it happens.
   *
   * @param data a JSON object
   */
  public void append(TenantScope scope, Transaction tx, EventType type, UUID subject, String data) {
    UUID id = ids.get();
    tx.update(
        """
        INSERT INTO governance.event (tenant, id, type, subject, data, at)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        binding ->
            binding
                .uuid(scope.tenant())
                .uuid(id)
                .text(type.word())
                .uuid(subject)
                .json(data)
                .timestamp(clock.instant()));
    OutboxEntry entry = new OutboxEntry(id, 1, "event");
    List<Long> unused = outbox.append(tx, scope.tenant(), List.of(entry), null, Duration.ZERO);
  }
}
