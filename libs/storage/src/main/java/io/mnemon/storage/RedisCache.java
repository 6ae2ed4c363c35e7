package io.mnemon.storage;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * A cache in Redis, for blocking callers on virtual threads.
 *
 * <p>A failed or late answer opens a circuit: until the pause is over every call is answered as
 * from an empty cache and costs nothing. Then one call at a time tries again, until one succeeds.
 */
public final class RedisCache implements Cache {
  private static final Logger LOG = Logger.getLogger(RedisCache.class);

  /** How many keys travel in one command or pipeline. */
  private static final int CHUNK = 500;

  private final Redis redis;
  private final Duration timeout;
  private final Duration pause;
  private final InstantSource clock;

  /** When Redis is asked again, in milliseconds since the epoch; zero while it answers. */
  private final AtomicLong retryAtMs = new AtomicLong();

  /**
   * @param timeout how long an answer may take
   * @param pause how long Redis is left alone after a failure
   */
  public RedisCache(Redis redis, Duration timeout, Duration pause, InstantSource clock) {
    this.redis = redis;
    this.timeout = timeout;
    this.pause = pause;
    this.clock = clock;
  }

  @Override
  public Optional<byte[]> get(String key) {
    return ask(() -> redis.send(Request.cmd(Command.GET).arg(key))).map(Response::toBytes);
  }

  @Override
  public Map<String, byte[]> getAll(Collection<String> keys) {
    Map<String, byte[]> found = new HashMap<>();
    for (List<String> chunk : chunks(List.copyOf(keys))) {
      Request request = Request.cmd(Command.MGET);
      chunk.forEach(request::arg);
      ask(() -> redis.send(request)).ifPresent(answer -> collect(chunk, answer, found));
    }
    return found;
  }

  @Override
  public void put(String key, byte[] value, Duration ttl) {
    Request request = set(key, value, CacheTimes.check(ttl));
    ask(() -> redis.send(request));
  }

  @Override
  public void putAll(Map<String, byte[]> values, Duration ttl) {
    CacheTimes.check(ttl);
    List<Request> requests = new ArrayList<>();
    values.forEach((key, value) -> requests.add(set(key, value, ttl)));
    for (List<Request> chunk : chunks(requests)) {
      ask(() -> redis.batch(chunk));
    }
  }

  @Override
  public void remove(String key) {
    ask(() -> redis.send(Request.cmd(Command.DEL).arg(key)));
  }

  private static Request set(String key, byte[] value, Duration ttl) {
    return Request.cmd(Command.SET).arg(key).arg(value).arg("PX").arg(ttl.toMillis());
  }

  private static void collect(List<String> keys, Response answer, Map<String, byte[]> found) {
    for (int i = 0; i < keys.size(); i++) {
      Response value = answer.get(i);
      if (value != null) {
        found.put(keys.get(i), value.toBytes());
      }
    }
  }

  /** The answer; none if Redis has none, fails, is late, or is left alone for now. */
  private <T> Optional<T> ask(Supplier<Future<T>> question) {
    long openUntilMs = retryAtMs.get();
    if (openUntilMs != 0) {
      long nowMs = clock.millis();
      if (nowMs < openUntilMs || !retryAtMs.compareAndSet(openUntilMs, nowMs + pause.toMillis())) {
        return Optional.empty();
      }
    }
    try {
      Optional<T> answer =
          Optional.ofNullable(
              question
                  .get()
                  .toCompletionStage()
                  .toCompletableFuture()
                  .get(timeout.toNanos(), TimeUnit.NANOSECONDS));
      if (retryAtMs.get() != 0 && retryAtMs.getAndSet(0) != 0) {
        LOG.info("the cache in Redis answers again");
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      if (retryAtMs.getAndSet(clock.millis() + pause.toMillis()) == 0) {
        LOG.warnf(
            "the cache in Redis does not answer; requests go on without it, more slowly: %s", e);
      }
      return Optional.empty();
    }
  }

  private static <E> List<List<E>> chunks(List<E> all) {
    List<List<E>> chunks = new ArrayList<>();
    for (int start = 0; start < all.size(); start += CHUNK) {
      chunks.add(all.subList(start, Math.min(all.size(), start + CHUNK)));
    }
    return chunks;
  }
}
