package io.mnemon.governance.epoch;

import io.mnemon.governance.tenant.PostgresEpoch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Rings what Postgres notifies of, on a connection of its own. Nobody relies on it: who waits looks
 * for itself after a while. So a connection that breaks costs time and nothing else.
 */
final class PostgresBells implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(PostgresBells.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LISTEN = Duration.ofSeconds(10);

  private final DataSource connections;
  private final Bell moved = new Bell();
  private final Bell confirmed = new Bell();
  private final Map<String, Bell> bells =
      Map.of(PostgresEpoch.MOVED, moved, PostgresWatcherStore.CONFIRMED, confirmed);
  private final CountDownLatch closed = new CountDownLatch(1);

  PostgresBells(DataSource connections) {
    this.connections = connections;
  }

  /** Rings when an epoch has moved. */
  Bell moved() {
    return moved;
  }

  /** Rings when a watcher has dropped something. */
  Bell confirmed() {
    return confirmed;
  }

  void start() {
    Thread.ofPlatform().daemon().name("governance-bells").start(this::listen);
  }

  private void listen() {
    boolean told = false;
    while (closed.getCount() > 0) {
      try (Connection connection = connections.getConnection()) {
        hear(connection);
        told = false;
      } catch (SQLException e) {
        if (!told && closed.getCount() > 0) {
          LOG.warnf("changes of rights are told late until Postgres answers: %s", e.getMessage());
        }
        told = true;
      }
      pause();
    }
  }

  private void hear(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String channel : bells.keySet()) {
        statement.execute("LISTEN " + channel);
      }
    }
    // What came before one listened.
    bells.values().forEach(Bell::ring);
    PGConnection postgres = connection.unwrap(PGConnection.class);
    try {
      while (closed.getCount() > 0) {
        PGNotification[] heard = postgres.getNotifications(Math.toIntExact(LISTEN.toMillis()));
        for (PGNotification notification : heard) {
          Bell bell = bells.get(notification.getName());
          if (bell != null) {
            bell.ring();
          }
        }
      }
    } finally {
      try (Statement statement = connection.createStatement()) {
        statement.execute("UNLISTEN *");
      }
    }
  }

  private void pause() {
    try {
      var unused = closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closed.countDown();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
