package io.mnemon.gateway.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.google.protobuf.ByteString;
import java.time.Duration;

/**
 * Asks about keys only for addresses from which not too many wrong ones came. A key that was good
 * lately is asked about all the same: who guesses must not shut out who shares the address.
 */
final class BoundedKeyChecks implements KeyChecks {
  private static final Duration LATELY = Duration.ofHours(1);

  private final KeyChecks checks;
  private final Strangers strangers;
  private final Cache<ByteString, Boolean> good;

  BoundedKeyChecks(KeyChecks checks, Strangers strangers, int maxKeys, Ticker ticker) {
    this.checks = checks;
    this.strangers = strangers;
    this.good =
        Caffeine.newBuilder()
            .maximumSize(maxKeys)
            .ticker(ticker)
            .expireAfterWrite(LATELY)
            .executor(Runnable::run)
            .build();
  }

  @Override
  public KeyCheck check(String key, String address) {
    ByteString digest = CachedKeyChecks.digest(key);
    if (good.getIfPresent(digest) == null) {
      strangers.mayTry(address);
    }
    KeyCheck check = checks.check(key, address);
    switch (check) {
      case KeyCheck.Good known -> good.put(digest, true);
      case KeyCheck.Refused refused -> {
        good.invalidate(digest);
        strangers.wrongKey(address);
      }
    }
    return check;
  }
}
