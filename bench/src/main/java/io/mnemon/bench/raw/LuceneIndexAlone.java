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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

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
    Set<UUID> seen = new HashSet<>();
    for (int scope = 0; scope < scopes; scope++) {
      seen.add(scope(scope));
    }
    return Alone.load(
            number -> {
              Question question = questions.get((int) (asked.getAndIncrement() % questions.size()));
              index.search(TENANT, query(seen, question));
            })
        .run(callers, pace);
  }

  private static IndexQuery query(Set<UUID> scopes, Question question) {
    return new IndexQuery(
        scopes,
        Set.of(),
        Set.of(),
        Set.of(),
        question.text(),
        Set.of(),
        question.vector(),
        TIME,
        TIME,
        DEPTH);
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
