package io.mnemon.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectStoreAddressTest {
  @ParameterizedTest
  @CsvSource({
    "file:/srv/objects, /srv/objects",
    "file:/srv/my objects, /srv/my objects",
    "file:/srv/my%20objects, /srv/my%20objects",
    "file:objects, objects",
    "file:./data/objects, ./data/objects",
    "file:///srv/my%20objects/, /srv/my objects"
  })
  void aFolderIsNamedAsItIsWrittenOrByItsUrl(String address, Path folder) {
    assertThat(ObjectStoreAddress.folder(address)).hasValue(folder);
  }

  @Test
  void anotherKindHasNoFolder() {
    assertThat(ObjectStoreAddress.folder("s3://bucket")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:", "file://host/objects", "file:///my objects", "s3://bucket"})
  void whatNamesNoStoreSaysWhatToWrite(String address) {
    assertThatThrownBy(() -> ObjectStoreAddress.open(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("set MNEMON_OBJECT_STORE to file: and a folder");
  }
}
