package io.mnemon.governance.webhook;

import io.mnemon.crypto.Bytes;
import io.mnemon.governance.schedule.PostgresSchedule;
import io.mnemon.governance.tenant.Page;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.tenancy.TenantScope;
import java.net.URI;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Receivers and deliveries in Postgres. */
final class PostgresWebhookStore implements WebhookStore {
  static final String COLUMNS =
      """
      w.id AS webhook, w.url, w.events, w.description, w.created_by, w.created_at AS made_at,
      w.old_secret_until, w.failing_since, w.disabled_at, w.disabled_reason
      """;

  private static final String DELIVERIES =
      """
      SELECT id, event, type, state, attempts, created_at, attempted_at, next_attempt_at, status,
             error, reply
      FROM governance.webhook_delivery
      WHERE tenant = ? AND webhook = ?
      """;

  private final PostgresSession session;

  PostgresWebhookStore(PostgresSession session) {
    this.session = session;
  }

  @Override
  public boolean create(TenantScope scope, Webhook webhook, Bytes secret, int max) {
    return session.update(
            scope,
            """
            INSERT INTO governance.webhook
              (tenant, id, url, events, description, secret, created_by, created_at)
            SELECT ?, ?, ?, ?, ?, ?, ?, ?
            WHERE (SELECT count(*) FROM governance.webhook WHERE tenant = ?) < ?
            """,
            binding ->
                binding
                    .uuid(scope.tenant())
                    .uuid(webhook.id())
                    .text(webhook.url().toString())
                    .textArray(webhook.events())
                    .text(webhook.description())
                    .bytes(secret.toByteArray())
                    .uuid(webhook.createdBy())
                    .timestamp(webhook.createdAt())
                    .uuid(scope.tenant())
                    .integer(max))
        == 1;
  }

  @Override
  public List<Webhook> list(TenantScope scope) {
    return session.query(
        scope,
        "SELECT " + COLUMNS + " FROM governance.webhook w WHERE w.tenant = ? ORDER BY w.id",
        binding -> binding.uuid(scope.tenant()),
        PostgresWebhookStore::webhook);
  }

  @Override
  public Optional<Webhook> find(TenantScope scope, UUID id) {
    return session.queryOne(
        scope,
        "SELECT " + COLUMNS + " FROM governance.webhook w WHERE w.tenant = ? AND w.id = ?",
        binding -> binding.uuid(scope.tenant()).uuid(id),
        PostgresWebhookStore::webhook);
  }

  @Override
  public void update(TenantScope scope, Webhook webhook) {
    Webhook.Disabled disabled = webhook.disabled();
    session.update(
        scope,
        """
        UPDATE governance.webhook
        SET url = ?, events = ?, description = ?, failing_since = ?, disabled_at = ?,
            disabled_reason = ?
        WHERE tenant = ? AND id = ?
        """,
        binding ->
            binding
                .text(webhook.url().toString())
                .textArray(webhook.events())
                .text(webhook.description())
                .timestamp(webhook.failingSince())
                .timestamp(disabled == null ? null : disabled.at())
                .text(disabled == null ? null : disabled.reason())
                .uuid(scope.tenant())
                .uuid(webhook.id()));
  }

  @Override
  public boolean delete(TenantScope scope, UUID id) {
    return session.update(
            scope,
            "DELETE FROM governance.webhook WHERE tenant = ? AND id = ?",
            binding -> binding.uuid(scope.tenant()).uuid(id))
        == 1;
  }

  @Override
  public void rotate(TenantScope scope, UUID id, Bytes secret, Instant oldUntil) {
    session.update(
        scope,
        """
        UPDATE governance.webhook
        SET old_secret = secret, old_secret_until = ?, secret = ?
        WHERE tenant = ? AND id = ?
        """,
        binding ->
            binding.timestamp(oldUntil).bytes(secret.toByteArray()).uuid(scope.tenant()).uuid(id));
  }

  @Override
  public Page<Delivery> deliveries(
      TenantScope scope, UUID webhook, Delivery.@Nullable State state, Page.Request page) {
    String word = state == null ? null : state.word();
    List<Delivery> found =
        session.query(
            scope,
            DELIVERIES
                + """
                   AND (?::text IS NULL OR state = ?) AND (?::uuid IS NULL OR id < ?)
                ORDER BY id DESC
                LIMIT ?
                """,
            binding ->
                binding
                    .uuid(scope.tenant())
                    .uuid(webhook)
                    .text(word)
                    .text(word)
                    .uuid(page.after())
                    .uuid(page.after())
                    .integer(page.limit() + 1),
            PostgresWebhookStore::delivery);
    return page.page(found, Delivery::id);
  }

  @Override
  public Optional<Delivery> delivery(TenantScope scope, UUID webhook, UUID id) {
    return session.queryOne(
        scope,
        DELIVERIES + " AND id = ?",
        binding -> binding.uuid(scope.tenant()).uuid(webhook).uuid(id),
        PostgresWebhookStore::delivery);
  }

  @Override
  public void replay(TenantScope scope, UUID webhook, UUID delivery, Instant at) {
    int unused =
        session.transact(
            scope,
            tx -> {
              PostgresSchedule.put(scope, tx, PostgresDeliveryStore.DUE, delivery, webhook, at);
              return tx.update(
                  """
                  UPDATE governance.webhook_delivery
                  SET state = 'pending', attempts = 0, next_attempt_at = ?
                  WHERE tenant = ? AND webhook = ? AND id = ?
                  """,
                  binding ->
                      binding.timestamp(at).uuid(scope.tenant()).uuid(webhook).uuid(delivery));
            });
  }

  static Webhook webhook(Row row) throws SQLException {
    Instant disabledAt = row.instantOrNull("disabled_at");
    return new Webhook(
        row.uuid("webhook"),
        URI.create(row.text("url")),
        row.textList("events"),
        row.text("description"),
        row.uuid("created_by"),
        row.instant("made_at"),
        row.instantOrNull("old_secret_until"),
        row.instantOrNull("failing_since"),
        disabledAt == null ? null : new Webhook.Disabled(disabledAt, row.text("disabled_reason")));
  }

  private static Delivery delivery(Row row) throws SQLException {
    return new Delivery(
        row.uuid("id"),
        row.uuid("event"),
        row.text("type"),
        Delivery.State.ofWord(row.text("state")).orElseThrow(),
        row.integer("attempts"),
        row.instant("created_at"),
        row.instantOrNull("attempted_at"),
        row.instantOrNull("next_attempt_at"),
        row.integerOrNull("status"),
        row.textOrNull("error"),
        row.textOrNull("reply"));
  }
}
