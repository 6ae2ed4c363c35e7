package io.mnemon.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.embedded.TestStores;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresFailureTest {
  private final AgroalDataSource connections = TestDatabase.pool(TestDatabase.SERVICE, 4);
  private final ControlSession session = new ControlSession(connections, 4, Duration.ofSeconds(5));

  @AfterEach
  void close() {
    connections.close();
  }

  @ParameterizedTest
  @CsvSource({
    "53100, UNAVAILABLE, disk is full",
    "53200, UNAVAILABLE, not reachable",
    "53300, UNAVAILABLE, not reachable",
    "57P01, UNAVAILABLE, not reachable",
    "57P03, UNAVAILABLE, not reachable",
    "08006, UNAVAILABLE, not reachable",
    "25006, UNAVAILABLE, not reachable",
    "40001, ABORTED, came first",
    "40P01, ABORTED, came first",
    "57014, DEADLINE_EXCEEDED, too long",
    "42P01, INTERNAL, refused the statement"
  })
  void everyStateHasItsCode(String state, ErrorCode code, String message) {
    String raise = "DO $$ BEGIN RAISE 'bad day' USING ERRCODE = '" + state + "'; END $$";

    assertThatThrownBy(() -> session.update(raise, Binder.NONE))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.publicMessage()).contains(message).doesNotContain("bad day");
            });
    assertThat(one()).isEqualTo(1);
  }

  @Test
  void aCharacterThatPostgresCannotKeepIsTheCallersFault() {
    assertThatThrownBy(
            () -> session.query("SELECT ? AS t", b -> b.text("a\0b"), row -> row.text("t")))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }

  @Test
  void aServerThatIsNotThereIsUnavailable() {
    String nowhere = "jdbc:postgresql://127.0.0.1:1/mnemon?connectTimeout=1";
    try (var dead = TestDatabase.pool(TestDatabase.SERVICE, 1, nowhere)) {
      var gone = new ControlSession(dead, 1, Duration.ofSeconds(1));

      assertThatThrownBy(() -> gone.update("SELECT 1", Binder.NONE))
          .isInstanceOfSatisfying(
              ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }
  }

  @Test
  void brokenConnectionsAreReplaced() throws Exception {
    String url = TestStores.shared().jdbcUrl();
    try (var proxy = RoundTripProxy.before(url);
        var pool = TestDatabase.pool(TestDatabase.SERVICE, 4, proxy.through(url))) {
      var broken = new ControlSession(pool, 4, Duration.ofSeconds(5));
      fill(broken, 4);
      proxy.breakConnections();

      var failure =
          catchThrowableOfType(
              ServiceException.class, () -> broken.query("SELECT 1 AS n", Binder.NONE, r -> 1));

      assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      recover(broken);
      fill(broken, 4);
    }
  }

  @Test
  void aTransactionOnABrokenConnectionIsUnavailable() throws Exception {
    String url = TestStores.shared().jdbcUrl();
    try (var proxy = RoundTripProxy.before(url);
        var pool = TestDatabase.pool(TestDatabase.SERVICE, 1, proxy.through(url))) {
      var broken = new ControlSession(pool, 1, Duration.ofSeconds(5));

      assertThatThrownBy(
              () ->
                  broken.transact(
                      tx -> {
                        tx.query("SELECT 1 AS n", Binder.NONE, r -> 1);
                        breakAll(proxy);
                        return tx.query("SELECT 1 AS n", Binder.NONE, r -> 1);
                      }))
          .isInstanceOfSatisfying(
              ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));

      recover(broken);
    }
  }

  /** The pool drops its dead connections in the background. */
  private static void recover(ControlSession session) {
    await()
        .ignoreExceptionsInstanceOf(ServiceException.class)
        .until(() -> session.query("SELECT 1 AS n", Binder.NONE, r -> r.integer("n")).size() == 1);
  }

  private int one() {
    return session.query("SELECT 1 AS n", Binder.NONE, row -> row.integer("n")).getFirst();
  }

  private static void breakAll(RoundTripProxy proxy) {
    try {
      proxy.breakConnections();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Opens that many connections at once, so that all of them are in the pool afterwards. */
  private static void fill(ControlSession session, int connections) throws Exception {
    var together = new CyclicBarrier(connections);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls =
          IntStream.range(0, connections)
              .mapToObj(
                  i ->
                      threads.submit(
                          () ->
                              session.transact(
                                  tx -> {
                                    tx.query("SELECT 1 AS n", Binder.NONE, r -> 1);
                                    try {
                                      return together.await(10, TimeUnit.SECONDS);
                                    } catch (Exception e) {
                                      throw new IllegalStateException(e);
                                    }
                                  })))
              .toList();
      for (var call : calls) {
        call.get();
      }
    }
  }
}
