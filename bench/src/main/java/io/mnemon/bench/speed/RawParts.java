package io.mnemon.bench.speed;

import io.mnemon.bench.measure.Meter;
import io.mnemon.bench.measure.Pace;
import io.mnemon.bench.measure.Processes;
import io.mnemon.bench.measure.Rest;
import io.mnemon.bench.measure.Run;
import io.mnemon.bench.raw.LuceneIndexAlone;
import io.mnemon.bench.raw.OnnxModelAlone;
import io.mnemon.bench.raw.PostgresCommitAlone;
import io.mnemon.bench.report.Row;
import io.mnemon.inference.Embedding;
import java.util.ArrayList;
import java.util.List;

/** The same work by each raw part, measured between the loads on the idle platform. */
final class RawParts implements AutoCloseable {
  private final SpeedPlan plan;
  private final Texts texts;
  private final Meter meter;
  private final OnnxModelAlone model = new OnnxModelAlone();
  private final LuceneIndexAlone index = new LuceneIndexAlone();
  private final PostgresCommitAlone postgres = new PostgresCommitAlone();
  private final List<Embedding> vectors = new ArrayList<>();
  private final List<LuceneIndexAlone.Question> questions = new ArrayList<>();

  RawParts(SpeedPlan plan, Texts texts, Meter meter) {
    this.plan = plan;
    this.texts = texts;
    this.meter = meter;
  }

  /** The texts that are new between the two sizes by the model, the memories by the index. */
  List<Row> ingest(int from, int to) {
    List<Row> rows = new ArrayList<>();
    List<String> fresh = new ArrayList<>();
    for (int i = vectors.size(); i < Math.min(to, texts.distinct()); i++) {
      fresh.add(texts.text(i));
    }
    if (!fresh.isEmpty()) {
      OnnxModelAlone.Embedded embedded = model.all(fresh, SpeedPlan.BATCH, SpeedPlan.WRITERS);
      vectors.addAll(embedded.vectors());
      double perCall = (double) fresh.size() / embedded.run().latencies().count();
      rows.add(once("to %,d, model alone".formatted(to), perCall, embedded.run()));
    }
    List<LuceneIndexAlone.Document> documents = new ArrayList<>();
    for (int i = from; i < to; i++) {
      documents.add(
          new LuceneIndexAlone.Document(
              texts.user(i), texts.text(i), vectors.get(i % texts.distinct())));
    }
    Run run = index.put(documents);
    rows.add(
        once(
            "to %,d, index alone".formatted(to),
            (double) documents.size() / run.latencies().count(),
            run));
    return rows;
  }

  private static Row once(String label, double partsOfRequest, Run measured) {
    return new Meter(1, () -> Double.NaN).alone(label, partsOfRequest, () -> measured);
  }

  List<Row> newQuestions(int size) {
    List<Row> rows = new ArrayList<>();
    for (int callers : new int[] {1, SpeedPlan.CLIENTS}) {
      rows.add(
          meter.alone(
              "%,d, model alone, %d %s"
                  .formatted(size, callers, callers == 1 ? "caller" : "callers"),
              1,
              () -> model.questions(callers, Pace.closed(plan.round()), texts::freshQuestion)));
    }
    return rows;
  }

  List<Row> cachedQuestions(int size) {
    if (questions.isEmpty()) {
      for (String question : texts.cachedQuestions()) {
        questions.add(
            new LuceneIndexAlone.Question(question, model.embedder().embedQuery(question)));
      }
    }
    List<Row> rows = new ArrayList<>();
    int users = texts.user(size - 1) + 1;
    // As the platform is measured: warm, and when what came in has been merged.
    index.search(SpeedPlan.WRITERS, Pace.closed(plan.round()), users, questions);
    Rest.await(Processes.own()::ownCpuSeconds);
    for (int callers : new int[] {1, SpeedPlan.CLIENTS}) {
      rows.add(
          meter.alone(
              "%,d, index alone, everything, %d %s"
                  .formatted(size, callers, callers == 1 ? "caller" : "callers"),
              1,
              () -> index.search(callers, Pace.closed(plan.round()), users, questions)));
    }
    return rows;
  }

  List<Row> adds(int size) {
    return List.of(
        meter.alone(
            "%,d, model alone".formatted(size),
            1,
            () -> model.texts(Pace.closed(plan.round()), texts::freshText)),
        meter.alone(
            "%,d, fsynced commit alone".formatted(size),
            1,
            () -> postgres.commits(Pace.closed(plan.round()), texts::freshText)));
  }

  @Override
  public void close() {
    model.close();
    index.close();
    postgres.close();
  }
}
