package io.mnemon.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.embedded.DataFolder;
import io.mnemon.embedded.FolderFormat;
import io.mnemon.embedded.PrivateFiles;
import io.mnemon.operations.PostgresInstallation.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the doctor says when it cannot look. */
class DoctorCommandTest {

  @TempDir Path temporary;
  private Path root;

  @BeforeEach
  void create() throws IOException {
    root = temporary.resolve("data");
    DataFolder.open(root).close();
    PrivateFiles.write(root.resolve("format"), FolderFormat.ours().text());
  }

  private Ran doctor(String variable, String value) {
    return PostgresInstallation.run(
        Map.of("MNEMON_DATA", root.toString(), variable, value), "doctor", "--json");
  }

  @ParameterizedTest
  @CsvSource({
    "MNEMON_POSTGRES_URL, mysql://db:3306/x, MNEMON_POSTGRES_URL is not understood",
    "MNEMON_POSTGRES_URL, postgresql://db:5432/x, Set MNEMON_POSTGRES_PASSWORD",
    "MNEMON_REDIS_URL, cache, MNEMON_REDIS_URL is no address"
  })
  void aWrongSettingIsAnErrorThatIsFound(String variable, String value, String said) {
    Ran ran = doctor(variable, value);

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.out())
        .startsWith("{")
        .contains("\"severity\":\"error\",\"fault\":\"check-failed\"", said);
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void aWrongAddressOfRedisKeepsNothingElseFromBeingLookedAt() {
    Ran ran = doctor("MNEMON_REDIS_URL", "cache");

    assertThat(ran.out()).contains("\"data folder\"", "\"disk\"", "\"Redis\"");
  }

  @Test
  void aRedisWithoutItsKeyIsAnErrorThatIsFound() throws Exception {
    try (DataFolder serving = DataFolder.open(root)) {
      Files.createDirectories(root.resolve("redis"));
      Files.writeString(root.resolve("redis/port"), "6379");

      Ran ran = PostgresInstallation.run(root, java.util.Optional.empty(), "doctor", "--json");

      assertThat(serving.root()).isEqualTo(root);
      assertThat(ran.exitCode()).isEqualTo(2);
      assertThat(ran.out()).contains("Redis could not be checked", "keys/redis");
    }
  }
}
