package io.mnemon.bench.speed;

import io.mnemon.bench.door.Door;
import io.mnemon.bench.door.HttpConnection;
import io.mnemon.bench.door.Outcome;
import io.mnemon.bench.measure.Load;
import io.mnemon.bench.measure.Meter;
import io.mnemon.bench.measure.Pace;
import io.mnemon.bench.platform.Observer;
import io.mnemon.bench.platform.Platform;
import io.mnemon.bench.report.Row;
import io.mnemon.bench.report.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ingest, adds and searches at each size, in one tenant and in many, beside the raw parts. */
public final class SpeedBench {
  static final String INGEST = "Ingest in batches";
  static final String ADDS = "Single adds";
  static final String NEW_QUESTIONS = "Search, new questions";
  static final String CACHED_QUESTIONS = "Search, questions whose vectors are cached";
  static final String NEAREST = "The nearest vectors";
  static final String RESIDENT = "Resident memory";
  static final String DISK = "Disk";
  static final String CLIENT = "The client itself";
  static final String ONE_TENANT = ", one tenant";

  /** A given platform has the vectors of the first part's texts already. */
  private static final long MANY_TENANTS = 1;

  private final SpeedPlan plan;

  public SpeedBench(SpeedPlan plan) {
    this.plan = plan;
  }

  /** In the tenant that the platform's application key belongs to. */
  public List<Section> oneTenant(Platform platform) {
    Tenants tenant = new Tenants(List.of(platform.applicationKey()));
    Texts texts = new Texts(plan.distinct(), plan.run());
    return measure(platform, texts, tenant, ONE_TENANT, true);
  }

  /** In new tenants, among which as many memories are spread. */
  public List<Section> manyTenants(Platform platform) {
    Tenants tenants = Tenants.create(platform, plan.tenants(), plan.run());
    Texts texts = new Texts(plan.distinct(), plan.run() + MANY_TENANTS);
    return measure(platform, texts, tenants, ", %d tenants".formatted(plan.tenants()), false);
  }

  private List<Section> measure(
      Platform platform, Texts texts, Tenants tenants, String where, boolean besideRawParts) {
    Observer observer = new Observer(platform);
    Meter meter = new Meter(plan.rounds(), observer::cpuSeconds);
    Tables tables = new Tables(where);
    Footprint footprint = new Footprint(observer);
    try (Door http = platform.http();
        Door grpc = platform.grpc();
        RawParts raw = besideRawParts ? new RawParts(plan, texts, meter) : null) {
      List<Door> doors = List.of(http, grpc);
      Ingest ingest = new Ingest(texts, tenants, doors, meter);
      Searches searches = new Searches(plan, texts, tenants, doors, meter);
      Adds adds = new Adds(plan, texts, tenants, doors, meter);
      searches.warmUp();
      footprint.take(0);
      int from = 0;
      for (int size : plan.sizes()) {
        if (raw != null) {
          tables.add(INGEST, raw.ingest(from, size));
        }
        tables.add(INGEST, ingest.rows(from, size));
        observer.awaitQuiet();
        searches.warmUp();
        observer.awaitRest();
        if (raw != null) {
          tables.add(NEW_QUESTIONS, raw.newQuestions(size));
          tables.add(CACHED_QUESTIONS, raw.cachedQuestions(size));
          tables.add(NEAREST, raw.nearest(size));
        }
        tables.add(NEW_QUESTIONS, searches.newQuestions(size));
        tables.add(CACHED_QUESTIONS, searches.cachedQuestions(size));
        footprint.take(size);
        if (raw != null) {
          tables.add(ADDS, raw.adds(size));
        }
        tables.add(ADDS, adds.rows(size));
        observer.awaitQuiet();
        from = size;
      }
    }
    tables.add(RESIDENT, footprint.resident());
    tables.add(DISK, footprint.disk());
    if (besideRawParts) {
      tables.add(CLIENT, clientAlone(platform, meter));
    }
    return tables.sections();
  }

  /** What the HTTP client and the edge cost when nothing is done behind them. */
  private List<Row> clientAlone(Platform platform, Meter meter) {
    Load<HttpConnection> load =
        new Load<>(
            platform::connect,
            (connection, number) -> {
              connection.get("/health/live");
              return Outcome.WHOLE;
            });
    return List.of(
        meter.row(
            "GET /health/live, %d clients".formatted(SpeedPlan.CLIENTS),
            () -> load.run(SpeedPlan.CLIENTS, Pace.closed(plan.round()))));
  }

  /** The tables while they grow. */
  private final class Tables {
    private final String where;
    private final Map<String, List<Row>> rows = new LinkedHashMap<>();

    Tables(String where) {
      this.where = where;
    }

    void add(String title, List<Row> more) {
      rows.computeIfAbsent(title, missing -> new ArrayList<>()).addAll(more);
      more.forEach(row -> System.err.println(title + where + ": " + row.summary()));
    }

    List<Section> sections() {
      return rows.entrySet().stream()
          .filter(each -> !each.getValue().isEmpty())
          .map(each -> new Section(each.getKey() + where, note(each.getKey()), each.getValue()))
          .toList();
    }
  }

  private String note(String title) {
    return switch (title) {
      case INGEST ->
          ("Memories a second; latency and failures of a batch of up to %d, CPU of a memory. %d"
                  + " writers, closed loop. The first %,d texts are new and go through the model;"
                  + " beyond that the same texts come back in other users' scopes, and their"
                  + " vectors come from the cache.")
              .formatted(SpeedPlan.BATCH, SpeedPlan.WRITERS, plan.distinct());
      case ADDS ->
          ("One memory a request, each text new. Closed loop of one client; open loop at %s/s,"
                  + " latency from the intended start.")
              .formatted(plan.addRate());
      case NEW_QUESTIONS ->
          "Ten results, hybrid; no question was ever asked before, so the model embeds each."
              + " Closed loop.";
      case CACHED_QUESTIONS ->
          ("Ten results, hybrid; every question was asked before. Closed loop, and open loop at"
                  + " %s/s with latency from the intended start.")
              .formatted(plan.searchRate());
      case NEAREST ->
          "Of what is nearest to the cached questions by measuring each memory, what the dense leg"
              + " finds.";
      case RESIDENT -> "Proportional set size by program, after the searches at that size.";
      case DISK -> "Size of the files in the data folder, after the searches at that size.";
      default -> "";
    };
  }
}
