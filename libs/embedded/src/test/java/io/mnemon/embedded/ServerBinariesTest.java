package io.mnemon.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerBinariesTest {

  @TempDir Path folder;

  @Test
  void aDamagedProgramIsUnpackedAgain() throws Exception {
    var binaries = new ServerBinaries(folder);
    Path redis = binaries.redis();
    long whole = Files.size(redis);
    Files.write(redis, new byte[0]);

    Path again = binaries.redis();

    assertThat(again).isEqualTo(redis).isExecutable().hasSize(whole);
    assertThat(Programs.succeeds(List.of(again.toString(), "--version"))).isTrue();
  }

  @Test
  void aWholeProgramIsLeftAlone() throws Exception {
    var binaries = new ServerBinaries(folder);
    var unpacked = Files.getLastModifiedTime(binaries.redis());

    assertThat(Files.getLastModifiedTime(binaries.redis())).isEqualTo(unpacked);
  }
}
