package io.mnemon.gateway.limits;

import io.mnemon.storage.RedisCircuit;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * Buckets in Redis, shared by all gateways, by Redis' own clock. One script decides all draws of a
 * request, in one round trip.
 *
 * <p>While Redis does not answer, this gateway's own buckets decide. Those in Redis fill meanwhile,
 * so that each change from one to the other may give one burst more.
 */
final class RedisBuckets implements Buckets {
  private static final String PREFIX = "mnemon:limits:";

  // Of each bucket: rate, burst, least, most. Answers whether it took, then what was in the
  // buckets before, as text because a number would be cut to a whole one.
  private static final String TAKE =
      """
      local time = redis.call('TIME')
      local now = time[1] * 1000000 + time[2]
      local there, took = {}, 1
      for i, key in ipairs(KEYS) do
        local rate, burst = tonumber(ARGV[i * 4 - 3]), tonumber(ARGV[i * 4 - 2])
        local kept = redis.call('HMGET', key, 'tokens', 'at')
        there[i] = burst
        if kept[1] then
          local elapsed = math.max(0, now - tonumber(kept[2]))
          there[i] = math.min(burst, tonumber(kept[1]) + elapsed * rate / 1000000)
        end
        if there[i] + 0.000001 < tonumber(ARGV[i * 4 - 1]) then took = 0 end
      end
      local answer = {took}
      for i, key in ipairs(KEYS) do
        answer[i + 1] = string.format('%.9f', there[i])
        if took == 1 then
          local rate, burst = tonumber(ARGV[i * 4 - 3]), tonumber(ARGV[i * 4 - 2])
          local left = there[i] - math.min(tonumber(ARGV[i * 4]), math.floor(there[i] + 0.000001))
          redis.call('HSET', key,
              'tokens', string.format('%.6f', left), 'at', string.format('%.0f', now))
          redis.call('PEXPIRE', key, math.ceil((burst - left) / rate * 1000) + 1000)
        end
      end
      return answer
      """;

  private final Redis redis;
  private final RedisCircuit circuit;
  private final Buckets without;

  /**
   * @param without decides while Redis does not answer
   */
  RedisBuckets(Redis redis, RedisCircuit circuit, Buckets without) {
    this.redis = redis;
    this.circuit = circuit;
    this.without = without;
  }

  @Override
  public Taking take(String owner, List<Draw> draws) {
    return circuit
        .ask(() -> redis.send(request(owner, draws)))
        .map(answer -> taking(draws, answer))
        .orElseGet(() -> without.take(owner, draws));
  }

  // The braces put all buckets of an owner into one slot of a cluster, as a script needs them.
  private static Request request(String owner, List<Draw> draws) {
    Request request = Request.cmd(Command.EVAL).arg(TAKE).arg(draws.size());
    draws.forEach(draw -> request.arg(PREFIX + '{' + owner + "}:" + draw.bucket()));
    for (Draw draw : draws) {
      request
          .arg(draw.rate().perSecond())
          .arg(draw.rate().burst())
          .arg(draw.least())
          .arg(draw.most());
    }
    return request;
  }

  private static Taking taking(List<Draw> draws, Response answer) {
    List<Double> there = new ArrayList<>();
    for (int i = 1; i < answer.size(); i++) {
      there.add(Double.valueOf(answer.get(i).toString()));
    }
    return HeapBuckets.decide(draws, there);
  }
}
