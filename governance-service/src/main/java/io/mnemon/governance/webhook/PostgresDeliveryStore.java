package io.mnemon.governance.webhook;

import io.mnemon.crypto.Bytes;
import io.mnemon.governance.event.EventType;
import io.mnemon.governance.event.PostgresEvents;
import io.mnemon.governance.schedule.Due;
import io.mnemon.governance.schedule.PostgresSchedule;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is on its way, in Postgres and on the schedule. */
final class PostgresDeliveryStore implements DeliveryStore {
  static final String DUE = "delivery";

  private static final String FORGET_DELIVERIES =
      """
      DELETE FROM governance.webhook_delivery
      WHERE tenant = ? AND created_at < ? AND state <> 'pending'
      """;

  private static final String FORGET_EVENTS =
      """
      DELETE FROM governance.event e
      WHERE e.tenant = ? AND e.at < ? AND NOT EXISTS (
        SELECT FROM governance.webhook_delivery d WHERE d.tenant = e.tenant AND d.event = e.id)
      """;

  private static final String INSERT =
      """
      INSERT INTO governance.webhook_delivery
        (tenant, id, webhook, event, type, state, created_at, next_attempt_at, error)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant, webhook, event) DO NOTHING
      """;

  private static final String BEGIN =
      "SELECT "
          + PostgresWebhookStore.COLUMNS
          + """
          , d.id, d.event, d.attempts, w.secret,
            CASE WHEN w.old_secret_until > ? THEN w.old_secret END AS old_secret,
            jsonb_build_object(
              'specversion', '1.0', 'id', 'evt_' || e.id, 'source', '/tenants/' || e.tenant,
              'type', e.type, 'subject', e.subject,
              'time', to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
              'datacontenttype', 'application/json', 'data', e.data)::text AS body
          FROM governance.webhook_delivery d
          JOIN governance.webhook w ON w.tenant = d.tenant AND w.id = d.webhook
          JOIN governance.event e ON e.tenant = d.tenant AND e.id = d.event
          WHERE d.tenant = ? AND d.id = ? AND d.state = 'pending'
          """;

  private static final String FINISH =
      """
      UPDATE governance.webhook_delivery
      SET state = ?, attempts = ?, attempted_at = ?, next_attempt_at = ?, status = ?, error = ?,
          reply = ?
      WHERE tenant = ? AND id = ?
      """;

  private final PostgresSession session;
  private final PostgresEvents events;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  PostgresDeliveryStore(
      PostgresSession session, PostgresEvents events, Supplier<UUID> ids, InstantSource clock) {
    this.session = session;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public void fanOut(TenantScope scope, UUID event, Instant horizon, int maxPending) {
    boolean unused =
        session.transact(
            scope,
            tx -> {
              for (String forget : List.of(FORGET_DELIVERIES, FORGET_EVENTS)) {
                tx.update(forget, binding -> binding.uuid(scope.tenant()).timestamp(horizon));
              }
              Optional<EventType> type = type(scope, tx, event);
              if (type.isPresent()) {
                for (Webhook webhook : enabled(scope, tx)) {
                  if (webhook.events().stream().anyMatch(type.get()::matches)) {
                    insert(scope, tx, webhook.id(), event, type.get(), maxPending);
                  }
                }
              }
              return type.isPresent();
            });
  }

  private static Optional<EventType> type(TenantScope scope, Transaction tx, UUID event) {
    return tx.queryOne(
            "SELECT type FROM governance.event WHERE tenant = ? AND id = ?",
            binding -> binding.uuid(scope.tenant()).uuid(event),
            row -> row.text("type"))
        .flatMap(EventType::ofWord);
  }

  private static List<Webhook> enabled(TenantScope scope, Transaction tx) {
    return tx.query(
        "SELECT "
            + PostgresWebhookStore.COLUMNS
            + " FROM governance.webhook w WHERE w.tenant = ? AND w.disabled_at IS NULL",
        binding -> binding.uuid(scope.tenant()),
        PostgresWebhookStore::webhook);
  }

  private void insert(
      TenantScope scope, Transaction tx, UUID webhook, UUID event, EventType type, int maxPending) {
    UUID id = ids.get();
    Instant now = clock.instant();
    boolean room = pending(scope, tx, webhook) < maxPending;
    int inserted =
        tx.update(
            INSERT,
            binding ->
                binding
                    .uuid(scope.tenant())
                    .uuid(id)
                    .uuid(webhook)
                    .uuid(event)
                    .text(type.word())
                    .text(room ? "pending" : "dead")
                    .timestamp(now)
                    .timestamp(room ? now : null)
                    .text(room ? null : "too many deliveries are waiting for this webhook"));
    if (room && inserted == 1) {
      PostgresSchedule.put(scope, tx, DUE, id, webhook, now);
    }
  }

  private static long pending(TenantScope scope, Transaction tx, UUID webhook) {
    return tx.query(
            """
            SELECT count(*) AS n FROM governance.webhook_delivery
            WHERE tenant = ? AND webhook = ? AND state = 'pending'
            """,
            binding -> binding.uuid(scope.tenant()).uuid(webhook),
            row -> row.bigint("n"))
        .getFirst();
  }

  @Override
  public Optional<Attempt> begin(TenantScope scope, Due due) {
    Instant now = clock.instant();
    return session.transact(
        scope,
        tx -> {
          Optional<Attempt> attempt =
              tx.queryOne(
                  BEGIN,
                  binding -> binding.timestamp(now).uuid(scope.tenant()).uuid(due.subject()),
                  PostgresDeliveryStore::attempt);
          if (attempt.isEmpty() && PostgresSchedule.holds(scope, tx, due)) {
            PostgresSchedule.remove(scope, tx, DUE, due.subject());
          }
          return attempt;
        });
  }

  private static Attempt attempt(Row row) throws SQLException {
    List<Bytes> secrets = new ArrayList<>();
    secrets.add(Bytes.of(row.bytes("secret")));
    byte[] old = row.bytesOrNull("old_secret");
    if (old != null) {
      secrets.add(Bytes.of(old));
    }
    return new Attempt(
        row.uuid("id"),
        PostgresWebhookStore.webhook(row),
        row.uuid("event"),
        row.text("body"),
        secrets,
        row.integer("attempts") + 1);
  }

  @Override
  public void finish(TenantScope scope, Due due, Attempt attempt, Outcome outcome) {
    boolean unused =
        session.transact(
            scope,
            tx -> {
              if (!PostgresSchedule.holds(scope, tx, due)) {
                return false;
              }
              switch (outcome) {
                case Outcome.Delivered delivered -> {
                  update(scope, tx, attempt, Delivery.State.DELIVERED, null, null, outcome);
                  PostgresSchedule.remove(scope, tx, DUE, due.subject());
                  succeeded(scope, tx, attempt.webhook().id());
                }
                case Outcome.Failed failed -> failed(scope, tx, due, attempt, failed);
              }
              return true;
            });
  }

  private void failed(
      TenantScope scope, Transaction tx, Due due, Attempt attempt, Outcome.Failed failed) {
    UUID webhook = attempt.webhook().id();
    Instant next = failed.next();
    if (next == null) {
      update(scope, tx, attempt, Delivery.State.DEAD, null, failed.error(), failed);
      PostgresSchedule.remove(scope, tx, DUE, due.subject());
    } else {
      update(scope, tx, attempt, Delivery.State.PENDING, next, failed.error(), failed);
      PostgresSchedule.put(scope, tx, DUE, due.subject(), webhook, next);
    }
    Instant now = clock.instant();
    tx.update(
        """
        UPDATE governance.webhook SET failing_since = coalesce(failing_since, ?)
        WHERE tenant = ? AND id = ? AND disabled_at IS NULL
        """,
        binding -> binding.timestamp(now).uuid(scope.tenant()).uuid(webhook));
    if (failed.disabling() != null) {
      disable(scope, tx, webhook, now, failed.disabling());
    }
  }

  private void disable(
      TenantScope scope, Transaction tx, UUID webhook, Instant now, String reason) {
    int disabled =
        tx.update(
            """
            UPDATE governance.webhook SET disabled_at = ?, disabled_reason = ?
            WHERE tenant = ? AND id = ? AND disabled_at IS NULL
            """,
            binding -> binding.timestamp(now).text(reason).uuid(scope.tenant()).uuid(webhook));
    if (disabled == 1) {
      // An id needs no escaping; the reason is to be read at the webhook itself.
      String data = "{\"webhook\":\"" + webhook + "\"}";
      events.append(scope, tx, EventType.WEBHOOK_DISABLED, webhook, data);
    }
  }

  private static void succeeded(TenantScope scope, Transaction tx, UUID webhook) {
    tx.update(
        """
        UPDATE governance.webhook SET failing_since = NULL
        WHERE tenant = ? AND id = ? AND failing_since IS NOT NULL
        """,
        binding -> binding.uuid(scope.tenant()).uuid(webhook));
  }

  private void update(
      TenantScope scope,
      Transaction tx,
      Attempt attempt,
      Delivery.State state,
      @Nullable Instant next,
      @Nullable String error,
      Outcome outcome) {
    tx.update(
        FINISH,
        binding ->
            binding
                .text(state.word())
                .integer(attempt.number())
                .timestamp(clock.instant())
                .timestamp(next)
                .integer(outcome.status())
                .text(error)
                .text(outcome.reply())
                .uuid(scope.tenant())
                .uuid(attempt.delivery()));
  }
}
