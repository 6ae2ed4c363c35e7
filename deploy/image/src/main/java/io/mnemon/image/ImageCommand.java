package io.mnemon.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.LogEvent;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code make image}. */
@Command(
    name = "image",
    mixinStandardHelpOptions = true,
    description = "Makes container images of the packaged programs, as archives or in a registry.")
final class ImageCommand implements Callable<Integer> {
  private static final Set<String> PLATFORMS = Set.of("linux/amd64", "linux/arm64");

  private final PrintStream screen;

  @Option(names = "--repository", description = "where make works", defaultValue = ".")
  private Path repository = Path.of(".");

  @Option(
      names = "--program",
      split = ",",
      description = "${COMPLETION-CANDIDATES}; all of them by default")
  private List<Program> programs = List.of(Program.values());

  @Option(
      names = "--platform",
      split = ",",
      description = "linux/amd64, linux/arm64 or both; by default that of this machine")
  private Set<String> platforms = Set.of("linux/" + processor());

  @Option(
      names = "--base",
      description = "an image with Java 25, or an archive of one that ends with .tar",
      defaultValue = "eclipse-temurin:25-jre")
  private String base = "";

  @Option(names = "--push", description = "push to here, e.g. registry.example.com/team")
  private String registry = "";

  @Option(names = "--tag", description = "by default the version")
  private String tag = "";

  @Option(names = "--revision", description = "of the source, for a label")
  private String revision = "";

  @Option(
      names = "--output",
      description = "a folder for the archives",
      defaultValue = "deploy/image/target/images")
  private Path output = Path.of("");

  ImageCommand(PrintStream screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    BaseImage below = BaseImage.of(base);
    for (Program program : programs) {
      try (Scratch scratch = Scratch.create()) {
        ProgramImage image = image(program, scratch.folder());
        if (registry.isBlank()) {
          for (Platform platform : wanted()) {
            archive(image, below, platform);
          }
        } else {
          push(image, below);
        }
      }
    }
    return 0;
  }

  private ProgramImage image(Program program, Path scratch) throws IOException {
    Path root = repository.toAbsolutePath().normalize();
    Path packaged = program.packaged(root);
    if (!Files.exists(packaged)) {
      throw new CannotMake(packaged + " is missing: package it first (make image does).");
    }
    JvmOptions options = JvmOptions.of(program.home(root).resolve("jvm.options"));
    return new ProgramImage(
        program,
        options,
        new ImageLayers(packaged, options, scratch).all(),
        BuildFacts.ofThisBuild(),
        revision.isBlank() ? Map.of() : Map.of("revision", revision));
  }

  private void archive(ProgramImage image, BaseImage below, Platform platform) throws IOException {
    String name = image.program().image() + ":" + tag(image);
    Path folder = Files.createDirectories(repository.resolve(output));
    Path file =
        folder.resolve(
            "%s-linux-%s.tar".formatted(name.replace(':', '-'), platform.getArchitecture()));
    TarImage tar = TarImage.at(file).named(reference(name));
    JibContainer made = image.make(below, Set.of(platform), prepared(Containerizer.to(tar)));
    screen.printf(
        Locale.ROOT,
        "%6.1f MB  %s%n           %s, image id %s%n",
        Files.size(file) / 1e6,
        file,
        name,
        made.getImageId());
  }

  private void push(ProgramImage image, BaseImage below) {
    String name = registry + "/" + image.program().image() + ":" + tag(image);
    Containerizer target = Containerizer.to(Registry.image(reference(name)));
    JibContainer made = image.make(below, wanted(), prepared(target));
    screen.printf("pushed %s@%s%n", name, made.getDigest());
  }

  private Containerizer prepared(Containerizer target) {
    return target
        .setAllowInsecureRegistries(isOnThisMachine())
        .setApplicationLayersCache(repository.resolve("deploy/image/target/layers"))
        .addEventHandler(
            LogEvent.class,
            event -> {
              if (event.getLevel() == LogEvent.Level.WARN) {
                screen.println(event.getMessage());
              }
            });
  }

  /** As with Docker, a registry on this machine needs no certificate, nor TLS. */
  private boolean isOnThisMachine() {
    return registry.matches("(localhost|127\\.0\\.0\\.1)(:\\d+)?(/.*)?");
  }

  private String tag(ProgramImage image) {
    return tag.isBlank() ? image.facts().version() : tag;
  }

  private static ImageReference reference(String name) {
    try {
      return ImageReference.parse(name);
    } catch (InvalidImageReferenceException e) {
      throw new CannotMake("\"%s\" is no name of an image.".formatted(name), e);
    }
  }

  private Set<Platform> wanted() {
    for (String platform : platforms) {
      if (!PLATFORMS.contains(platform)) {
        throw new CannotMake(
            "There are no native libraries for %s. Write linux/amd64, linux/arm64 or both."
                .formatted(platform));
      }
    }
    return platforms.stream()
        .sorted()
        .map(platform -> new Platform(platform.substring("linux/".length()), "linux"))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String processor() {
    return System.getProperty("os.arch", "").matches("aarch64|arm64") ? "arm64" : "amd64";
  }
}
