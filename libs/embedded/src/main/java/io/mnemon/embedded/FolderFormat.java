package io.mnemon.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * How a data folder is laid out and which release wrote it last: the file {@code format} inside.
 *
 * <p>A folder of an earlier layout is brought to ours step by step; the file counts each step that
 * is done, so a start that was killed goes on where it stopped. A later release may have changed
 * what we cannot read: its folder is refused.
 *
 * @param layout counts the changes of what lies where in the folder
 * @param release that wrote to it last
 */
public record FolderFormat(int layout, Release release) {

  /** What a release changes about where things lie. Doing it twice does no harm. */
  interface Step {
    void apply(Path folder) throws IOException;
  }

  private static final Logger LOG = Logger.getLogger(FolderFormat.class);
  private static final String FILE = "format";

  /** Step n leads to layout n + 1. Layout 0 had no file that says so, and is the same otherwise. */
  private static final List<Step> STEPS = List.of(folder -> {});

  /** The layout and release of this build. */
  public static FolderFormat ours() {
    return new FolderFormat(STEPS.size(), Release.running());
  }

  /** What the folder says of itself; empty if it holds nothing yet. */
  public static Optional<FolderFormat> of(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return holdsSomething(folder)
          ? Optional.of(new FolderFormat(0, new Release("0.0.0")))
          : Optional.empty();
    }
    try {
      Map<String, String> lines = new TreeMap<>();
      for (String line : Files.readAllLines(file, UTF_8)) {
        String[] parts = line.split(":", 2);
        lines.put(parts[0].strip(), parts.length == 2 ? parts[1].strip() : "");
      }
      return Optional.of(
          new FolderFormat(
              Integer.parseInt(lines.getOrDefault("layout", "")),
              new Release(lines.getOrDefault("mnemon", "0.0.0"))));
    } catch (IOException | NumberFormatException e) {
      throw new CannotStart(
          "%s cannot be understood. It holds two lines, layout: %d and mnemon: %s; put them back."
              .formatted(file, STEPS.size(), Release.running()),
          e);
    }
  }

  private static boolean holdsSomething(Path folder) {
    return Files.exists(folder.resolve("keys").resolve("postgres"))
        || Files.exists(folder.resolve("keys").resolve("master"));
  }

  /** Brings a folder, whose lock the caller holds, to our layout. */
  static void upgrade(Path folder) {
    upgrade(folder, ours(), STEPS);
  }

  static void upgrade(Path folder, FolderFormat ours, List<Step> steps) {
    FolderFormat found = of(folder).orElse(ours);
    found.refuseIfNewerThan(ours, folder);
    try {
      for (int layout = found.layout(); layout < ours.layout(); layout++) {
        LOG.infof("The data folder %s is brought from layout %d to %d", folder, layout, layout + 1);
        steps.get(layout).apply(folder);
        // Until the last step is done it counts as the earlier release's.
        new FolderFormat(layout + 1, found.release()).write(folder);
      }
      if (!of(folder).equals(Optional.of(ours))) {
        ours.write(folder);
      }
    } catch (IOException e) {
      throw new CannotStart(
          "The data folder %s could not be brought to the layout of Mnemon %s (%s). Nothing is lost: start again when the reason is gone."
              .formatted(folder, ours.release(), e.getMessage()),
          e);
    }
  }

  /** Throws if {@code ours} may misread what this describes. */
  public void refuseIfNewerThan(FolderFormat ours, Path where) {
    if (layout > ours.layout || release.compareTo(ours.release) > 0) {
      throw new CannotStart(
          "%s was written by Mnemon %s (layout %d), and this is Mnemon %s (layout %d), which cannot read it. Start Mnemon %s or a later one, or restore a backup that was made before the upgrade."
              .formatted(where, release, layout, ours.release, ours.layout, release));
    }
  }

  private void write(Path folder) throws IOException {
    PrivateFiles.write(folder.resolve(FILE), text());
  }

  /** As it stands in the file. */
  public String text() {
    return "layout: %d%nmnemon: %s%n".formatted(layout, release);
  }
}
