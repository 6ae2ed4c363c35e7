package io.mnemon.image;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** What travels inside jars without being a class. */
final class Natives {
  private Natives() {}

  static Set<String> in(Path folder) throws IOException {
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path path : jars) {
        try (JarFile jar = new JarFile(path.toFile())) {
          jar.stream()
              .map(JarEntry::getName)
              .filter(name -> !name.endsWith(".class"))
              .forEach(names::add);
        }
      }
    }
    return names;
  }
}
