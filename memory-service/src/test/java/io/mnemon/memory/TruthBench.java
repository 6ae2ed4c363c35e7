package io.mnemon.memory;

import io.grpc.ManagedChannel;
import io.mnemon.api.memory.v1.BatchAddMemoriesRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.Operation;
import io.mnemon.tenancy.InternalTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What consolidation costs: run it by name, {@code -Dtest=TruthBench}. Plain and consolidated adds
 * take turns, so that both meet the same machine.
 */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class TruthBench {
  private static final int WARM_UP = 60;
  private static final int ADDS = 240;
  private static final int BATCHES = 20;
  private static final int BATCH = 100;
  private static final List<String> THINGS =
      List.of("rate limit", "timeout", "page size", "batch size", "price", "quota", "retry count");

  @Inject InternalTokens tokens;

  @Test
  void consolidate() {
    ManagedChannel channel = Services.connect();
    UUID tenant = UUID.randomUUID();
    Client alice = alice(channel, tenant);
    Random random = new Random(7);
    List<Double> plain = new ArrayList<>();
    List<Double> consolidated = new ArrayList<>();
    List<Double> delays = new ArrayList<>();
    for (int i = 0; i < WARM_UP + ADDS; i++) {
      Client now = i % 50 == 0 ? alice(channel, tenant) : alice;
      alice = now;
      double one = timed(() -> now.remember(statement(random)).getOperation());
      List<String> operation = new ArrayList<>();
      double other = timed(() -> operation.add(now.consolidate(statement(random)).getOperation()));
      if (i >= WARM_UP) {
        plain.add(one);
        consolidated.add(other);
      }
      if (i % 4 == 0) {
        Operation ended = alice.ended(operation.getFirst());
        delays.add(
            (ended.getFinishedAt().getSeconds() - ended.getCreatedAt().getSeconds()) * 1e3
                + (ended.getFinishedAt().getNanos() - ended.getCreatedAt().getNanos()) / 1e6);
      }
    }
    System.out.printf(
        "add plain p50 %.1f ms, with consolidate p50 %.1f ms, ratio %.2f (p95 ratio %.2f)%n",
        quantile(plain, 0.5),
        quantile(consolidated, 0.5),
        quantile(consolidated, 0.5) / quantile(plain, 0.5),
        quantile(consolidated, 0.95) / quantile(plain, 0.95));
    System.out.printf(
        "added to consolidated p50 %.1f ms, p95 %.1f ms = %.1f plain adds%n",
        quantile(delays, 0.5),
        quantile(delays, 0.95),
        quantile(delays, 0.95) / quantile(plain, 0.5));
    sustained(alice(channel, tenant), random);
    channel.shutdownNow();
  }

  /** A token lasts for a minute. */
  private Client alice(ManagedChannel channel, UUID tenant) {
    return new Client(channel, tokens, Client.user(tenant, "alice"));
  }

  private static void sustained(Client alice, Random random) {
    long start = System.nanoTime();
    List<String> operations = new ArrayList<>();
    for (int i = 0; i < BATCHES; i++) {
      BatchAddMemoriesRequest.Builder batch =
          BatchAddMemoriesRequest.newBuilder().setInfer("consolidate");
      for (int j = 0; j < BATCH; j++) {
        batch.addMemories(
            Memory.newBuilder().setLayer("user").setContent(statement(random)).build());
      }
      operations.add(alice.stub().batchAddMemories(batch.build()).getOperation());
    }
    double added = (System.nanoTime() - start) / 1e9;
    operations.forEach(alice::ended);
    double ended = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%d in batches of %d: added %.0f/s, added and consolidated %.0f/s, ratio %.2f%n",
        BATCHES * BATCH, BATCH, BATCHES * BATCH / added, BATCHES * BATCH / ended, ended / added);
  }

  private static String statement(Random random) {
    return "The %s of service %d is %d"
        .formatted(
            THINGS.get(random.nextInt(THINGS.size())), random.nextInt(400), random.nextInt(10_000));
  }

  private static double timed(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e6;
  }

  private static double quantile(List<Double> values, double share) {
    return values.stream().sorted().toList().get((int) (share * (values.size() - 1)));
  }
}
