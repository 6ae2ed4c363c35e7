package io.mnemon.bench.speed;

import io.mnemon.bench.measure.Meter;
import io.mnemon.bench.measure.Pace;
import io.mnemon.bench.measure.Processes;
import io.mnemon.bench.measure.Rest;
import io.mnemon.bench.measure.Run;
import io.mnemon.bench.raw.LuceneIndexAlone;
import io.mnemon.bench.raw.OnnxModelAlone;
import io.mnemon.bench.raw.PostgresCommitAlone;
import io.mnemon.bench.report.Figure;
import io.mnemon.bench.report.Row;
import io.mnemon.inference.Embedding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The same work by each raw part, measured between the loads on the idle platform. */
final class RawParts implements AutoCloseable {
  private static final int[] NEAREST = {10, 50};
  private static final double ROUNDING = 1e-6;

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
    List<LuceneIndexAlone.Question> questions = questions();
    List<Row> rows = new ArrayList<>();
    int users = users(size);
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

  /** Of what is nearest to the questions by measuring each vector, how much the index finds. */
  List<Row> nearest(int size) {
    int[] found = new int[NEAREST.length];
    for (LuceneIndexAlone.Question question : questions()) {
      List<Float> measured = measured(size, question.vector());
      for (int i = 0; i < found.length; i++) {
        double last = measured.get(Math.min(NEAREST[i], measured.size()) - 1) - ROUNDING;
        found[i] +=
            (int)
                index.nearest(users(size), question.vector(), NEAREST[i]).stream()
                    .filter(cosine -> cosine > last)
                    .count();
      }
    }
    List<Figure> figures = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      double wanted = (double) Math.min(NEAREST[i], size) * questions().size();
      figures.add(Figure.of("of %d".formatted(NEAREST[i]), "%", 100 * found[i] / wanted));
    }
    return List.of(new Row("%,d, index alone".formatted(size), figures));
  }

  /** The highest cosines of all memories, the highest first. */
  private List<Float> measured(int size, Embedding target) {
    record Measured(float cosine, int copies) {}
    return IntStream.range(0, Math.min(size, texts.distinct()))
        .mapToObj(
            text ->
                new Measured(
                    target.cosine(vectors.get(text)), Math.ceilDiv(size - text, texts.distinct())))
        .sorted(Comparator.comparingDouble(Measured::cosine).reversed())
        .flatMap(each -> Collections.nCopies(each.copies, each.cosine).stream())
        .limit(NEAREST[NEAREST.length - 1])
        .toList();
  }

  private int users(int size) {
    return texts.user(size - 1) + 1;
  }

  private List<LuceneIndexAlone.Question> questions() {
    if (questions.isEmpty()) {
      for (String question : texts.cachedQuestions()) {
        questions.add(
            new LuceneIndexAlone.Question(question, model.embedder().embedQuery(question)));
      }
    }
    return questions;
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
