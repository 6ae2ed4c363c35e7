package io.mnemon.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushTest {
  private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
  private static final String LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

  @TempDir private Path repository;

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final StringWriter errors = new StringWriter();

  @Test
  void severalPlatformsArePushedAsOneImage() throws Exception {
    PackagedPrograms.write(repository);
    try (HeapRegistry registry = new HeapRegistry(repository)) {
      seedBase(registry);

      int exit = push(registry, "--base", registry.address() + "/base:25");

      assertThat(exit).as(errors.toString()).isZero();
      JsonNode list = new ObjectMapper().readTree(registry.manifest("team/mnemon-memory", "1"));
      List<String> architectures = new ArrayList<>();
      for (JsonNode each : list.get("manifests")) {
        architectures.add(each.get("platform").get("architecture").asText());
        assertThat(registry.manifest("team/mnemon-memory", each.get("digest").asText()))
            .isNotEmpty();
      }
      assertThat(architectures).containsExactlyInAnyOrder("amd64", "arm64");
      assertThat(screen.toString(UTF_8))
          .contains("pushed " + registry.address() + "/team/mnemon-memory:1@sha256:");
    }
  }

  @Test
  void baseThatIsNotThereIsTold() throws Exception {
    PackagedPrograms.write(repository);
    try (HeapRegistry registry = new HeapRegistry(repository)) {
      int exit = push(registry, "--base", registry.address() + "/nothing:25");

      assertThat(exit).isNotZero();
      assertThat(errors.toString())
          .contains("The image mnemon-memory cannot be made", registry.address() + "/nothing");
    }
  }

  private int push(HeapRegistry registry, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "image",
                "--repository",
                repository.toString(),
                "--program",
                "MEMORY",
                "--platform",
                "linux/amd64,linux/arm64",
                "--tag",
                "1",
                "--push",
                registry.address() + "/team"));
    options.addAll(List.of(more));
    return Main.commandLine(new PrintStream(screen, true, UTF_8))
        .setErr(new PrintWriter(errors, true))
        .execute(options.toArray(String[]::new));
  }

  /** The base of each processor, and a list that names both. */
  private void seedBase(HeapRegistry registry) throws Exception {
    List<String> entries = new ArrayList<>();
    for (String architecture : List.of("amd64", "arm64")) {
      Path archive = BaseArchive.write(repository.resolve(architecture + ".tar"), architecture);
      String name = registry.address() + "/base:" + architecture;
      Jib.from(TarImage.at(archive))
          .setPlatforms(Set.of(new Platform(architecture, "linux")))
          .containerize(
              Containerizer.to(RegistryImage.named(name)).setAllowInsecureRegistries(true));
      String manifest = registry.manifest("base", architecture);
      entries.add(
          """
          {"mediaType": "%s", "digest": "%s", "size": %d,
           "platform": {"architecture": "%s", "os": "linux"}}
          """
              .formatted(
                  MANIFEST,
                  HeapRegistry.digest(manifest.getBytes(UTF_8)),
                  manifest.length(),
                  architecture));
    }
    registry.putManifest(
        "base",
        "25",
        LIST,
        """
        {"schemaVersion": 2, "mediaType": "%s", "manifests": [%s]}
        """
            .formatted(LIST, String.join(",", entries)));
  }
}
