package io.mnemon.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A folder of Markdown and plain text: a note for each part under a heading. */
final class MarkdownFolder implements Dump {
  private static final List<String> ENDINGS = List.of(".md", ".markdown", ".txt");

  private final Path folder;
  private final Home home;
  private final int maxChars;
  private final List<String> leftOut = new ArrayList<>();

  /**
   * @param maxChars how long a note may become; longer parts are split between paragraphs
   */
  MarkdownFolder(Path folder, Home home, int maxChars) {
    if (maxChars < 100) {
      throw CommandFailure.usage("--max-chars is at least 100.");
    }
    this.folder = folder;
    this.home = home;
    this.maxChars = maxChars;
  }

  @Override
  public void tell(Consumer<Json> memories) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) {
      files = found.filter(Files::isRegularFile).filter(this::isText).sorted().toList();
    }
    if (files.isEmpty()) {
      throw CommandFailure.usage(folder + " holds no file that ends with .md, .markdown or .txt.");
    }
    for (Path file : files) {
      try {
        tell(file, Files.readString(file), memories);
      } catch (CharacterCodingException e) {
        leftOut.add(file + " is not UTF-8 and was left out");
      }
    }
  }

  private boolean isText(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && ENDINGS.stream().anyMatch(name::endsWith);
  }

  private void tell(Path file, String text, Consumer<Json> memories) {
    MarkdownText markdown = MarkdownText.of(text);
    String name =
        file.equals(folder) ? file.getFileName().toString() : folder.relativize(file).toString();
    Json frontMatter = markdown.frontMatter().toJson();
    for (MarkdownText.Part part : markdown.parts(maxChars)) {
      Members metadata = new Members().with("file", name).with("heading", part.heading());
      frontMatter.forEach(
          (key, value) -> {
            if (!key.equals("tags")) {
              metadata.with(key, value);
            }
          });
      String content =
          part.heading().isEmpty() ? part.text() : part.heading() + "\n\n" + part.text();
      memories.accept(
          home.on(new Members())
              .with("kind", "note")
              .with("content", content.strip())
              .with("source", "import")
              .with("tags", frontMatter.get("tags").items().stream().map(Json::text).toList())
              .with("metadata", metadata)
              .toJson());
    }
  }

  @Override
  public List<String> leftOut() {
    return leftOut;
  }
}
