package io.mnemon.gateway.compat.anthropic;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A directory as the tool shows it: two levels deep, without what is hidden. */
final class Listing {
  private static final int LEVELS = 2;
  private static final String UNITS = "BKMG";

  /** What lies in a directory by its name: the size of a file, or another directory. */
  private final Map<String, Listing> entries = new TreeMap<>();

  private long bytes;
  private boolean isFile;

  private Listing() {}

  static String of(FilePath directory, List<Files.Kept> files) {
    Listing root = new Listing();
    for (Files.Kept file : files) {
      root.add(
          List.of(file.key().substring(directory.key().length() + 1).split("/")), file.bytes());
    }
    StringBuilder lines = new StringBuilder();
    line(lines, root.bytes, directory.given());
    root.write(lines, directory.given() + "/", 1);
    return "Here're the files and directories up to 2 levels deep in %s, excluding hidden items and node_modules:%s"
        .formatted(directory.given(), lines);
  }

  private void add(List<String> names, int size) {
    bytes += size;
    if (names.isEmpty()) {
      isFile = true;
    } else {
      entries
          .computeIfAbsent(names.getFirst(), name -> new Listing())
          .add(names.subList(1, names.size()), size);
    }
  }

  private void write(StringBuilder lines, String path, int level) {
    entries.forEach(
        (name, entry) -> {
          if (name.startsWith(".") || name.equals("node_modules")) {
            return;
          }
          line(lines, entry.bytes, path + name + (entry.isFile ? "" : "/"));
          if (level < LEVELS) {
            entry.write(lines, path + name + "/", level + 1);
          }
        });
  }

  private static void line(StringBuilder lines, long bytes, String path) {
    lines.append('\n').append(size(bytes)).append('\t').append(path);
  }

  /** As people read sizes, e.g. {@code 1.5K}. */
  static String size(long bytes) {
    double size = bytes;
    int unit = 0;
    for (; size >= 1024 && unit < UNITS.length() - 1; unit++) {
      size /= 1024;
    }
    return (size % 1 == 0 ? String.valueOf((long) size) : String.format(Locale.ROOT, "%.1f", size))
        + UNITS.charAt(unit);
  }
}
