package io.mnemon.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JvmOptionsTest {
  private static final Path REPOSITORY =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("../..").normalize();

  private static final JvmOptions OPTIONS =
      new JvmOptions(
          List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:AOTCache=target/a.aot", "-Xlog:aot*=off"));

  @Test
  void recordingJvmUsesNoCacheAndSaysWhatItDoes() {
    JvmOptions recording = OPTIONS.recording(Path.of("/tmp/record"));

    assertThat(recording.lines())
        .containsExactly(
            "-Xmx1g", "-XX:+UseSerialGC", "-XX:AOTMode=record", "-XX:AOTConfiguration=/tmp/record");
  }

  @Test
  void assemblingJvmMakesACacheOfTheRecord() {
    JvmOptions assembling = OPTIONS.assembling(Path.of("/tmp/record"), Path.of("/tmp/cache"));

    assertThat(assembling.lines())
        .containsExactly(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-XX:AOTMode=create",
            "-XX:AOTConfiguration=/tmp/record",
            "-XX:AOTCache=/tmp/cache");
  }

  @Test
  void optionsWithoutACacheAreRefusedWhereItsPlaceIsAsked() {
    assertThatThrownBy(() -> new JvmOptions(List.of("-Xmx1g")).cache())
        .isInstanceOf(CannotMake.class)
        .hasMessageContaining("-XX:AOTCache=");
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void everyProgramLooksForItsOwnCacheAndIsSilentWithoutIt(Program program) throws IOException {
    JvmOptions options = JvmOptions.of(program.home(REPOSITORY).resolve("jvm.options"));

    assertThat(options.cache()).isEqualTo("deploy/" + program.folder() + "/target/mnemon.aot");
    assertThat(options.lines()).contains("-Xlog:aot*=off");
    assertThat(options.sizes()).hasSize(2);
  }
}
