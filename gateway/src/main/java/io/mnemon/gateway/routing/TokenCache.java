package io.mnemon.gateway.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.google.protobuf.ByteString;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.InternalTokens;

/**
 * Internal tokens that were signed for a caller and a service, kept for half of their life, so that
 * a busy caller's token is not signed for each call and one that is sent is good for long enough.
 */
final class TokenCache {
  private static final int MAX_TOKENS = 20_000;

  private final InternalTokens tokens;
  private final Cache<Key, ByteString> signed;

  TokenCache(InternalTokens tokens, Ticker ticker) {
    this.tokens = tokens;
    this.signed =
        Caffeine.newBuilder()
            .maximumSize(MAX_TOKENS)
            .expireAfterWrite(tokens.lifetime().dividedBy(2))
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  byte[] token(Caller caller, String audience) {
    return signed
        .get(
            new Key(caller, audience),
            key -> ByteString.copyFrom(tokens.sign(key.caller(), key.audience())))
        .toByteArray();
  }

  private record Key(Caller caller, String audience) {}
}
