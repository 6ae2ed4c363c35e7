package io.mnemon.storage;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A Redis client that counts what it is asked; without one behind it, it never answers. */
final class CountedRedis implements Redis {
  private final @Nullable Redis behind;
  private final AtomicInteger count = new AtomicInteger();

  CountedRedis(@Nullable Redis behind) {
    this.behind = behind;
  }

  int count() {
    return count.get();
  }

  @Override
  public Future<RedisConnection> connect() {
    throw new UnsupportedOperationException("the cache asks the client, not a connection");
  }

  @Override
  public void close() {
    if (behind != null) {
      behind.close();
    }
  }

  @Override
  public Future<@Nullable Response> send(Request command) {
    count.incrementAndGet();
    return behind == null ? Promise.<@Nullable Response>promise().future() : behind.send(command);
  }

  @Override
  public Future<List<@Nullable Response>> batch(List<Request> commands) {
    count.incrementAndGet();
    return behind == null
        ? Promise.<List<@Nullable Response>>promise().future()
        : behind.batch(commands);
  }
}
