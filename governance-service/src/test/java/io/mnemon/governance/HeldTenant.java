package io.mnemon.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mnemon.embedded.TestStores;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Changes who may do what in a tenant, while others have judged already and wait to write. */
public final class HeldTenant implements AutoCloseable {
  private static final String MOVE =
      "UPDATE governance.tenant SET epoch = epoch + 1, epoch_changed_at = clock_timestamp()"
          + " WHERE id = '%s'";

  private final Connection owner;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private HeldTenant(Connection owner) {
    this.owner = owner;
  }

  /** Holds the tenant's epoch as every change of rights does. */
  public static HeldTenant hold(TestTenant tenant) throws SQLException {
    HeldTenant held = new HeldTenant(TestStores.shared().connect());
    try (Statement statement = held.owner.createStatement()) {
      statement.execute("SELECT set_config('app.tenant', '" + tenant.id() + "', false)");
    }
    held.owner.setAutoCommit(false);
    held.change(MOVE.formatted(tenant.id()));
    return held;
  }

  /** Begins a call that waits for the tenant. */
  public Future<?> waiting(Runnable call) {
    int before = waiting();
    Future<?> begun = threads.submit(call);
    await().until(() -> waiting() > before);
    return begun;
  }

  /** Changes exactly one row. */
  public void change(String sql) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
  }

  /** Lets those who wait go on. */
  public void release() throws SQLException {
    owner.commit();
  }

  private int waiting() {
    try (Statement statement = owner.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")) {
      assertThat(row.next()).isTrue();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    owner.close();
    threads.close();
  }
}
