package io.mnemon.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mnemon.embedded.TestStores;
import io.mnemon.storage.RedisCircuit;
import io.mnemon.test.FakeClock;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisBucketsTest extends BucketsContract {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Redis REDIS =
      Redis.createClient(
          VERTX,
          new RedisOptions()
              .setConnectionString(TestStores.shared().redisUrl())
              .setMaxPoolWaiting(100));
  private static final Rate RATE = new Rate(1, 10);

  private final FakeClock clock = FakeClock.at("2026-01-01T00:00:00Z");
  private final Buckets never =
      (owner, draws) -> {
        throw new AssertionError("Redis answers");
      };
  private final Buckets buckets = new RedisBuckets(REDIS, circuit(), never);

  private RedisCircuit circuit() {
    // Generous, so that a busy machine does not turn a slow answer into none.
    return new RedisCircuit(
        "Redis", "somehow", Duration.ofSeconds(10), Duration.ofSeconds(1), clock);
  }

  @AfterAll
  static void close() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @Override
  Buckets buckets() {
    return buckets;
  }

  @Override
  void elapse(Duration time) {
    long until = redisMicros() + TimeUnit.NANOSECONDS.toMicros(time.toNanos()) + 1;
    await().pollInterval(Duration.ofMillis(10)).until(() -> redisMicros() >= until);
  }

  private static long redisMicros() {
    Response time =
        REDIS.send(Request.cmd(Command.TIME)).toCompletionStage().toCompletableFuture().join();
    return Long.parseLong(time.get(0).toString()) * 1_000_000
        + Long.parseLong(time.get(1).toString());
  }

  @Test
  void gatewaysShareABucket() {
    String owner = UUID.randomUUID().toString();
    Buckets other = new RedisBuckets(REDIS, circuit(), never);
    buckets.take(owner, List.of(Draw.of("a", RATE, 6)));

    Taking taking = other.take(owner, List.of(Draw.of("a", RATE, 10)));

    assertThat(taking).isInstanceOf(Taking.Short.class);
  }

  @Test
  void whoAsksAtTheSameTimeDoesNotGetTheSameToken() throws Exception {
    String owner = UUID.randomUUID().toString();
    List<Callable<Taking>> askers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      askers.add(() -> buckets.take(owner, List.of(Draw.of("a", new Rate(1, 20), 1))));
    }
    long taken = 0;
    long start = redisMicros();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Taking> answer : threads.invokeAll(askers)) {
        taken += answer.get() instanceof Taking.Taken ? 1 : 0;
      }
    }
    long seconds = TimeUnit.MICROSECONDS.toSeconds(redisMicros() - start);

    assertThat(taken).isBetween(20L, 21 + seconds);
  }

  @Test
  void aBucketIsForgottenWhenItIsFullAgain() {
    String owner = UUID.randomUUID().toString();
    buckets.take(owner, List.of(Draw.of("a", RATE, 3)));

    Response ttl =
        REDIS
            .send(Request.cmd(Command.PTTL).arg("mnemon:limits:{" + owner + "}:a"))
            .toCompletionStage()
            .toCompletableFuture()
            .join();

    assertThat(ttl.toLong()).isBetween(1L, 4_000L);
  }

  @Test
  void withoutRedisTheGatewayDecidesByItself() {
    Buckets local = new HeapBuckets(10, clock);
    Buckets alone =
        new RedisBuckets(Redis.createClient(VERTX, "redis://127.0.0.1:1"), circuit(), local);

    assertThat(alone.take("t", List.of(Draw.of("a", RATE, 8)))).isInstanceOf(Taking.Taken.class);
    assertThat(alone.take("t", List.of(Draw.of("a", RATE, 8)))).isInstanceOf(Taking.Short.class);
    assertThat(local.take("t", List.of(Draw.of("a", RATE, 3)))).isInstanceOf(Taking.Short.class);
  }
}
