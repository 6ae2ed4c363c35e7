package io.mnemon.image;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files of an image above those of its base, in the order in which they change: the user
 * seldom, the libraries sometimes, Mnemon itself always. So a push sends little.
 */
final class ImageLayers {
  static final String APP = "/app";
  static final String DATA = "/var/lib/mnemon";
  static final String USER = "10001:10001";

  // Postgres asks for the name of the user that it runs as.
  private static final String PASSWD =
      """
      root:x:0:0:root:/root:/sbin/nologin
      mnemon:x:10001:10001:Mnemon:%s:/sbin/nologin
      nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
      """
          .formatted(DATA);
  private static final String GROUP =
      """
      root:x:0:
      mnemon:x:10001:
      nogroup:x:65534:
      """;

  // The time of each file is a constant, because it is a part of the digest.
  private static final Instant FILE_TIME = Instant.ofEpochSecond(1);
  private static final FilePermissions FILE = FilePermissions.fromOctalString("644");
  private static final FilePermissions PRIVATE_FOLDER = FilePermissions.fromOctalString("700");

  private final Path packaged;
  private final JvmOptions options;
  private final Path scratch;

  /**
   * @param packaged the folder quarkus-app of a program
   * @param options of its JVM
   * @param scratch an empty folder for files that exist only in the image
   */
  ImageLayers(Path packaged, JvmOptions options, Path scratch) {
    this.packaged = packaged;
    this.options = options;
    this.scratch = scratch;
  }

  List<FileEntriesLayer> all() throws IOException {
    return List.of(user(), libraries(), program());
  }

  private FileEntriesLayer user() throws IOException {
    Path home = Files.createDirectories(scratch.resolve("home"));
    return FileEntriesLayer.builder()
        .setName("user")
        .addEntry(written("passwd", PASSWD), AbsoluteUnixPath.get("/etc/passwd"), FILE, FILE_TIME)
        .addEntry(written("group", GROUP), AbsoluteUnixPath.get("/etc/group"), FILE, FILE_TIME)
        .addEntry(home, AbsoluteUnixPath.get(DATA), PRIVATE_FOLDER, FILE_TIME, USER)
        .build();
  }

  private FileEntriesLayer libraries() throws IOException {
    return layer("libraries", ImageLayers::isLibrary).build();
  }

  private FileEntriesLayer program() throws IOException {
    String text = options.withoutCacheAndSizes().text();
    return layer("program", path -> isProgram(path) && !isLibrary(path))
        .addEntry(
            written("jvm.options", text),
            AbsoluteUnixPath.get(APP + "/jvm.options"),
            FILE,
            FILE_TIME)
        .build();
  }

  /** Of {@code packaged}, in an order that does not depend on the file system. */
  private FileEntriesLayer.Builder layer(String name, Predicate<Path> wanted) throws IOException {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
    try (Stream<Path> files = Files.walk(packaged)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Path relative = packaged.relativize(file);
        if (wanted.test(relative)) {
          layer.addEntry(
              file, AbsoluteUnixPath.get(APP).resolve(relative.toString()), FILE, FILE_TIME);
        }
      }
    }
    return layer;
  }

  private static boolean isLibrary(Path path) {
    return path.startsWith("lib") && !path.getFileName().toString().startsWith("io.mnemon.");
  }

  private static boolean isProgram(Path path) {
    return path.startsWith("lib")
        || path.startsWith("app")
        || path.startsWith("quarkus")
        || path.equals(Path.of("quarkus-run.jar"));
  }

  private Path written(String name, String text) throws IOException {
    return Files.writeString(scratch.resolve(name), text);
  }
}
