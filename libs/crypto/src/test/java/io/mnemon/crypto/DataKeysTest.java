package io.mnemon.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.test.FakeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataKeysTest {
  private static final Duration CACHED = Duration.ofMinutes(5);

  @TempDir Path folder;
  private final FakeClock clock = FakeClock.at("2026-01-01T00:00:00Z");
  private final HeapDataKeyStore store = new HeapDataKeyStore();
  private final UUID tenant = UUID.randomUUID();
  private final UUID subject = UUID.randomUUID();
  private final byte[] text = "likes tea".getBytes(UTF_8);
  private final byte[] row = "row 1".getBytes(UTF_8);
  private Keyring keyring;
  private DataKeys keys;
  private FieldCipher cipher;

  @BeforeEach
  void open() {
    keyring = LocalKeyring.openOrCreate(folder.resolve("ring"));
    keys = freshKeys();
    cipher = new FieldCipher(keys);
  }

  @Test
  void aFieldComesBack() {
    EncryptedField field = cipher.encrypt(tenant, keys.forSubject(tenant, subject), text, row);

    assertThat(cipher.decrypt(tenant, field, row)).isEqualTo(text);
    assertThat(new FieldCipher(freshKeys()).decrypt(tenant, field, row)).isEqualTo(text);
  }

  @Test
  void equalTextsHaveDifferentCiphertexts() {
    DataKey key = keys.forTenant(tenant);

    assertThat(cipher.encrypt(tenant, key, text, row))
        .isNotEqualTo(cipher.encrypt(tenant, key, text, row));
  }

  @Test
  void aFieldOpensOnlyWhereItBelongs() {
    EncryptedField field = cipher.encrypt(tenant, keys.forSubject(tenant, subject), text, row);
    UUID other = UUID.randomUUID();
    EncryptedField underAnotherKey =
        new EncryptedField(keys.forTenant(tenant).id(), field.ciphertext());

    assertThatThrownBy(() -> cipher.decrypt(tenant, field, "row 2".getBytes(UTF_8)))
        .isInstanceOf(DecryptionFailedException.class);
    assertThatThrownBy(() -> cipher.decrypt(other, field, row))
        .isInstanceOf(DecryptionFailedException.class)
        .hasMessageContaining("has no data key");
    assertThatThrownBy(() -> cipher.decrypt(tenant, underAnotherKey, row))
        .isInstanceOf(DecryptionFailedException.class);
  }

  @Test
  void noByteOfAFieldCanBeChanged() {
    EncryptedField field = cipher.encrypt(tenant, keys.forTenant(tenant), text, row);

    for (int i = 0; i < field.ciphertext().size(); i++) {
      byte[] bytes = field.ciphertext().toByteArray();
      bytes[i] ^= 1;
      var changed = new EncryptedField(field.keyId(), Bytes.of(bytes));
      assertThatThrownBy(() -> cipher.decrypt(tenant, changed, row))
          .as("byte %d", i)
          .isInstanceOf(DecryptionFailedException.class);
    }
  }

  @Test
  void aKeyOfAnotherTenantIsRefused() {
    DataKey foreign = keys.forTenant(UUID.randomUUID());

    assertThatThrownBy(() -> cipher.encrypt(tenant, foreign, text, row))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another tenant");
  }

  @Test
  void everyTenantAndSubjectHasItsOwnKey() {
    UUID other = UUID.randomUUID();

    assertThat(
            Set.of(
                keys.forTenant(tenant).id(),
                keys.forTenant(other).id(),
                keys.forSubject(tenant, subject).id(),
                keys.forSubject(tenant, other).id(),
                keys.forSubject(other, subject).id()))
        .hasSize(5);
    assertThat(keys.forSubject(tenant, subject).id())
        .isEqualTo(keys.forSubject(tenant, subject).id());
  }

  @Test
  void aWrappedKeyCannotBeGivenToAnotherTenantOrOwner() {
    StoredKey stored = stored(keys.forSubject(tenant, subject));
    UUID thief = UUID.randomUUID();
    store.insertIfAbsent(thief, stored);
    store.insertIfAbsent(
        tenant, new StoredKey(UUID.randomUUID(), "tenant", stored.wrapped(), stored.createdAt()));

    assertThatThrownBy(() -> freshKeys().forSubject(thief, subject))
        .isInstanceOf(DecryptionFailedException.class);
    assertThatThrownBy(() -> freshKeys().forTenant(tenant))
        .isInstanceOf(DecryptionFailedException.class);
  }

  @Test
  void ofManyThatNeedASubjectsFirstKeyAtOnceAllGetTheSame() throws Exception {
    var together = new CyclicBarrier(8);
    Set<UUID> ids = new HashSet<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<EncryptedField>> calls =
          IntStream.range(0, 8)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            DataKeys process = freshKeys();
                            together.await();
                            return new FieldCipher(process)
                                .encrypt(tenant, process.forSubject(tenant, subject), text, row);
                          }))
              .toList();
      for (Future<EncryptedField> call : calls) {
        assertThat(cipher.decrypt(tenant, call.get(), row)).isEqualTo(text);
        ids.add(call.get().keyId());
      }
    }

    assertThat(ids).hasSize(1);
  }

  @Test
  void aDestroyedKeyOpensNothingAndIsNotReplaced() {
    DataKey key = keys.forSubject(tenant, subject);
    EncryptedField field = cipher.encrypt(tenant, key, text, row);

    store.destroy(tenant, key.id());
    keys.forget(tenant, key.id());

    assertThatThrownBy(() -> cipher.decrypt(tenant, field, row))
        .isInstanceOfSatisfying(
            KeyDestroyedException.class, e -> assertThat(e.keyId()).isEqualTo(key.id()));
    assertThatThrownBy(() -> keys.forSubject(tenant, subject))
        .isInstanceOf(KeyDestroyedException.class);
    assertThat(keys.forTenant(tenant)).as("other keys live on").isNotNull();
  }

  @Test
  void aKeyThatWasDestroyedElsewhereIsUsedNoLongerThanItIsCached() {
    DataKey key = keys.forSubject(tenant, subject);
    EncryptedField field = cipher.encrypt(tenant, key, text, row);
    store.destroy(tenant, key.id());

    clock.advance(CACHED.minusMillis(1));
    assertThat(cipher.decrypt(tenant, field, row)).isEqualTo(text);
    clock.advance(Duration.ofMillis(1));
    assertThatThrownBy(() -> cipher.decrypt(tenant, field, row))
        .isInstanceOf(KeyDestroyedException.class);
  }

  @Test
  void aKeyThatIsCachedCostsNoLookUp() {
    var lookUps = new AtomicInteger();
    var counted = new DataKeys(keyring, counting(lookUps), clock, 100, CACHED);
    DataKey key = counted.forTenant(tenant);
    int before = lookUps.get();

    EncryptedField field =
        new FieldCipher(counted).encrypt(tenant, counted.forTenant(tenant), text, row);
    new FieldCipher(counted).decrypt(tenant, field, row);

    assertThat(field.keyId()).isEqualTo(key.id());
    assertThat(lookUps).hasValue(before);
  }

  @Test
  void equalTextsOfATenantHaveEqualHashes() {
    Bytes hash = new KeyedHash(keys).hash(tenant, "likes tea");

    assertThat(new KeyedHash(freshKeys()).hash(tenant, "likes tea")).isEqualTo(hash);
    assertThat(hash.size()).isEqualTo(32);
    assertThat(hash.toHex()).matches("[0-9a-f]{64}");
    assertThat(new KeyedHash(keys).hash(tenant, "likes Tea")).isNotEqualTo(hash);
    assertThat(new KeyedHash(keys).hash(UUID.randomUUID(), "likes tea")).isNotEqualTo(hash);
  }

  @Test
  void bytesAreComparedByContentAndTellNothing() {
    byte[] mine = {1, 2, 3};
    Bytes bytes = Bytes.of(mine);
    mine[0] = 9;
    bytes.toByteArray()[1] = 9;

    assertThat(bytes).isEqualTo(Bytes.of(new byte[] {1, 2, 3})).hasSameHashCodeAs(bytes);
    assertThat(bytes).isNotEqualTo(Bytes.of(new byte[] {1, 2}));
    assertThat(bytes).hasToString("Bytes[3]");
    assertThat(keys.forTenant(tenant).toString()).doesNotContain("secret").startsWith("DataKey[");
  }

  private DataKeys freshKeys() {
    return new DataKeys(keyring, store, clock, 100, CACHED);
  }

  private StoredKey stored(DataKey key) {
    return store.find(tenant, key.id()).orElseThrow();
  }

  private DataKeyStore counting(AtomicInteger lookUps) {
    return new DataKeyStore() {
      @Override
      public Optional<StoredKey> find(UUID of, String owner) {
        lookUps.incrementAndGet();
        return store.find(of, owner);
      }

      @Override
      public Optional<StoredKey> find(UUID of, UUID keyId) {
        lookUps.incrementAndGet();
        return store.find(of, keyId);
      }

      @Override
      public StoredKey insertIfAbsent(UUID of, StoredKey key) {
        lookUps.incrementAndGet();
        return store.insertIfAbsent(of, key);
      }
    };
  }
}
