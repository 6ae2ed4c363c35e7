package io.mnemon.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the caches from which packaged programs take their classes at start: first a run that
 * records, then a JVM that assembles what was recorded. A cache fits the very JVM and jars that it
 * was made with; with others the JVM starts as if there were none.
 */
final class Training {
  private static final int ASSEMBLY_MINUTES = 10;
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private final Path repository;
  private final Path folder;

  /**
   * @param repository where make works
   * @param folder an empty one that may be thrown away afterwards
   */
  Training(Path repository, Path folder) {
    this.repository = repository;
    this.folder = folder;
  }

  /** The program of one process; gives its cache. */
  Path allInOne() throws IOException, InterruptedException {
    Program program = Program.ALL_IN_ONE;
    Path home = trainingHome(program);
    new TrialRun(folder)
        .of(
            List.of(
                JAVA.toString(), "@" + home.resolve("jvm.options"), "-jar", jar(home).toString()),
            repository);
    return assemble(program);
  }

  /** The gateway and the services, run together as processes; gives their caches. */
  List<Path> processes() throws IOException, InterruptedException {
    for (Program program : Program.PROCESSES) {
      trainingHome(program);
    }
    new TrialRun(folder)
        .of(
            List.of(
                JAVA.toString(),
                "-cp",
                repository.resolve("deploy/split/target/lib") + "/*",
                "io.mnemon.embedded.Split",
                folder.toString()),
            repository);
    List<Path> caches = new ArrayList<>();
    for (Program program : Program.PROCESSES) {
      caches.add(assemble(program));
    }
    return caches;
  }

  /** A folder that looks like that of the program, but whose JVM records. */
  private Path trainingHome(Program program) throws IOException {
    Path home = home(program);
    Files.createDirectories(home.resolve("target"));
    Path packaged = program.packaged(repository);
    if (!Files.exists(packaged)) {
      throw new CannotMake(packaged + " is missing: package it first (make aot does).");
    }
    Files.createSymbolicLink(home.resolve("target/quarkus-app"), packaged);
    Files.writeString(home.resolve("jvm.options"), options(program).recording(record(home)).text());
    return home;
  }

  private Path assemble(Program program) throws IOException, InterruptedException {
    Path home = home(program);
    JvmOptions options = options(program);
    Path draft = home.resolve("mnemon.aot");
    Path log = home.resolve("assembly.txt");
    List<String> command = new ArrayList<>();
    command.add(JAVA.toString());
    command.addAll(options.assembling(record(home), draft).lines());
    command.addAll(List.of("-cp", jar(home).toString()));
    Process assembly =
        new ProcessBuilder(command)
            .directory(repository.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!assembly.waitFor(ASSEMBLY_MINUTES, TimeUnit.MINUTES)
        || assembly.exitValue() != 0
        || !Files.exists(draft)) {
      assembly.destroyForcibly();
      throw new CannotMake("The JVM did not make a cache:\n" + Files.readString(log));
    }
    // A JVM that starts meanwhile sees the whole cache or none.
    Path cache = repository.resolve(options.cache());
    Path beside =
        Files.copy(
            draft, cache.resolveSibling("mnemon.aot.draft"), StandardCopyOption.REPLACE_EXISTING);
    return Files.move(beside, cache, StandardCopyOption.ATOMIC_MOVE);
  }

  private JvmOptions options(Program program) throws IOException {
    return JvmOptions.of(program.home(repository).resolve("jvm.options"));
  }

  private Path home(Program program) {
    return folder.resolve(program.folder());
  }

  private static Path record(Path home) {
    return home.resolve("mnemon.aotconf");
  }

  private static Path jar(Path home) {
    return home.resolve("target/quarkus-app/quarkus-run.jar");
  }
}
