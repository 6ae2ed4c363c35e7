package io.mnemon.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderObjectStoreTest extends ObjectStoreContract {
  private static final Duration LONG = Duration.ofMinutes(61);

  @TempDir Path folder;
  private ObjectStore store;

  @BeforeEach
  void open() {
    store = new FolderObjectStore(folder.resolve("objects"));
  }

  @Override
  ObjectStore store() {
    return store;
  }

  @Test
  void objectsOutliveTheProcess() {
    store.put("a/b", bytes("one"));

    assertThat(new FolderObjectStore(folder.resolve("objects")).get("a/b")).hasValue(bytes("one"));
  }

  @Test
  void whatACrashLeftHalfWrittenIsNoObjectAndIsRemoved() throws Exception {
    Path draft = folder.resolve("objects/.drafts/object1");
    Files.write(draft, bytes("hal"));
    FileTime longAgo = FileTime.from(Files.getLastModifiedTime(draft).toInstant().minus(LONG));
    Files.setLastModifiedTime(draft, longAgo);

    assertThat(store.list("", "", 10)).isEmpty();
    assertThat(new FolderObjectStore(folder.resolve("objects")).list("", "", 10)).isEmpty();
    assertThat(draft).doesNotExist();
  }

  @Test
  void whatAnotherProcessIsWritingIsLeftAlone() throws Exception {
    Path draft = folder.resolve("objects/.drafts/object1");
    Files.write(draft, bytes("hal"));

    assertThat(new FolderObjectStore(folder.resolve("objects")).list("", "", 10)).isEmpty();
    assertThat(draft).exists();
    assertThat(folder.resolve("objects/.drafts")).isDirectoryContaining(draft::equals);
  }

  @Test
  void aFolderThatIsGoneIsUnavailable() throws Exception {
    Files.delete(folder.resolve("objects/.drafts"));

    assertThatThrownBy(() -> store.put("a", bytes("one")))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  @Test
  void aPlaceThatIsNoFolderStopsTheStart() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");

    assertThatThrownBy(() -> new FolderObjectStore(file)).hasMessageContaining(file.toString());
  }
}
