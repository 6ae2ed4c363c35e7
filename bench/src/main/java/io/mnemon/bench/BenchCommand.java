package io.mnemon.bench;

import io.mnemon.bench.platform.GivenPlatform;
import io.mnemon.bench.platform.Machine;
import io.mnemon.bench.platform.Platform;
import io.mnemon.bench.quality.QualityBench;
import io.mnemon.bench.report.MarkdownTables;
import io.mnemon.bench.report.Report;
import io.mnemon.bench.report.Section;
import io.mnemon.bench.report.Verdict;
import io.mnemon.bench.speed.FilterBench;
import io.mnemon.bench.speed.SpeedBench;
import io.mnemon.bench.speed.SpeedGoals;
import io.mnemon.bench.speed.SpeedPlan;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures everything, prints tables and writes the JSON. */
@Command(
    name = "bench",
    description = {
      "Measures the packaged platform in its default configuration beside its raw parts.",
      "It starts one of its own, or measures the one at MNEMON_URL (with MNEMON_GRPC, host:port,"
          + " MNEMON_API_KEY of an application, and MNEMON_ADMIN_KEY for the part with many"
          + " tenants)."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class BenchCommand implements Runnable {
  private final Clock clock;
  private final PrintStream screen;
  private final Map<String, String> environment;

  @Option(names = "--only", description = "One of the parts: ${COMPLETION-CANDIDATES}.")
  private @Nullable Part only;

  @Option(
      names = "--sizes",
      split = ",",
      defaultValue = "1000,10000,100000",
      description = "How many memories there are when something is measured.")
  private List<Integer> sizes = List.of();

  @Option(
      names = "--distinct",
      defaultValue = "10000",
      description = "How many different texts they say.")
  private int distinct;

  @Option(
      names = "--tenants",
      defaultValue = "100",
      description = "Over how many tenants they are spread in the second part; 0: without it.")
  private int tenants;

  @Option(names = "--seconds", defaultValue = "6", description = "How long each load lasts.")
  private double seconds;

  @Option(names = "--rounds", defaultValue = "3", description = "In how many rounds.")
  private int rounds;

  @Option(
      names = "--warm-up",
      defaultValue = "40",
      description = "For how many seconds it is searched before anything is measured.")
  private double warmUp;

  @Option(
      names = "--search-rate",
      defaultValue = "200",
      description = "Searches a second of the open loop.")
  private double searchRate;

  @Option(
      names = "--add-rate",
      defaultValue = "40",
      description = "Adds a second of the open loop.")
  private double addRate;

  @Option(
      names = "--conversations",
      defaultValue = "1000",
      description = "How many conversations of MNEMON_EVAL are used at most.")
  private int conversations;

  @Option(
      names = "--out",
      defaultValue = "bench/target/bench.json",
      description = "Where the JSON goes.")
  private Path out = Path.of("");

  @Option(
      names = "--repository",
      defaultValue = ".",
      description = "The folder in which the platform was built.")
  private Path repository = Path.of("");

  BenchCommand(Clock clock, PrintStream screen, Map<String, String> environment) {
    this.clock = clock;
    this.screen = screen;
    this.environment = environment;
  }

  /** What can be measured alone. */
  enum Part {
    QUALITY,
    SPEED,
    FILTERS
  }

  /** A part of the run that needs a platform to itself. */
  private record Measurement(
      Part part, boolean createsTenants, Function<Platform, List<Section>> measure) {
    Measurement(Part part, Function<Platform, List<Section>> measure) {
      this(part, false, measure);
    }
  }

  @Override
  public void run() {
    Optional<Platform> given = GivenPlatform.of(environment);
    long run = given.isPresent() ? clock.millis() : 0;
    SpeedPlan plan =
        new SpeedPlan(sizes, distinct, tenants, seconds, rounds, warmUp, searchRate, addRate, run);
    List<Measurement> measurements = measurements(plan);
    given.ifPresent(platform -> requireKeys(platform, measurements));
    Map<String, String> terms = terms(given);
    List<Section> sections = new ArrayList<>();
    for (Measurement each : measurements) {
      GivenPlatform.orOwn(
          environment, repository, platform -> sections.addAll(each.measure().apply(platform)));
      // What a later part breaks does not take the figures of the earlier ones with it.
      judged(terms, sections, plan).write(out);
    }
    screen.println(MarkdownTables.of(judged(terms, sections, plan)));
    screen.println("The figures lie in " + out + ".");
  }

  private static Report judged(Map<String, String> terms, List<Section> sections, SpeedPlan plan) {
    Report measured = new Report(terms, sections, List.of());
    List<Verdict> verdicts = new ArrayList<>(QualityBench.verdicts(measured));
    verdicts.addAll(FilterBench.verdicts(measured));
    verdicts.addAll(new SpeedGoals(measured, plan).verdicts());
    return new Report(terms, sections, verdicts);
  }

  /** Before anything is measured, for that takes long. */
  private static void requireKeys(Platform platform, List<Measurement> measurements) {
    if (platform.adminKey().isEmpty()
        && measurements.stream().anyMatch(Measurement::createsTenants)) {
      throw new IllegalArgumentException(
          "The part with many tenants creates them: set MNEMON_ADMIN_KEY to the key of an"
              + " administrator, or leave that part out with --tenants=0.");
    }
  }

  private List<Measurement> measurements(SpeedPlan plan) {
    SpeedBench speed = new SpeedBench(plan);
    List<Measurement> all = new ArrayList<>();
    Path evaluation = Path.of(environment.getOrDefault("MNEMON_EVAL", "../shared/eval"));
    if (only == null || only == Part.QUALITY) {
      QualityBench quality = new QualityBench(repository.resolve(evaluation), conversations);
      if (quality.isPossible()) {
        all.add(new Measurement(Part.QUALITY, quality::measure));
      }
    }
    all.add(new Measurement(Part.SPEED, speed::oneTenant));
    if (plan.tenants() > 0) {
      all.add(new Measurement(Part.SPEED, true, speed::manyTenants));
    }
    all.add(new Measurement(Part.FILTERS, new FilterBench(plan)::measure));
    return all.stream().filter(each -> only == null || only == each.part()).toList();
  }

  private Map<String, String> terms(Optional<Platform> given) {
    Map<String, String> terms = new LinkedHashMap<>();
    terms.put("machine", Machine.line());
    terms.put("load at the beginning", Machine.load());
    terms.put("time", Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString());
    terms.put(
        "loads",
        "%s s in %d rounds; all figures are of all rounds, in parentheses their spread"
            .formatted(seconds, rounds));
    terms.put(
        "texts and rates",
        "%d different texts, %s s of warm-up; open loops of %s searches and %s adds a second"
            .formatted(distinct, warmUp, searchRate, addRate));
    terms.put(
        "platform",
        given
            .map(platform -> "the one at " + platform + "; the machine is the clients'")
            .orElse("the packaged all-in-one in its default configuration"));
    return terms;
  }
}
