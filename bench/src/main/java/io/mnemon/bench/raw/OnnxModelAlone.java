package io.mnemon.bench.raw;

import io.mnemon.bench.measure.Pace;
import io.mnemon.bench.measure.Run;
import io.mnemon.inference.Embedder;
import io.mnemon.inference.Embedding;
import io.mnemon.inference.OnnxEmbedder;
import io.mnemon.inference.OnnxSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/** The platform's embedding model in its default settings, with nothing around it. */
public final class OnnxModelAlone implements AutoCloseable {
  private final Embedder model = new OnnxEmbedder(OnnxSettings.defaults());

  /** Loads the model. */
  public OnnxModelAlone() {
    model.embedQuery("wait for the model");
  }

  public Embedder embedder() {
    return model;
  }

  /** Questions, by so many callers. */
  public Run questions(int callers, Pace pace, Supplier<String> next) {
    return Alone.load(number -> model.embedQuery(next.get())).run(callers, pace);
  }

  /** Texts one at a time. */
  public Run texts(Pace pace, Supplier<String> next) {
    return Alone.load(number -> model.embedDocuments(List.of(next.get()))).run(1, pace);
  }

  /** Texts and their vectors, and how long it took. */
  public record Embedded(List<Embedding> vectors, Run run) {
    public Embedded {
      vectors = List.copyOf(vectors);
    }
  }

  /** All texts, in calls of {@code batch} texts by so many callers. */
  public Embedded all(List<String> texts, int batch, int callers) {
    int calls = Math.ceilDiv(texts.size(), batch);
    AtomicReferenceArray<List<Embedding>> parts = new AtomicReferenceArray<>(calls);
    Run run =
        Alone.load(
                number -> {
                  int from = (int) number * batch;
                  List<String> part = texts.subList(from, Math.min(texts.size(), from + batch));
                  parts.set((int) number, model.embedDocuments(part));
                })
            .run(callers, Pace.count(calls));
    List<Embedding> vectors = new ArrayList<>(texts.size());
    for (int i = 0; i < calls; i++) {
      vectors.addAll(Objects.requireNonNull(parts.get(i)));
    }
    return new Embedded(vectors, run);
  }

  @Override
  public void close() {
    model.close();
  }
}
