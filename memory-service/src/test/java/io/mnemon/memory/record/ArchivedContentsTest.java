package io.mnemon.memory.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.crypto.Bytes;
import io.mnemon.crypto.DataKeys;
import io.mnemon.crypto.HeapDataKeyStore;
import io.mnemon.crypto.LocalKeyring;
import io.mnemon.inference.Embedding;
import io.mnemon.memory.record.Archive.Cold;
import io.mnemon.storage.FolderObjectStore;
import io.mnemon.storage.ObjectStore;
import io.mnemon.storage.StoredObject;
import io.mnemon.test.FakeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivedContentsTest {
  private static final UUID TENANT = new UUID(1, 1);
  private static final UUID MEMORY = new UUID(2, 2);
  private static final UUID OBJECT = new UUID(3, 3);
  private static final String KEY = "archive/" + TENANT + "/" + OBJECT;

  @TempDir Path temp;
  private ObjectStore objects;
  private ArchivedContents contents;

  @BeforeEach
  void archiveOne() {
    objects = new FolderObjectStore(temp.resolve("objects"));
    contents = contents(objects);
    new Archive(objects)
        .put(
            TENANT,
            OBJECT,
            new Cold(
                Bytes.of("tea".getBytes(UTF_8)),
                "space",
                Optional.of(Embedding.of(new float[] {1, 2}))));
  }

  private ArchivedContents contents(ObjectStore store) {
    DataKeys keys =
        new DataKeys(
            LocalKeyring.openOrCreate(temp.resolve("keyring")),
            new HeapDataKeyStore(),
            FakeClock.at("2026-01-01T00:00:00Z"),
            10,
            Duration.ofMinutes(1));
    return new ArchivedContents(new Archive(store), new MemoryCipher(keys));
  }

  @Test
  void whatWasPutIsOpened() {
    assertThat(contents.open(TENANT, MEMORY, OBJECT, null)).isEqualTo("tea");
  }

  @Test
  void anObjectThatIsCutAnywhereIsLost() {
    byte[] whole = objects.get(KEY).orElseThrow();
    for (int length = 0; length < whole.length; length++) {
      objects.put(KEY, Arrays.copyOf(whole, length));

      assertThatThrownBy(() -> contents.open(TENANT, MEMORY, OBJECT, null))
          .isInstanceOfSatisfying(
              UnreadableException.class, e -> assertThat(e.memory()).isEqualTo(MEMORY));
    }
  }

  @Test
  void aStoreThatCannotBeReachedHasLostNothing() {
    ArchivedContents unreachable = contents(new Unreachable());

    assertThatThrownBy(() -> unreachable.open(TENANT, MEMORY, OBJECT, null))
        .isNotInstanceOf(UnreadableException.class)
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  private static final class Unreachable implements ObjectStore {
    private static ServiceException unavailable() {
      return new ServiceException(ErrorCode.UNAVAILABLE, "the test has unplugged the disk");
    }

    @Override
    public void put(String key, byte[] content) {
      throw unavailable();
    }

    @Override
    public Optional<byte[]> get(String key) {
      throw unavailable();
    }

    @Override
    public Optional<StoredObject> stat(String key) {
      throw unavailable();
    }

    @Override
    public void delete(String key) {
      throw unavailable();
    }

    @Override
    public List<StoredObject> list(String prefix, String after, int limit) {
      throw unavailable();
    }
  }
}
