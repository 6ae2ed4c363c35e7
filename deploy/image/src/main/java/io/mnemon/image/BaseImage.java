package io.mnemon.image;

import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import java.nio.file.Files;
import java.nio.file.Path;

/** The image below ours, which brings Java 25 as the command {@code java}. */
sealed interface BaseImage {

  /**
   * A file that ends with .tar is an archive as {@code docker save} writes it; else it is a name.
   */
  static BaseImage of(String text) {
    if (text.endsWith(".tar")) {
      Path file = Path.of(text);
      if (!Files.isRegularFile(file)) {
        throw new CannotMake("There is no base image in " + file.toAbsolutePath() + ".");
      }
      return new Archive(file);
    }
    try {
      return new Named(ImageReference.parse(text));
    } catch (InvalidImageReferenceException e) {
      throw new CannotMake(
          "The base image \"%s\" is no name of an image. Write eclipse-temurin:25-jre, or a file"
                  .formatted(text)
              + " that ends with .tar.",
          e);
    }
  }

  /** An image that holds nothing but its base yet. */
  JibContainerBuilder begin();

  String name();

  /** A file on this machine. */
  record Archive(Path file) implements BaseImage {
    @Override
    public JibContainerBuilder begin() {
      return Jib.from(TarImage.at(file));
    }

    @Override
    public String name() {
      return String.valueOf(file.getFileName());
    }
  }

  /** An image in a registry. */
  record Named(ImageReference reference) implements BaseImage {
    @Override
    public JibContainerBuilder begin() {
      return Jib.from(Registry.image(reference));
    }

    @Override
    public String name() {
      return reference.toStringWithQualifier();
    }
  }
}
