package io.mnemon.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresLeftoversTest {

  @TempDir Path home;

  private Path cluster = Path.of("/unset");
  private @Nullable Process process;

  @BeforeEach
  void makeCluster() throws IOException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "processes are told by /proc");
    cluster = Files.createDirectories(home.resolve("größe/cluster"));
  }

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  /** A shell that waits for its input, under another name. */
  private Process start(Path program, Path folder, String... words) throws IOException {
    Files.createDirectories(PrivateFiles.parent(program));
    Files.copy(Programs.find("sh").orElseThrow(), program);
    var command = new ArrayList<>(List.of(program.toString(), "-c", "read line"));
    command.addAll(List.of(words));
    process = new ProcessBuilder(command).directory(folder.toFile()).start();
    return process;
  }

  @Test
  void aServerOnTheClusterIsStoppedWhateverItsPathIsSpeltLike() throws Exception {
    Process server = start(home.resolve("bin/postgres"), cluster);

    new PostgresLeftovers(cluster, "mnemon-test").clear();

    assertThat(server.isAlive()).isFalse();
  }

  @Test
  void aServerOnAnotherFolderIsLeftAloneThoughItsWordsAreTheSame() throws Exception {
    cluster = Files.createDirectories(home.resolve("cluster"));
    Process server =
        start(home.resolve("other"), home, "/bin/postgres", "-D", cluster.toString(), "-c", "x=y");

    new PostgresLeftovers(cluster, "mnemon-test").clear();

    assertThat(server.isAlive()).isTrue();
  }

  @Test
  void anotherProgramInTheClustersFolderIsLeftAlone() throws Exception {
    Process shell = start(home.resolve("bin/bash"), cluster);

    new PostgresLeftovers(cluster, "mnemon-test").clear();

    assertThat(shell.isAlive()).isTrue();
  }
}
