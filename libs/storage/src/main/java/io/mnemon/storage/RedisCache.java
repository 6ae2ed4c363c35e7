package io.mnemon.storage;

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

/**
 * A cache in Redis, for blocking callers on virtual threads.
 *
 * <p>While the circuit is open every call is answered as from an empty cache and costs nothing.
 */
public final class RedisCache implements Cache {
  /** How many keys travel in one command or pipeline. */
  private static final int CHUNK = 500;

  private final Redis redis;
  private final RedisCircuit circuit;

  /**
   * @param timeout how long an answer may take
   * @param pause how long Redis is left alone after a failure
   */
  public RedisCache(Redis redis, Duration timeout, Duration pause, InstantSource clock) {
    this.redis = redis;
    this.circuit = new RedisCircuit("the cache in Redis", "more slowly", timeout, pause, clock);
  }

  @Override
  public Optional<byte[]> get(String key) {
    return circuit.ask(() -> redis.send(Request.cmd(Command.GET).arg(key))).map(Response::toBytes);
  }

  @Override
  public Map<String, byte[]> getAll(Collection<String> keys) {
    Map<String, byte[]> found = new HashMap<>();
    for (List<String> chunk : chunks(List.copyOf(keys))) {
      Request request = Request.cmd(Command.MGET);
      chunk.forEach(request::arg);
      circuit.ask(() -> redis.send(request)).ifPresent(answer -> collect(chunk, answer, found));
    }
    return found;
  }

  @Override
  public void put(String key, byte[] value, Duration ttl) {
    Request request = set(key, value, CacheTimes.check(ttl));
    circuit.ask(() -> redis.send(request));
  }

  @Override
  public void putAll(Map<String, byte[]> values, Duration ttl) {
    CacheTimes.check(ttl);
    List<Request> requests = new ArrayList<>();
    values.forEach((key, value) -> requests.add(set(key, value, ttl)));
    for (List<Request> chunk : chunks(requests)) {
      circuit.ask(() -> redis.batch(chunk));
    }
  }

  @Override
  public boolean removeAll(Collection<String> keys) {
    boolean areGone = true;
    for (List<String> chunk : chunks(List.copyOf(keys))) {
      Request request = Request.cmd(Command.DEL);
      chunk.forEach(request::arg);
      areGone &= circuit.ask(() -> redis.send(request)).isPresent();
    }
    return areGone;
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

  private static <E> List<List<E>> chunks(List<E> all) {
    List<List<E>> chunks = new ArrayList<>();
    for (int start = 0; start < all.size(); start += CHUNK) {
      chunks.add(all.subList(start, Math.min(all.size(), start + CHUNK)));
    }
    return chunks;
  }
}
