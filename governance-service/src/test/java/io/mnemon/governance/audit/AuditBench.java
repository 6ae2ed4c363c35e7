package io.mnemon.governance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.tenancy.AuditEntry;
import io.mnemon.tenancy.PendingAudit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How many entries are chained in a second. Not part of a test run: {@code ./mvnw test -pl
 * governance-service -am -Dtest=AuditBench -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class AuditBench {
  private static final int BATCH = 1_000;
  private static final int PERSONS = 200;

  @Inject TestCalls calls;
  @Inject Audit audit;

  @Test
  void entriesAreChained() {
    for (int tenants : List.of(1, 4)) {
      run(tenants, 5);
      System.out.printf("%d tenant(s): %,.0f entries/s are chained%n", tenants, run(tenants, 50));
    }
  }

  private double run(int tenants, int batches) {
    List<String> ids =
        IntStream.range(0, tenants).mapToObj(i -> TestTenant.create(calls).id()).toList();
    List<UUID> persons = IntStream.range(0, PERSONS).mapToObj(i -> UUID.randomUUID()).toList();
    long start = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String id : ids) {
        threads.submit(
            () -> {
              for (int i = 0; i < batches; i++) {
                audit.append(batch(UUID.fromString(id), persons));
              }
            });
      }
    }
    double seconds = Duration.ofNanos(System.nanoTime() - start).toNanos() / 1e9;
    assertThat(seconds).isPositive();
    return (double) tenants * batches * BATCH / seconds;
  }

  private static List<PendingAudit> batch(UUID tenant, List<UUID> persons) {
    List<PendingAudit> entries = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      String person = persons.get(i % PERSONS).toString();
      entries.add(
          new PendingAudit(
              tenant,
              UUID.randomUUID(),
              Instant.parse("2026-01-01T12:00:00Z"),
              new AuditEntry(
                  "memory",
                  "memory.add",
                  true,
                  "user",
                  person,
                  null,
                  UUID.randomUUID(),
                  List.of(person),
                  List.of(new AuditEntry.Resource("memory", UUID.randomUUID().toString())),
                  "",
                  UUID.randomUUID().toString(),
                  1)));
    }
    return entries;
  }
}
