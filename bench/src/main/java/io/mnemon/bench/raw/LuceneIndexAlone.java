package io.mnemon.bench.raw;

import io.mnemon.bench.measure.Pace;
import io.mnemon.bench.measure.Run;
import io.mnemon.bench.platform.PackagedPlatform;
import io.mnemon.index.IndexChange;
import io.mnemon.index.IndexDocument;
import io.mnemon.index.IndexQuery;
import io.mnemon.index.LuceneIndex;
import io.mnemon.index.LuceneSettings;
import io.mnemon.index.Surroundings;
import io.mnemon.inference.Embedding;
import io.mnemon.tenancy.Layer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The platform's index in its default settings, with nothing around it. */
public final class LuceneIndexAlone implements AutoCloseable {
  private static final UUID TENANT = new UUID(0, 1);
  private static final Instant TIME = Instant.parse("2026-05-01T12:00:00Z");
  private static final int DEPTH = 50;
  private static final int BATCH = 100;

  private final Path folder;
  private final LuceneIndex index;
  private final AtomicLong asked = new AtomicLong();

  public LuceneIndexAlone() {
    try {
      folder = PackagedPlatform.temporaryFolder("mnemon-bench-index-");
    } catch (IOException e) {
      throw new UncheckedIOException("there is no temporary folder", e);
    }
    index = new LuceneIndex(LuceneSettings.in(folder));
  }

  /** What is kept. */
  public record Document(int scope, String text, Embedding vector) {}

  /** What is asked. */
  public record Question(String text, Embedding vector) {}

  /** Takes the documents in batches of a hundred by one caller, and makes them durable. */
  public Run put(List<Document> documents) {
    int calls = Math.ceilDiv(documents.size(), BATCH);
    return Alone.load(
            number -> {
              int from = (int) number * BATCH;
              put(documents, from, Math.min(documents.size(), from + BATCH));
              if (number == calls - 1) {
                index.flush(TENANT);
              }
            })
        .run(1, Pace.count(calls));
  }

  private void put(List<Document> documents, int from, int to) {
    List<IndexChange> changes = new ArrayList<>();
    for (Document document : documents.subList(from, to)) {
      changes.add(
          new IndexChange.Put(
              new IndexDocument(
                  UUID.randomUUID(),
                  1,
                  scope(document.scope()),
                  Layer.USER,
                  "fact",
                  document.text(),
                  null,
                  Surroundings.NONE,
                  document.vector(),
                  List.of(),
                  0.5,
                  TIME,
                  null,
                  null,
                  null,
                  null)));
    }
    index.apply(TENANT, changes);
  }

  private static UUID scope(int number) {
    return new UUID(1, number);
  }

  /** Both legs over the scopes from 0 on. */
  public Run search(int callers, Pace pace, int scopes, List<Question> questions) {
    Set<UUID> seen = scopes(scopes);
    return Alone.load(
            number -> {
              Question question = questions.get((int) (asked.getAndIncrement() % questions.size()));
              index.search(TENANT, query(seen, question.text(), question.vector(), DEPTH));
            })
        .run(callers, pace);
  }

  /**
   * The cosines of what the dense leg finds in the scopes from 0 on.
   *
   * @param count of how many
   * @return the highest first
   */
  public List<Double> nearest(int scopes, Embedding vector, int count) {
    return index.search(TENANT, query(scopes(scopes), null, vector, count)).hits().stream()
        .map(hit -> hit.dense().orElseThrow())
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private static Set<UUID> scopes(int count) {
    Set<UUID> scopes = new HashSet<>();
    for (int scope = 0; scope < count; scope++) {
      scopes.add(scope(scope));
    }
    return scopes;
  }

  private static IndexQuery query(
      Set<UUID> scopes, @Nullable String text, Embedding vector, int depth) {
    return new IndexQuery(
        scopes, Set.of(), Set.of(), Set.of(), text, Set.of(), vector, TIME, TIME, depth);
  }

  @Override
  public void close() {
    index.close();
    try {
      PackagedPlatform.deleteTree(folder);
    } catch (IOException e) {
      System.err.println("Left behind: " + folder);
    }
  }
}
