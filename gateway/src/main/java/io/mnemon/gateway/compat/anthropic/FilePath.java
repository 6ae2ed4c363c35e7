package io.mnemon.gateway.compat.anthropic;

import io.mnemon.gateway.http.PercentText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A path at or beneath {@code /memories}.
 *
 * @param given as the model wrote it, which is how answers show it
 * @param key its one spelling
 */
record FilePath(String given, String key) {
  private static final String ROOT = "/memories";
  private static final int MAX_LENGTH = 240;
  private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]");

  /**
   * @throws ToolFailure if it lies elsewhere, or would with some reading of it
   */
  static FilePath of(String given) {
    String decoded = PercentText.decode(given, false).orElse(given);
    for (String reading : List.of(given, decoded)) {
      if (List.of(SEPARATOR.split(reading)).contains("..")) {
        throw new ToolFailure("Path %s would escape /memories directory".formatted(given));
      }
    }
    if (!given.equals(ROOT) && !given.startsWith(ROOT + "/")) {
      throw new ToolFailure("Path must start with /memories, got: " + given);
    }
    if (given.length() > MAX_LENGTH) {
      throw new ToolFailure("Path must have at most %d characters".formatted(MAX_LENGTH));
    }
    if (given.codePoints().anyMatch(Character::isISOControl)) {
      throw new ToolFailure("Path must not have control characters");
    }
    List<String> names = new ArrayList<>();
    for (String name : given.split("/")) {
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return new FilePath(given, "/" + String.join("/", names));
  }

  boolean isRoot() {
    return key.equals(ROOT);
  }

  /** The directories around it, from the root on. */
  List<String> directories() {
    List<String> directories = new ArrayList<>();
    for (int slash = key.indexOf('/', 1); slash > 0; slash = key.indexOf('/', slash + 1)) {
      directories.add(key.substring(0, slash));
    }
    return directories;
  }

  boolean contains(String other) {
    return other.startsWith(key + "/");
  }

  /** What lies at the other place when this one is moved. */
  FilePath moved(String file, FilePath to) {
    return of(to.key + file.substring(key.length()));
  }
}
