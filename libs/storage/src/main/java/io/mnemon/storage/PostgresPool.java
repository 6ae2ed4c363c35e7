package io.mnemon.storage;

import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/** A connection pool behind a semaphore, which drops connections that turned out to be dead. */
final class PostgresPool {
  /** What is done with a connection. */
  interface Use<T> {
    T with(Connection connection) throws SQLException;
  }

  private final DataSource connections;
  private final Semaphore permits;
  private final Duration acquireTimeout;
  private final ScopedValue<Boolean> inUse = ScopedValue.newInstance();

  PostgresPool(DataSource connections, int maxConcurrent, Duration acquireTimeout) {
    this.connections = connections;
    this.permits = new Semaphore(maxConcurrent, true);
    this.acquireTimeout = acquireTimeout;
  }

  <T> T use(Use<T> use) {
    if (inUse.isBound()) {
      throw new IllegalStateException(
          "a statement inside a transaction must go through the transaction: a second connection"
              + " of the same pool could wait for itself");
    }
    acquire();
    try {
      return ScopedValue.where(inUse, true).call(() -> useConnection(use));
    } finally {
      permits.release();
    }
  }

  <T> T transact(Use<T> use) {
    return use(
        connection -> {
          connection.setAutoCommit(false);
          try {
            T answer = use.with(connection);
            connection.commit();
            connection.setAutoCommit(true);
            return answer;
          } catch (SQLException | RuntimeException | Error e) {
            rollback(connection, e);
            throw e;
          }
        });
  }

  private <T> T useConnection(Use<T> use) {
    try (Connection connection = connect()) {
      try {
        return use.with(connection);
      } catch (SQLException | RuntimeException e) {
        if (PostgresFailure.isConnectionLost(e)) {
          evict(connection);
        }
        throw e;
      }
    } catch (SQLException e) {
      throw PostgresFailure.of(e);
    }
  }

  private Connection connect() {
    try {
      return connections.getConnection();
    } catch (SQLException e) {
      throw PostgresFailure.unreachable(e);
    }
  }

  private void acquire() {
    try {
      if (!permits.tryAcquire(acquireTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw PostgresFailure.unreachable(
            new TimeoutException("no free connection within " + acquireTimeout));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw PostgresFailure.unreachable(e);
    }
  }

  /**
   * Has the pool replace every connection: where one is dead, or leads to a server that left, the
   * others most likely do too. Agroal must not see an abort: it would never get the connection
   * back.
   */
  private void evict(Connection connection) throws SQLException {
    if (connections instanceof AgroalDataSource pool) {
      pool.flush(AgroalDataSource.FlushMode.GRACEFUL);
    } else {
      connection.abort(Runnable::run);
    }
  }

  private void rollback(Connection connection, Throwable failure) throws SQLException {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      failure.addSuppressed(e);
      evict(connection);
    }
  }
}
