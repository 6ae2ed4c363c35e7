package io.mnemon.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The server programs that travel inside our jars, unpacked once into a folder.
 *
 * <p>A program's folder appears by one rename of a finished copy, and the sizes of its files are
 * checked at every use, so neither a killed start nor a power cut leaves a half program behind.
 */
final class ServerBinaries {

  private static final String POSTGRES_VERSION = "18.6.0";
  private static final String REDIS_VERSION = "6.2";
  private static final String SIZES = "sizes";
  private static final Duration ABANDONED = Duration.ofHours(1);

  private static final Map<String, String> POSTGRES_ARCHIVES =
      Map.of(
          "linux-amd64", "postgres-linux-x86_64.txz",
          "linux-arm64", "postgres-linux-arm_64.txz",
          "mac-amd64", "postgres-darwin-x86_64.txz",
          "mac-arm64", "postgres-darwin-arm_64.txz");

  private static final Map<String, String> REDIS_PROGRAMS =
      Map.of(
          "linux-amd64", "redis-server-6.2.6-v5-linux-amd64",
          "linux-arm64", "redis-server-6.2.7-linux-arm64",
          "mac-amd64", "redis-server-6.2.6-v5-darwin-amd64",
          "mac-arm64", "redis-server-6.2.6-v5-darwin-arm64");

  private final Path folder;

  /** {@code folder} holds one folder per program and version, and may be shared by processes. */
  ServerBinaries(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** The folder that holds Postgres' {@code bin}, {@code lib} and {@code share}. */
  Path postgres() throws IOException {
    String platform = platform();
    String archive = POSTGRES_ARCHIVES.getOrDefault(platform, "none");
    return unpacked(
        "postgres-" + POSTGRES_VERSION + "-" + platform,
        target -> {
          try (InputStream packed = resource(archive)) {
            if (packed == null) {
              throw new CannotStart(
                  ("No embedded Postgres for this machine (%s). Run a Postgres 18 yourself and name"
                          + " it in MNEMON_POSTGRES_URL.")
                      .formatted(platform));
            }
            untar(packed, target);
          }
        });
  }

  /** The Redis server program. */
  Path redis() throws IOException {
    String platform = platform();
    String program = REDIS_PROGRAMS.getOrDefault(platform, "none");
    try (InputStream bundled = resource(program)) {
      if (bundled == null) {
        return Programs.find("redis-server")
            .orElseThrow(
                () ->
                    new CannotStart(
                        ("No embedded Redis for this machine (%s) and no redis-server on the PATH."
                                + " Install one, or name a running Redis in MNEMON_REDIS_URL.")
                            .formatted(platform)));
      }
      Path home =
          unpacked(
              "redis-" + REDIS_VERSION + "-" + platform,
              target -> {
                Path server = target.resolve("redis-server");
                Files.copy(bundled, server);
                executable(server);
              });
      return home.resolve("redis-server");
    }
  }

  static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "mac" : os.contains("linux") ? "linux" : os;
    String processor =
        switch (arch) {
          case "x86_64", "amd64" -> "amd64";
          case "aarch64", "arm64" -> "arm64";
          default -> arch;
        };
    return system + "-" + processor;
  }

  private static @Nullable InputStream resource(String name) {
    return ServerBinaries.class.getResourceAsStream("/" + name);
  }

  @FunctionalInterface
  private interface Filling {
    void into(Path target) throws IOException;
  }

  private Path unpacked(String name, Filling filling) throws IOException {
    Path home = folder.resolve(name);
    if (isWhole(home)) {
      return home;
    }
    PrivateFiles.folder(folder, "rwxr-xr-x");
    removeAbandoned();
    Path draft = Files.createTempDirectory(folder, ".unpacking-");
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
    filling.into(draft);
    Files.writeString(draft.resolve(SIZES), sizes(draft));
    try {
      if (Files.exists(home) && !isWhole(home)) {
        Files.move(home, folder.resolve(draft.getFileName() + "-broken"));
      }
      Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Another process may have been faster: its copy is as good as ours.
      PrivateFiles.deleteTree(draft);
      if (!isWhole(home)) {
        throw e;
      }
    }
    return home;
  }

  private void removeAbandoned() throws IOException {
    Path now = Files.createTempFile(folder, ".clock-", "");
    long limit = Files.getLastModifiedTime(now).toMillis() - ABANDONED.toMillis();
    Files.delete(now);
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        if (entry.getFileName().toString().startsWith(".unpacking-")
            && Files.getLastModifiedTime(entry).toMillis() < limit) {
          PrivateFiles.deleteTree(entry);
        }
      }
    }
  }

  private static boolean isWhole(Path home) throws IOException {
    Path sizes = home.resolve(SIZES);
    return Files.exists(sizes) && Files.readString(sizes).equals(sizes(home));
  }

  private static String sizes(Path home) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = home.relativize(file).toString();
        if (!name.equals(SIZES)) {
          lines.add(Files.size(file) + " " + name);
        }
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static void untar(InputStream packed, Path target) throws IOException {
    try (var tar =
        new TarArchiveInputStream(
            new BufferedInputStream(new XZInputStream(packed)), UTF_8.name())) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = inside(target, target.resolve(entry.getName()));
        Files.createDirectories(Optional.ofNullable(path.getParent()).orElse(target));
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
          Path link = Path.of(entry.getLinkName());
          inside(target, path.resolveSibling(link));
          Files.createSymbolicLink(path, link);
        } else if (entry.isLink()) {
          Files.copy(inside(target, target.resolve(entry.getLinkName())), path);
        } else {
          Files.copy(tar, path);
          if ((entry.getMode() & 0100) != 0) {
            executable(path);
          }
        }
      }
    }
  }

  private static Path inside(Path root, Path path) throws IOException {
    Path normal = path.normalize();
    if (!normal.startsWith(root)) {
      throw new IOException("The archive names a file outside of its folder: " + path);
    }
    return normal;
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
