package io.mnemon.gateway.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import com.google.protobuf.ByteString;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Remembers what was said about a key for a short time, by the key's SHA-256, and for as long as
 * its caller is current. Requests that miss at the same time ask once; a check that failed is not
 * remembered.
 */
final class CachedKeyChecks implements KeyChecks {
  private final KeyChecks checks;
  private final Epochs epochs;
  private final Cache<ByteString, KeyCheck> answers;
  private final ConcurrentMap<ByteString, CompletableFuture<KeyCheck>> underWay =
      new ConcurrentHashMap<>();

  CachedKeyChecks(KeyChecks checks, Epochs epochs, Limits limits, Ticker ticker) {
    this.checks = checks;
    this.epochs = epochs;
    this.answers =
        Caffeine.newBuilder()
            .maximumSize(limits.size())
            .ticker(ticker)
            .executor(Runnable::run)
            .expireAfter(
                Expiry.<ByteString, KeyCheck>writing(
                    (key, check) ->
                        switch (check) {
                          case KeyCheck.Good good -> limits.good();
                          case KeyCheck.Refused refused -> limits.refused();
                        }))
            .build();
  }

  @Override
  public KeyCheck check(String key, String address) {
    ByteString digest = digest(key);
    KeyCheck known = answers.getIfPresent(digest);
    if (known != null && holds(known)) {
      return known;
    }
    CompletableFuture<KeyCheck> mine = new CompletableFuture<>();
    CompletableFuture<KeyCheck> other = underWay.putIfAbsent(digest, mine);
    return other == null ? ask(key, address, digest, mine) : await(other);
  }

  @Override
  public KeyCheck afresh(String key, String address) {
    KeyCheck check = checks.check(key, address);
    answers.put(digest(key), check);
    return check;
  }

  private boolean holds(KeyCheck check) {
    return switch (check) {
      case KeyCheck.Good good -> epochs.isCurrent(good.caller());
      case KeyCheck.Refused refused -> true;
    };
  }

  private KeyCheck ask(
      String key, String address, ByteString digest, CompletableFuture<KeyCheck> mine) {
    try {
      KeyCheck known = answers.getIfPresent(digest);
      KeyCheck check = known != null && holds(known) ? known : afresh(key, address);
      mine.complete(check);
      return check;
    } catch (RuntimeException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      underWay.remove(digest, mine);
    }
  }

  private static KeyCheck await(CompletableFuture<KeyCheck> other) {
    try {
      return other.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ServiceException failure) {
        throw failure.retryAfter().isPresent()
            ? ServiceException.exhausted(failure.publicMessage(), failure.retryAfter().get())
            : new ServiceException(failure.code(), failure.publicMessage(), failure);
      }
      throw new ServiceException(ErrorCode.INTERNAL, "the key could not be checked", e);
    }
  }

  static ByteString digest(String key) {
    try {
      return ByteString.copyFrom(
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * How much is remembered, and for how long.
   *
   * @param good how long a good key is taken as good
   * @param refused how long a refused key is refused
   * @param size how many keys are remembered
   */
  record Limits(Duration good, Duration refused, int size) {}
}
