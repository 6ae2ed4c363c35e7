package io.mnemon.memory.operation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mnemon.memory.record.Infer;
import io.mnemon.storage.Binder;
import io.mnemon.storage.Binding;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Operations in Postgres, their items under row-level security by scope. */
public final class PostgresOperationStore implements OperationStore {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PostgresSession session;

  /**
   * @param session one that leaves no audit entries: the changes of memories have theirs
   */
  public PostgresOperationStore(PostgresSession session) {
    this.session = session;
  }

  @Override
  public Optional<Operation> find(TenantScope scope, UUID id) {
    // The operation before its items: one that is finished is never told with items that are not.
    return session
        .queryOne(
            scope,
            "SELECT * FROM memory.operation WHERE tenant = ? AND id = ?",
            b -> b.uuid(scope.tenant()).uuid(id),
            PostgresOperationStore::operation)
        .map(operation -> operation.with(items(scope, id)))
        .filter(operation -> !operation.items().isEmpty());
  }

  private List<Operation.Item> items(TenantScope scope, UUID operation) {
    return session.query(
        scope,
        """
        SELECT m.place, m.memory_id, m.state, m.outcome FROM memory.operation_item m
        WHERE %s AND m.operation = ? ORDER BY m.place
        """
            .formatted(scope.isSystem() ? "m.tenant = ?" : "m.tenant = ? AND m.scope_id = ANY (?)"),
        b -> visible(b, scope).uuid(operation),
        PostgresOperationStore::item);
  }

  private static Binding visible(Binding b, TenantScope scope) throws SQLException {
    b.uuid(scope.tenant());
    return scope.isSystem() ? b : b.uuidArray(scope.scopes());
  }

  private static Operation.Item item(Row row) throws SQLException {
    String outcome = row.jsonOrNull("outcome");
    return new Operation.Item(
        row.integer("place"),
        row.uuid("memory_id"),
        OperationState.ofWord(row.text("state")),
        outcome == null ? ItemOutcome.NOTHING : ofJson(outcome));
  }

  private static Operation operation(Row row) throws SQLException {
    return new Operation(
        row.uuid("id"),
        row.uuid("principal"),
        Infer.ofWord(row.text("kind")).orElseThrow(),
        OperationState.ofWord(row.text("state")),
        row.textOrNull("failure"),
        row.instant("created_at"),
        row.instantOrNull("finished_at"),
        new Operation.Usage(
            row.textOrNull("model"), row.bigint("input_tokens"), row.bigint("output_tokens")),
        List.of());
  }

  @Override
  public void running(TenantScope system, UUID id) {
    change(
        system,
        """
        UPDATE memory.operation SET state = 'running'
        WHERE tenant = ? AND id = ? AND state = 'queued'
        """,
        b -> b.uuid(system.tenant()).uuid(id));
  }

  @Override
  public void settle(
      TenantScope system, UUID id, int place, OperationState state, ItemOutcome outcome) {
    change(
        system,
        """
        UPDATE memory.operation_item SET state = ?, outcome = ?
        WHERE tenant = ? AND operation = ? AND place = ? AND state = 'queued'
        """,
        b ->
            b.text(state.word())
                .json(toJson(outcome))
                .uuid(system.tenant())
                .uuid(id)
                .integer(place));
  }

  @Override
  public void use(TenantScope system, UUID id, Operation.Usage usage) {
    change(
        system,
        """
        UPDATE memory.operation
        SET model = ?, input_tokens = input_tokens + ?, output_tokens = output_tokens + ?
        WHERE tenant = ? AND id = ?
        """,
        b ->
            b.text(usage.model())
                .bigint(usage.inputTokens())
                .bigint(usage.outputTokens())
                .uuid(system.tenant())
                .uuid(id));
  }

  @Override
  public void finish(
      TenantScope system, UUID id, OperationState state, @Nullable String failure, Instant at) {
    change(
        system,
        """
        WITH left_over AS (
          UPDATE memory.operation_item SET state = 'failed', outcome = ?
          WHERE tenant = ? AND operation = ? AND state = 'queued' AND ?)
        UPDATE memory.operation SET state = ?, failure = ?, finished_at = ?
        WHERE tenant = ? AND id = ? AND finished_at IS NULL
        """,
        b ->
            b.json(toJson(ItemOutcome.failed(failure == null ? "" : failure)))
                .uuid(system.tenant())
                .uuid(id)
                .bool(state == OperationState.FAILED)
                .text(state.word())
                .text(failure)
                .timestamp(at)
                .uuid(system.tenant())
                .uuid(id));
  }

  private void change(TenantScope system, String sql, Binder binder) {
    int changed = session.update(system, sql, binder);
    assert changed <= 1;
  }

  private static String toJson(ItemOutcome outcome) {
    try {
      return JSON.writeValueAsString(outcome);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an outcome cannot be written as JSON", e);
    }
  }

  private static ItemOutcome ofJson(String json) {
    try {
      return JSON.readValue(json, ItemOutcome.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the record holds a malformed outcome", e);
    }
  }
}
