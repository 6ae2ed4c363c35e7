package io.mnemon.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ImageCommandTest {
  @TempDir private Path repository;

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final StringWriter errors = new StringWriter();

  @BeforeEach
  void pack() throws IOException {
    PackagedPrograms.write(repository);
  }

  @Test
  void everyProgramBecomesAnArchive() throws IOException {
    int exit = run("--base", base("amd64"), "--platform", "linux/amd64", "--tag", "1");

    assertThat(exit).as(errors.toString()).isZero();
    assertThat(new OpenedImage(archive("mnemon-1-linux-amd64")).names())
        .containsExactly("mnemon:1");
    for (String name : List.of("mnemon-gateway", "mnemon-memory", "mnemon-governance")) {
      assertThat(screen.toString(UTF_8)).contains(name + ":1, image id sha256:");
      assertThat(archive(name + "-1-linux-amd64")).exists();
    }
  }

  @Test
  void allInOneListensInsideItsContainerAsAnOrdinaryUser() throws IOException {
    JsonNode image = built("ALL_IN_ONE").config().get("config");

    assertThat(OpenedImage.texts(image.get("Entrypoint")))
        .containsExactly("java", "@/app/jvm.options", "-jar", "/app/quarkus-run.jar");
    assertThat(image.get("User").asText()).isEqualTo("10001:10001");
    assertThat(names(image.get("ExposedPorts"))).containsExactlyInAnyOrder("8080/tcp", "9090/tcp");
    assertThat(names(image.get("Volumes"))).containsExactly("/var/lib/mnemon");
    assertThat(image.get("WorkingDir").asText()).isEqualTo("/var/lib/mnemon");
    assertThat(OpenedImage.texts(image.get("Env")))
        .containsExactlyInAnyOrder(
            "PATH=/opt/java/openjdk/bin:/usr/bin",
            "JAVA_HOME=/opt/java/openjdk",
            "MNEMON_DATA=/var/lib/mnemon",
            "JDK_JAVA_OPTIONS=-Xmx512m -XX:MaxDirectMemorySize=128m");
  }

  @ParameterizedTest
  @CsvSource({
    "GATEWAY, 8080/tcp, 9090/tcp, false",
    "MEMORY, 8081/tcp, 9091/tcp, true",
    "GOVERNANCE, 8082/tcp, 9092/tcp, true"
  })
  void processesListenOnTheirPortsForOtherContainers(
      String program, String http, String grpc, boolean inside) throws IOException {
    JsonNode image = built(program).config().get("config");

    assertThat(names(image.get("ExposedPorts"))).containsExactlyInAnyOrder(http, grpc);
    // The gateway listens everywhere by itself; the services do so only where they are told to.
    assertThat(OpenedImage.texts(image.get("Env")).contains("MNEMON_HOST=0.0.0.0"))
        .isEqualTo(inside);
    assertThat(image.path("Volumes").size()).isEqualTo(inside ? 1 : 0);
  }

  @Test
  void labelsSayWhatTheImageIs() throws IOException {
    JsonNode labels = built("GATEWAY", "--revision", "abc123").config().get("config").get("Labels");

    BuildFacts facts = BuildFacts.ofThisBuild();
    Map<String, String> expected =
        Map.of(
            "title", "mnemon-gateway",
            "description", Program.GATEWAY.description(),
            "version", facts.version(),
            "created", facts.created().toString(),
            "licenses", "Apache-2.0",
            "base.name", "base-amd64.tar",
            "revision", "abc123");
    assertThat(names(labels)).hasSize(expected.size());
    expected.forEach(
        (name, value) ->
            assertThat(labels.get("org.opencontainers.image." + name).asText()).isEqualTo(value));
  }

  @Test
  void whatChangesSeldomLiesBeneath() throws IOException {
    List<List<TarArchiveEntry>> layers = built("MEMORY").layers();

    assertThat(layers.stream().map(ImageCommandTest::files))
        .containsExactly(
            List.of("etc/base"),
            List.of("etc/group", "etc/passwd"),
            List.of("app/lib/boot/org.jboss.logging.jar", "app/lib/main/org.apache.lucene.jar"),
            List.of(
                "app/app/mnemon-all-in-one.jar",
                "app/jvm.options",
                "app/lib/main/io.mnemon.mnemon-api.jar",
                "app/quarkus-run.jar",
                "app/quarkus/generated-bytecode.jar"));
  }

  @Test
  void dataFolderBelongsToTheUserAndNothingElseDoes() throws IOException {
    List<TarArchiveEntry> entries =
        built("MEMORY").layers().stream().skip(1).flatMap(List::stream).toList();

    for (TarArchiveEntry entry : entries) {
      boolean data = entry.getName().equals("var/lib/mnemon/");
      assertThat(entry.getLongUserId()).as(entry.getName()).isEqualTo(data ? 10001 : 0);
      assertThat(entry.getMode() & 0777)
          .as(entry.getName())
          .isEqualTo(data ? 0700 : entry.isDirectory() ? 0755 : 0644);
      assertThat(entry.getLastModifiedTime())
          .as(entry.getName())
          .isEqualTo(FileTime.fromMillis(1000));
    }
    assertThat(entries).anyMatch(entry -> entry.getName().equals("var/lib/mnemon/"));
  }

  @Test
  void optionsInTheImageHoldNeitherSizesNorACache() throws IOException {
    Path root = Files.createDirectory(repository.resolve("root"));
    built("ALL_IN_ONE").unpack(root);

    assertThat(root.resolve("app/jvm.options")).hasContent("-XX:+UseSerialGC");
    assertThat(Files.readString(root.resolve("etc/passwd")))
        .contains("mnemon:x:10001:10001:Mnemon:/var/lib/mnemon:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"amd64", "arm64"})
  void imageIsForTheProcessorThatIsAsked(String architecture) throws IOException {
    run("--base", base(architecture), "--platform", "linux/" + architecture, "--tag", "1");

    OpenedImage image = new OpenedImage(archive("mnemon-memory-1-linux-" + architecture));
    assertThat(image.config().get("architecture").asText()).isEqualTo(architecture);
    assertThat(image.config().get("os").asText()).isEqualTo("linux");
  }

  @Test
  void sameContentsAreTheSameImageToTheLastByte() throws IOException {
    built("ALL_IN_ONE");
    byte[] first = Files.readAllBytes(archive("mnemon-1-linux-amd64"));
    String shown = screen.toString(UTF_8);
    Path elsewhere = Files.createDirectory(repository.resolve("elsewhere"));
    PackagedPrograms.write(elsewhere);
    repository = elsewhere;
    screen.reset();

    built("ALL_IN_ONE");

    assertThat(Files.readAllBytes(archive("mnemon-1-linux-amd64"))).isEqualTo(first);
    assertThat(screen.toString(UTF_8).replaceFirst("(?s).*image id", ""))
        .isEqualTo(shown.replaceFirst("(?s).*image id", ""));
  }

  @Test
  void newClassesChangeOnlyTheTopLayer() throws IOException {
    List<String> before = layerNames(built("GATEWAY"));
    Files.writeString(
        Program.GATEWAY.packaged(repository).resolve("lib/main/io.mnemon.mnemon-api.jar"), "new");

    List<String> after = layerNames(built("GATEWAY"));

    assertThat(after.subList(0, 3)).isEqualTo(before.subList(0, 3));
    assertThat(after.getLast()).isNotEqualTo(before.getLast());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--base nowhere.tar | There is no base image in",
        "--base UPPER/Case | Write eclipse-temurin:25-jre, or a file that ends with .tar.",
        "--platform linux/riscv64 | Write linux/amd64, linux/arm64 or both.",
        "--tag not:a:tag | is no name of an image",
        "--repository /nowhere | make image does"
      })
  void mistakeIsToldWithWhatWouldBeRight(String options, String told) throws IOException {
    List<String> all = new ArrayList<>(List.of("--base", base("amd64")));
    for (String option : options.split(" ")) {
      all.add(option);
    }

    int exit = run(all.toArray(String[]::new));

    assertThat(exit).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(errors.toString()).contains(told);
  }

  @Test
  void baseForAnotherProcessorIsRefused() throws IOException {
    int exit = run("--base", base("amd64"), "--platform", "linux/arm64");

    assertThat(exit).isNotZero();
    assertThat(errors.toString()).contains("arm64").contains("amd64");
  }

  private OpenedImage built(String program, String... more) throws IOException {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--base",
                base("amd64"),
                "--platform",
                "linux/amd64",
                "--tag",
                "1",
                "--program",
                program));
    options.addAll(List.of(more));
    int exit = run(options.toArray(String[]::new));
    assertThat(exit).as(errors.toString()).isZero();
    return new OpenedImage(archive(Program.valueOf(program).image() + "-1-linux-amd64"));
  }

  private int run(String... options) {
    String here = repository.toString();
    List<String> all = new ArrayList<>(List.of("image", "--repository", here, "--output", here));
    all.addAll(List.of(options));
    return Main.commandLine(new PrintStream(screen, true, UTF_8))
        .setOverwrittenOptionsAllowed(true)
        .setErr(new PrintWriter(errors, true))
        .execute(all.toArray(String[]::new));
  }

  private String base(String architecture) throws IOException {
    return BaseArchive.write(repository.resolve("base-" + architecture + ".tar"), architecture)
        .toString();
  }

  private Path archive(String name) {
    return repository.resolve(name + ".tar");
  }

  private static List<String> files(List<TarArchiveEntry> layer) {
    return layer.stream()
        .filter(entry -> !entry.isDirectory())
        .map(TarArchiveEntry::getName)
        .sorted()
        .toList();
  }

  private static List<String> layerNames(OpenedImage image) {
    return OpenedImage.texts(image.config().get("rootfs").get("diff_ids"));
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
