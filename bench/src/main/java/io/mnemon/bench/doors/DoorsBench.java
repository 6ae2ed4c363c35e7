package io.mnemon.bench.doors;

import io.mnemon.bench.corpus.Sentences;
import io.mnemon.bench.door.Connection;
import io.mnemon.bench.door.Door;
import io.mnemon.bench.door.Draft;
import io.mnemon.bench.door.HttpConnection;
import io.mnemon.bench.door.Search;
import io.mnemon.bench.doors.Comparison.Goal;
import io.mnemon.bench.doors.Comparison.Medians;
import io.mnemon.bench.platform.Observer;
import io.mnemon.bench.platform.Platform;
import io.mnemon.bench.report.Report;
import io.mnemon.bench.report.Row;
import io.mnemon.bench.report.Section;
import io.mnemon.bench.report.Verdict;
import io.mnemon.client.Mnemon;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Measures every door beside our own interfaces, on one platform, by one client. */
public final class DoorsBench {
  private static final long SEED = 31;
  private static final String USER = "bench";
  private static final int QUESTIONS = 100;
  private static final int BATCH = 100;
  private static final int LIMIT = 10;

  private final Plan plan;
  private final Consumer<String> progress;
  private final List<String> statements;
  private final List<String> questions;

  /**
   * How much is done.
   *
   * @param memories how many the user has who is searched
   * @param calls of each kind in a round
   * @param sdk the folder of the clients for Python and TypeScript
   */
  public record Plan(int memories, int rounds, int calls, Path sdk) {}

  /**
   * @param progress is told each line when it has been measured
   */
  public DoorsBench(Plan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
    Sentences sentences = new Sentences(SEED);
    this.statements =
        sentences.statements(Math.max(plan.memories(), plan.calls() * (plan.rounds() + 1)));
    this.questions = sentences.questions(QUESTIONS);
  }

  public Report measure(Platform platform, Map<String, String> terms) {
    List<Row> rows = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    notes.add(
        "One client; a round is %,d calls of each side, in turns. Medians, in parentheses the least"
                .formatted(plan.calls())
            + " and the greatest of %d rounds. The user who is searched has %,d memories; the"
                .formatted(plan.rounds(), plan.memories())
            + " vectors of all texts are cached, so that no model hides what a door costs.");
    try (HttpConnection http = platform.connect();
        Door grpc = platform.grpc();
        Connection stub = grpc.connect();
        Mnemon client =
            Mnemon.connect(
                "http://" + platform.host() + ":" + platform.grpcPort(),
                platform.applicationKey())) {
      fill(http, platform.applicationKey());
      new Observer(platform).awaitQuiet();
      Calls calls = new Calls(http, platform.applicationKey(), statements, questions, USER);
      List<Comparison> comparisons = new ArrayList<>(calls.comparisons());
      comparisons.add(
          GrpcSearches.compared(
              stub, platform.applicationKey(), client, number -> search(question(number))));
      for (Comparison each : comparisons) {
        Medians medians = each.measure(plan.rounds(), plan.calls());
        add(each.row(medians), each.verdict(medians), rows, verdicts);
      }
    }
    for (ClientScript script : ClientScript.all(plan.sdk())) {
      switch (script.run(platform, plan.rounds(), plan.calls(), USER, questions)) {
        case ClientScript.Outcome.Measured measured ->
            add(
                Comparison.row(script.label(), Goal.SDK, measured.medians()),
                Comparison.verdict(script.label(), Goal.SDK, measured.medians()),
                rows,
                verdicts);
        case ClientScript.Outcome.Missing missing ->
            notes.add("%s is not measured: %s.".formatted(script.label(), missing.what()));
      }
    }
    return new Report(
        terms,
        List.of(new Section("What the doors cost", String.join(" ", notes), rows)),
        verdicts);
  }

  private void add(Row row, Verdict verdict, List<Row> rows, List<Verdict> verdicts) {
    rows.add(row);
    verdicts.add(verdict);
    progress.accept(row.summary());
  }

  /** What is searched, and every text once, so that its vector is there. */
  private void fill(HttpConnection http, String key) {
    for (int from = 0; from < plan.memories(); from += BATCH) {
      List<String> part = statements.subList(from, Math.min(from + BATCH, plan.memories()));
      http.addAll(key, part.stream().map(text -> Draft.fact(USER, text)).toList());
    }
    for (int from = 0; from < statements.size(); from += BATCH) {
      List<String> part = statements.subList(from, Math.min(from + BATCH, statements.size()));
      String texts = part.stream().map(Calls::quoted).collect(Collectors.joining(","));
      http.send("POST", "/v1/embeddings:batch", key, "{\"input\":[" + texts + "]}");
    }
    questions.forEach(question -> http.search(key, search(question)));
  }

  private static Search search(String question) {
    return new Search(USER, question, LIMIT);
  }

  private String question(long number) {
    return questions.get((int) (number % questions.size()));
  }
}
