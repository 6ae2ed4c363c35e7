package io.mnemon.storage;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A cache inside this process, bounded by the bytes that it holds. */
public final class HeapCache implements Cache {
  /** What an entry costs beside its key and value, roughly. */
  private static final int ENTRY_OVERHEAD_BYTES = 128;

  private final com.github.benmanes.caffeine.cache.Cache<String, Entry> entries;

  public HeapCache(long maxBytes, InstantSource clock) {
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<String, Entry>weigher(HeapCache::weight)
            .expireAfter(Expiry.<String, Entry>writing((key, entry) -> entry.timeToLive()))
            .ticker(() -> nanos(clock))
            .executor(Runnable::run)
            .build();
  }

  @Override
  public Optional<byte[]> get(String key) {
    return Optional.ofNullable(entries.getIfPresent(key)).map(Entry::content);
  }

  @Override
  public Map<String, byte[]> getAll(Collection<String> keys) {
    Map<String, byte[]> found = new HashMap<>();
    entries.getAllPresent(keys).forEach((key, entry) -> found.put(key, entry.content()));
    return found;
  }

  @Override
  public void put(String key, byte[] value, Duration ttl) {
    entries.put(key, new Entry(value.clone(), CacheTimes.check(ttl)));
  }

  @Override
  public void putAll(Map<String, byte[]> values, Duration ttl) {
    values.forEach((key, value) -> put(key, value, ttl));
  }

  @Override
  public boolean removeAll(Collection<String> keys) {
    entries.invalidateAll(keys);
    return true;
  }

  /** Does at once what is left for later: drops what is too much or has expired. */
  void settle() {
    entries.cleanUp();
  }

  private static int weight(String key, Entry entry) {
    return ENTRY_OVERHEAD_BYTES + key.getBytes(StandardCharsets.UTF_8).length + entry.value.length;
  }

  private static long nanos(InstantSource clock) {
    var now = clock.instant();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  /** A value and how long it lives from its writing. */
  private static final class Entry {
    private final byte[] value;
    private final Duration timeToLive;

    private Entry(byte[] value, Duration timeToLive) {
      this.value = value;
      this.timeToLive = timeToLive;
    }

    private byte[] content() {
      return value.clone();
    }

    private Duration timeToLive() {
      return timeToLive;
    }
  }
}
