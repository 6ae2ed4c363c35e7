package io.mnemon.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mnemon.embedded.TestStores;
import io.mnemon.test.FakeClock;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisCacheTest extends CacheContract {
  private static final Vertx VERTX = Vertx.vertx();
  // Generous, so that a busy machine does not turn a slow answer into a miss.
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final FakeClock clock = FakeClock.at("2026-01-01T00:00:00Z");
  private final RedisCache cache =
      new RedisCache(
          Redis.createClient(VERTX, TestStores.shared().redisUrl()), TIMEOUT, PAUSE, clock);

  @AfterAll
  static void close() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @Override
  Cache cache() {
    return cache;
  }

  @Override
  void elapse(Duration time, Cache cache, String key) {
    await().until(() -> cache.get(key).isEmpty());
  }

  @Test
  void aDeadRedisIsAnEmptyCacheThatIsLeftAloneForAWhile() {
    var questions = new CountedRedis(Redis.createClient(VERTX, "redis://127.0.0.1:1"));
    var dead = new RedisCache(questions, TIMEOUT, PAUSE, clock);

    dead.put("a", bytes("one"), Duration.ofMinutes(1));
    assertThat(questions.count()).isEqualTo(1);

    assertThat(dead.get("a")).isEmpty();
    assertThat(dead.getAll(List.of("a", "b"))).isEmpty();
    dead.putAll(Map.of("a", bytes("one")), Duration.ofMinutes(1));
    assertThat(dead.removeAll(List.of("a"))).as("it may still be there").isFalse();
    assertThat(questions.count()).as("the circuit is open").isEqualTo(1);

    clock.advance(PAUSE);
    assertThat(dead.get("a")).isEmpty();
    assertThat(dead.get("a")).isEmpty();
    assertThat(questions.count()).as("one try after the pause").isEqualTo(2);
  }

  @Test
  void aRedisThatComesBackIsUsedAgain() throws Exception {
    String url = TestStores.shared().redisUrl();
    try (var proxy = RoundTripProxy.beforeRedis(url)) {
      var client = new CountedRedis(Redis.createClient(VERTX, proxy.throughRedis(url)));
      var shaky = new RedisCache(client, TIMEOUT, PAUSE, clock);
      shaky.put("shaky", bytes("one"), Duration.ofMinutes(1));
      assertThat(shaky.get("shaky")).isPresent();

      proxy.refuse(true);
      assertThat(shaky.get("shaky")).isEmpty();
      proxy.refuse(false);
      assertThat(shaky.get("shaky")).as("the circuit is still open").isEmpty();

      await()
          .until(
              () -> {
                clock.advance(PAUSE);
                return shaky.get("shaky").isPresent();
              });
      int before = client.count();
      assertThat(shaky.get("shaky")).isPresent();
      assertThat(client.count()).isEqualTo(before + 1);
    }
  }

  @Test
  void aRedisThatDoesNotAnswerInTimeIsAMiss() {
    var silent = new RedisCache(new CountedRedis(null), Duration.ofMillis(5), PAUSE, clock);

    assertThat(silent.removeAll(List.of("a"))).isFalse();
    clock.advance(PAUSE);
    assertThat(silent.get("a")).isEmpty();
  }

  @Test
  void manyValuesAreOneRoundTrip() throws Exception {
    String url = TestStores.shared().redisUrl();
    try (var proxy = RoundTripProxy.beforeRedis(url)) {
      var counted =
          new RedisCache(Redis.createClient(VERTX, proxy.throughRedis(url)), TIMEOUT, PAUSE, clock);
      counted.put("warm", bytes("up"), Duration.ofMinutes(1));

      assertThat(
              proxy.roundTripsOf(
                  () ->
                      counted.putAll(
                          Map.of("x", bytes("1"), "y", bytes("2"), "z", bytes("3")),
                          Duration.ofMinutes(1))))
          .isEqualTo(1);
      assertThat(proxy.roundTripsOf(() -> counted.getAll(List.of("x", "y", "z")))).isEqualTo(1);
      assertThat(proxy.roundTripsOf(() -> counted.removeAll(List.of("x", "y", "z")))).isEqualTo(1);
    }
  }
}
