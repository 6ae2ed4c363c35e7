package io.mnemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is passed on to the program that is installed beside the command. */
class InstallationTest {
  private static final String HEARD = "HEARD";

  @TempDir Path folder;

  /** A program that writes down what it was told, and ends with 7. */
  static final class Listener {
    private Listener() {}

    public static void main(String[] words) throws IOException {
      Files.writeString(Path.of(System.getenv(HEARD)), String.join(" ", words));
      System.exit(7);
    }
  }

  private Path program() throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Listener.class.getName());
    Path jar = folder.resolve("program.jar");
    String name = Listener.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream in = Listener.class.getResourceAsStream("/" + name)) {
      out.putNextEntry(new JarEntry(name));
      assertThat(in).isNotNull();
      in.transferTo(out);
    }
    return jar;
  }

  @ParameterizedTest
  @CsvSource({
    "backup b, backup --file=b",
    "backup b --without-keys --prune-wal, backup --file=b --without-keys --prune-wal",
    "backup verify b, verify --file=b",
    "restore b, restore --file=b",
    "restore b --to latest --timeline 2, restore --file=b --to=latest --timeline=2",
    "restore b --to latest --keys k --replace, restore --file=b --to=latest --keys=k --replace",
    "restore b --check, restore --file=b --check",
    "doctor, doctor",
    "doctor --json --min-free-mb 5, doctor --json --min-free-mb=5",
    "doctor --max-transaction-s 9 --max-backup-days 1, doctor --max-transaction-s=9"
        + " --max-backup-days=1"
  })
  void itsCommandsArePassedOnWithTheirExitCode(String typed, String heard) throws Exception {
    Path file = folder.resolve("heard");

    Run run =
        Run.of(
            Map.of("MNEMON_APP", program().toString(), HEARD, file.toString()),
            typed.split(" ", -1));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(7);
    assertThat(file).hasContent(heard);
  }

  @Test
  void withoutAProgramItSaysWhatToDo() {
    Run run = Run.of(Map.of("MNEMON_APP", "/nowhere/quarkus-run.jar"), "doctor");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("/nowhere/quarkus-run.jar", "make run", "MNEMON_APP");
  }

  @Test
  void aBackupNeedsAName() {
    assertThat(Run.of(Map.of(), "backup").err()).contains("mnemon backup FILE");
  }
}
