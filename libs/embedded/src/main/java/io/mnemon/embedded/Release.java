package io.mnemon.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Properties;

/** A release of Mnemon, such as {@code 0.1.0}; a later one compares as greater. */
public record Release(String name) implements Comparable<Release> {

  /** The one that runs. */
  public static Release running() {
    try (InputStream file = Release.class.getResourceAsStream("release.properties")) {
      var properties = new Properties();
      properties.load(file);
      return new Release(properties.getProperty("version"));
    } catch (IOException e) {
      throw new UncheckedIOException("This build does not know its own version", e);
    }
  }

  /** A draft of a release counts as the release: it writes the same data. */
  @Override
  public int compareTo(Release other) {
    return Arrays.compare(numbers(), other.numbers());
  }

  private int[] numbers() {
    String plain = name.replaceFirst("[-+].*", "");
    return Arrays.stream(plain.split("\\.", -1)).mapToInt(Release::number).toArray();
  }

  private static int number(String part) {
    try {
      return Integer.parseInt(part);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
