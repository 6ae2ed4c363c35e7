package io.mnemon.crypto;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The data keys of tenants and subjects, created on first use.
 *
 * <p>Unwrapped keys stay on the heap for a bounded time: a key that another process destroys may be
 * used here until then, unless it is forgotten first.
 */
public final class DataKeys {
  private static final String SUBJECT = "subject:";

  private record Owner(UUID tenant, String name) {}

  private record Id(UUID tenant, UUID key) {}

  private final Keyring keyring;
  private final DataKeyStore store;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Cache<Owner, UUID> ids;
  private final Cache<Id, DataKey> keys;

  /**
   * @param maxCached how many unwrapped keys stay on the heap at most
   * @param cachedFor for how long one stays
   */
  public DataKeys(
      Keyring keyring, DataKeyStore store, InstantSource clock, int maxCached, Duration cachedFor) {
    this.keyring = keyring;
    this.store = store;
    this.clock = clock;
    this.ids = cache(clock, maxCached, cachedFor);
    this.keys = cache(clock, maxCached, cachedFor);
  }

  /**
   * The key of a tenant.
   *
   * @throws KeyDestroyedException if it was destroyed
   */
  public DataKey forTenant(UUID tenant) {
    return forOwner(new Owner(tenant, StoredKey.TENANT));
  }

  /**
   * The key of one subject of a tenant.
   *
   * @throws KeyDestroyedException if it was destroyed
   */
  public DataKey forSubject(UUID tenant, UUID subject) {
    return forOwner(new Owner(tenant, SUBJECT + subject));
  }

  /** Whether the keyring opens a key of a tenant, one that was not destroyed. */
  public boolean opens(UUID tenant, StoredKey stored) {
    try {
      unwrap(tenant, stored);
      return true;
    } catch (DecryptionFailedException e) {
      return false;
    }
  }

  /** Drops an unwrapped key from the heap, e.g. because it was destroyed. */
  public void forget(UUID tenant, UUID keyId) {
    keys.invalidate(new Id(tenant, keyId));
  }

  /** Drops all unwrapped keys of a tenant from the heap. */
  public void forget(UUID tenant) {
    ids.asMap().keySet().removeIf(owner -> owner.tenant().equals(tenant));
    keys.asMap().keySet().removeIf(id -> id.tenant().equals(tenant));
  }

  /**
   * The key with an id.
   *
   * @throws KeyDestroyedException if it was destroyed
   * @throws DecryptionFailedException if the tenant never had it
   */
  DataKey byId(UUID tenant, UUID keyId) {
    DataKey cached = keys.getIfPresent(new Id(tenant, keyId));
    return cached != null
        ? cached
        : unwrap(
            tenant,
            store
                .find(tenant, keyId)
                .orElseThrow(
                    () -> new DecryptionFailedException("the tenant has no data key " + keyId)));
  }

  private DataKey forOwner(Owner owner) {
    UUID id = ids.getIfPresent(owner);
    if (id != null) {
      return byId(owner.tenant(), id);
    }
    Optional<StoredKey> found = store.find(owner.tenant(), owner.name());
    StoredKey stored = found.isPresent() ? found.get() : create(owner);
    DataKey key = unwrap(owner.tenant(), stored);
    ids.put(owner, key.id());
    return key;
  }

  private StoredKey create(Owner owner) {
    UUID id = UUID.randomUUID();
    byte[] material = new byte[SymmetricKey.SIZE_BYTES];
    random.nextBytes(material);
    byte[] wrapped = keyring.wrap(material, context(owner.tenant(), id, owner.name()));
    return store.insertIfAbsent(
        owner.tenant(), new StoredKey(id, owner.name(), Bytes.of(wrapped), clock.instant()));
  }

  private DataKey unwrap(UUID tenant, StoredKey stored) {
    Bytes wrapped = stored.wrapped();
    if (wrapped == null) {
      throw new KeyDestroyedException(stored.id());
    }
    byte[] material =
        keyring.unwrap(wrapped.toByteArray(), context(tenant, stored.id(), stored.owner()));
    DataKey key = new DataKey(tenant, stored.id(), material);
    keys.put(new Id(tenant, stored.id()), key);
    return key;
  }

  private static byte[] context(UUID tenant, UUID id, String owner) {
    return Context.of("mnemon data key v1", tenant, id, owner.getBytes(StandardCharsets.UTF_8));
  }

  private static <K, V> Cache<K, V> cache(InstantSource clock, int size, Duration cachedFor) {
    return Caffeine.newBuilder()
        .maximumSize(size)
        .expireAfterWrite(cachedFor)
        .ticker(() -> nanos(clock.instant()))
        .executor(Runnable::run)
        .build();
  }

  private static long nanos(Instant instant) {
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }
}
