package io.mnemon.storage;

import io.mnemon.api.TimeOrderedIds;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What an audit entry costs a transaction. Not part of a test run: {@code ./mvnw test -pl
 * libs/storage -am -Dtest=PostgresAuditBench -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class PostgresAuditBench {
  private static final int ROUNDS = 7;
  private static final int TRANSACTIONS = 600;
  private static final String INSERT =
      "INSERT INTO storage.item (tenant, scope_id, id, body) VALUES (?, ?, ?, 'x')";

  @Test
  void transactions() {
    UUID tenant = UUID.randomUUID();
    UUID mine = UUID.randomUUID();
    TenantScope scope = TenantScope.of(tenant, Set.of(mine));
    try (var connections = TestDatabase.pool(TestDatabase.SERVICE, 1)) {
      InstantSource clock = InstantSource.system();
      var audited =
          new PostgresSession(
              connections,
              1,
              Duration.ofSeconds(5),
              new AuditTable("storage", new TimeOrderedIds(clock), clock));
      PostgresSession plain = audited.unaudited();
      double[] ratios = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        double without = micros(plain, scope, mine);
        double with = micros(audited, scope, mine);
        ratios[round] = with / without;
        System.out.printf(
            "a transaction of four inserts: %.0f µs, with its entry %.0f µs%n", without, with);
      }
      Arrays.sort(ratios);
      System.out.printf("median ratio %.2f%n", ratios[ROUNDS / 2]);
    }
  }

  private static double micros(PostgresSession session, TenantScope scope, UUID mine) {
    long start = System.nanoTime();
    for (int i = 0; i < TRANSACTIONS; i++) {
      session.transact(
          scope,
          tx -> {
            tx.touched("item", mine);
            for (int j = 0; j < 4; j++) {
              tx.update(INSERT, b -> b.uuid(scope.tenant()).uuid(mine).uuid(UUID.randomUUID()));
            }
            return true;
          });
    }
    return (System.nanoTime() - start) / 1_000.0 / TRANSACTIONS;
  }
}
