package io.mnemon.gateway.auth;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Keys in a map, with a count of questions, a gate that holds them up and a switch for outages. */
final class HeapKeyChecks implements KeyChecks {
  final Map<String, KeyCheck> keys = new ConcurrentHashMap<>();
  final AtomicInteger asked = new AtomicInteger();
  volatile CountDownLatch gate = new CountDownLatch(0);
  volatile boolean down;

  @Override
  public KeyCheck check(String key, String address) {
    asked.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (down) {
      throw new ServiceException(ErrorCode.UNAVAILABLE, "governance is down");
    }
    return keys.getOrDefault(key, new KeyCheck.Refused("the key is not known"));
  }
}
