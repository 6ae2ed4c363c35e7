package io.mnemon.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A repository in which every program looks as if it had been packaged. */
final class PackagedPrograms {
  private PackagedPrograms() {}

  static void write(Path repository) throws IOException {
    for (Program program : Program.values()) {
      Path packaged = program.packaged(repository);
      for (String file :
          List.of(
              "lib/boot/org.jboss.logging.jar",
              "lib/main/org.apache.lucene.jar",
              "lib/main/io.mnemon.mnemon-api.jar",
              "app/mnemon-all-in-one.jar",
              "quarkus/generated-bytecode.jar",
              "quarkus-app-dependencies.txt",
              "quarkus-run.jar")) {
        Path path = packaged.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "the text of " + file);
      }
      Files.writeString(
          program.home(repository).resolve("jvm.options"),
          """
          # A comment.
          -Xmx512m
          -XX:+UseSerialGC
          -XX:MaxDirectMemorySize=128m
          -XX:AOTCache=deploy/here/target/mnemon.aot
          -Xlog:aot*=off
          """);
    }
  }
}
