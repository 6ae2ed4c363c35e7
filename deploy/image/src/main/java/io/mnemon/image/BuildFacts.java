package io.mnemon.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Properties;

/**
 * What images say about their build.
 *
 * @param version of Mnemon
 * @param created the same for every build of a version, so that equal contents are equal images
 */
record BuildFacts(String version, Instant created) {

  static BuildFacts ofThisBuild() {
    try (InputStream file = BuildFacts.class.getResourceAsStream("release.properties")) {
      var properties = new Properties();
      properties.load(file);
      return new BuildFacts(
          properties.getProperty("version"), Instant.parse(properties.getProperty("created")));
    } catch (IOException e) {
      throw new UncheckedIOException("This build does not know its own version", e);
    }
  }
}
