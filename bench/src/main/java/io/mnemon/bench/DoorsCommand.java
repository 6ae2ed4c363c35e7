package io.mnemon.bench;

import io.mnemon.bench.doors.DoorsBench;
import io.mnemon.bench.platform.GivenPlatform;
import io.mnemon.bench.platform.Machine;
import io.mnemon.bench.platform.Platform;
import io.mnemon.bench.report.MarkdownTables;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What it costs to come in by the interfaces of others, by MCP and by the clients. */
@Command(
    name = "doors",
    description = {
      "Measures each compatible interface, MCP and the clients beside our own interfaces.",
      "Uses the platform at MNEMON_URL, or starts the packaged one."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class DoorsCommand implements Runnable {
  private final Clock clock;
  private final PrintStream screen;
  private final Map<String, String> environment;

  @Option(
      names = "--memories",
      defaultValue = "2000",
      description = "How many the user has who is searched.")
  private int memories;

  @Option(names = "--calls", defaultValue = "300", description = "How many calls a round has.")
  private int calls;

  @Option(names = "--rounds", defaultValue = "5", description = "In how many rounds.")
  private int rounds;

  @Option(
      names = "--repository",
      defaultValue = ".",
      description = "The folder in which the platform was built.")
  private Path repository = Path.of("");

  DoorsCommand(Clock clock, PrintStream screen, Map<String, String> environment) {
    this.clock = clock;
    this.screen = screen;
    this.environment = environment;
  }

  @Override
  public void run() {
    GivenPlatform.orOwn(environment, repository, this::measure);
  }

  private void measure(Platform platform) {
    DoorsBench.Plan plan = new DoorsBench.Plan(memories, rounds, calls, repository.resolve("sdk"));
    Map<String, String> terms =
        Map.of(
            "machine", Machine.line(),
            "load at the beginning", Machine.load(),
            "time", Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString());
    screen.println(
        MarkdownTables.of(new DoorsBench(plan, System.err::println).measure(platform, terms)));
  }
}
