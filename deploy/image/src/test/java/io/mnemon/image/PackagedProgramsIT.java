package io.mnemon.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The files of the real images, unpacked and started as a container would start them, with the Java
 * of this machine in place of that of a base; and caches that a real JVM accepts.
 */
@EnabledIfSystemProperty(
    named = "mnemon.it",
    matches = "full",
    disabledReason = "takes minutes: make it")
class PackagedProgramsIT {
  private static final Path REPOSITORY =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("../..").normalize();
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private Scratch scratch;

  @BeforeEach
  void open() throws IOException {
    scratch = Scratch.create();
  }

  @AfterEach
  void close() throws IOException {
    scratch.close();
  }

  @Test
  void allInOneRunsByItsEntrypoint() throws IOException, InterruptedException {
    Path root = unpacked(Program.ALL_IN_ONE);
    List<String> command = new ArrayList<>();
    for (String word : opened(Program.ALL_IN_ONE).entrypoint()) {
      command.add(word.equals("java") ? JAVA : word.replace("/app/", root + "/app/"));
    }

    new TrialRun(scratch.folder()).of(command, scratch.folder());

    assertThat(scratch.folder().resolve("data/postgres")).isDirectory();
  }

  @Test
  void threeServicesRunTogether() throws IOException, InterruptedException {
    for (Program program : Program.PROCESSES) {
      Path app = unpacked(program).resolve("app");
      Path home = Files.createDirectories(scratch.folder().resolve(program.folder()));
      Files.createDirectory(home.resolve("target"));
      Files.createSymbolicLink(home.resolve("target/quarkus-app"), app);
      Files.createSymbolicLink(home.resolve("jvm.options"), app.resolve("jvm.options"));
    }

    new TrialRun(scratch.folder())
        .of(
            List.of(
                JAVA,
                "-cp",
                REPOSITORY.resolve("deploy/split/target/lib") + "/*",
                "io.mnemon.embedded.Split",
                scratch.folder().toString()),
            scratch.folder());

    assertThat(scratch.folder().resolve("data/index")).isDirectory();
  }

  @Test
  void imageHoldsTheNativeLibrariesOfBothProcessors() throws IOException {
    Path lib = unpacked(Program.ALL_IN_ONE).resolve("app/lib/main");

    List<String> needed =
        List.of(
            "postgres-linux-x86_64.txz",
            "postgres-linux-arm_64.txz",
            "redis-server-6.2.6-v5-linux-amd64",
            "redis-server-6.2.7-linux-arm64",
            "ai/onnxruntime/native/linux-x64/libonnxruntime.so",
            "ai/onnxruntime/native/linux-aarch64/libonnxruntime.so");
    Set<String> held = Natives.in(lib);
    assertThat(needed).allMatch(held::contains);
  }

  @Test
  void trainedCachesAreAcceptedByTheJvm() throws IOException, InterruptedException {
    int exit =
        Main.commandLine(new PrintStream(screen, true, UTF_8))
            .execute("train", "--repository", REPOSITORY.toString());

    assertThat(exit).as(screen.toString(UTF_8)).isZero();
    for (Program program : Program.values()) {
      assertThat(screen.toString(UTF_8)).contains("deploy/" + program.folder() + "/target");
      assertThat(refusal(program)).as(program.folder()).isEmpty();
    }
  }

  /** What the JVM says when it must take the cache; it starts no program. */
  private static String refusal(Program program) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(JAVA));
    JvmOptions.of(program.home(REPOSITORY).resolve("jvm.options")).lines().stream()
        .filter(line -> !line.startsWith("-Xlog:"))
        .forEach(command::add);
    command.addAll(List.of("-XX:AOTMode=on", "-cp"));
    command.add(program.packaged(REPOSITORY).resolve("quarkus-run.jar").toString());
    command.add("-version");
    Process java =
        new ProcessBuilder(command)
            .directory(REPOSITORY.toFile())
            .redirectErrorStream(true)
            .start();
    String text = new String(java.getInputStream().readAllBytes(), UTF_8);
    return java.waitFor() == 0 ? "" : text;
  }

  private Path unpacked(Program program) throws IOException {
    Path base = BaseArchive.write(scratch.folder().resolve("base.tar"), "amd64");
    int exit =
        Main.commandLine(new PrintStream(screen, true, UTF_8))
            .execute(
                "image",
                "--repository",
                REPOSITORY.toString(),
                "--program",
                program.name(),
                "--base",
                base.toString(),
                "--platform",
                "linux/amd64",
                "--tag",
                "it",
                "--output",
                scratch.folder().toString());
    assertThat(exit).as(screen.toString(UTF_8)).isZero();
    Path root = Files.createDirectory(scratch.folder().resolve("root-" + program.folder()));
    opened(program).unpack(root);
    return root;
  }

  private OpenedImage opened(Program program) throws IOException {
    return new OpenedImage(scratch.folder().resolve(program.image() + "-it-linux-amd64.tar"));
  }
}
