package io.mnemon.image;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code make aot}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Makes the caches with which the packaged programs start faster.")
final class TrainCommand implements Callable<Integer> {
  private final PrintStream screen;

  @Option(names = "--repository", description = "where make works", defaultValue = ".")
  private Path repository = Path.of(".");

  TrainCommand(PrintStream screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path root = repository.toAbsolutePath().normalize();
    List<Path> caches = new ArrayList<>();
    try (Scratch one = Scratch.create();
        Scratch several = Scratch.create()) {
      screen.println("Training: one run of each shape, some minutes on a busy machine.");
      caches.add(new Training(root, one.folder()).allInOne());
      caches.addAll(new Training(root, several.folder()).processes());
    }
    for (Path cache : caches) {
      double megabytes = Files.size(cache) / 1e6;
      screen.printf(Locale.ROOT, "%6.1f MB  %s%n", megabytes, root.relativize(cache));
    }
    return 0;
  }
}
