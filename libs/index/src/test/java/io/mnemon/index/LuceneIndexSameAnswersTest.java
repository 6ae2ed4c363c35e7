package io.mnemon.index;

import static io.mnemon.index.Memories.embed;
import static io.mnemon.index.Memories.memory;
import static io.mnemon.index.Memories.search;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index that was built anew from the record answers as the one before, whatever its past. */
class LuceneIndexSameAnswersTest {
  private static final UUID TENANT = UUID.randomUUID();
  private static final int MEMORIES = 500;
  private static final int QUESTIONS = 150;
  private static final Offset<Double> ROUNDING = within(1e-6);

  @TempDir private Path folder;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void whatWasReplacedAndRemovedAndTheOrderOfChangesLeaveNoTrace() {
    System.out.println("seed " + seed);
    List<IndexDocument> record = new ArrayList<>();
    List<IndexChange> past = new ArrayList<>();
    for (int i = 0; i < MEMORIES; i++) {
      live(record, past);
    }
    List<IndexQuery> questions = IntStream.range(0, QUESTIONS).mapToObj(i -> question()).toList();

    try (LuceneIndex one = index("one");
        LuceneIndex another = index("another");
        LuceneIndex anew = index("anew")) {
      applyShuffled(one, past);
      applyShuffled(another, past);
      record.sort(Comparator.comparing(IndexDocument::id));
      anew.apply(TENANT, record.stream().map(d -> (IndexChange) new IndexChange.Put(d)).toList());

      for (IndexQuery question : questions) {
        List<IndexHit> expected = anew.search(TENANT, question).hits();
        assertSame(one.search(TENANT, question).hits(), expected, question);
        assertSame(another.search(TENANT, question).hits(), expected, question);
      }
    }
  }

  @Test
  void aSearchRightAfterAChangeAnswersAsAnIndexBuiltAnew() {
    System.out.println("seed " + seed);
    Map<UUID, IndexDocument> record = new TreeMap<>();
    for (int i = 0; i < MEMORIES; i++) {
      UUID id = UUID.randomUUID();
      record.put(id, document(id, 1).document());
    }
    List<IndexQuery> questions = IntStream.range(0, 20).mapToObj(i -> question()).toList();

    try (LuceneIndex index = index("changing")) {
      applyAll(index, record);
      for (int version = 2; version < 6; version++) {
        change(index, record, version);

        try (LuceneIndex anew = index("anew" + version)) {
          applyAll(anew, record);
          for (IndexQuery question : questions) {
            List<IndexHit> expected = anew.search(TENANT, question).hits();
            assertSame(index.search(TENANT, question).hits(), expected, question);
          }
        }
      }
    }
  }

  private static void applyAll(LuceneIndex index, Map<UUID, IndexDocument> record) {
    index.apply(
        TENANT, record.values().stream().map(d -> (IndexChange) new IndexChange.Put(d)).toList());
  }

  /** Replaces or removes a tenth. */
  private void change(LuceneIndex index, Map<UUID, IndexDocument> record, long version) {
    List<IndexChange> changes = new ArrayList<>();
    for (UUID id : List.copyOf(record.keySet())) {
      switch (random.nextInt(20)) {
        case 0 -> {
          record.remove(id);
          changes.add(new IndexChange.Remove(id, version));
        }
        case 1 -> {
          Memories document = document(id, version);
          record.put(id, document.document());
          changes.add(document.put());
        }
        default -> {}
      }
    }
    index.apply(TENANT, changes);
  }

  private LuceneIndex index(String name) {
    return new LuceneIndex(Memories.settings(folder.resolve(name)));
  }

  /** The life of one memory: what it was, and what the record has of it in the end, if anything. */
  private void live(List<IndexDocument> record, List<IndexChange> past) {
    UUID id = UUID.randomUUID();
    int versions = 1 + random.nextInt(3);
    for (int version = 1; version < versions; version++) {
      past.add(document(id, version).put());
    }
    if (random.nextInt(4) == 0) {
      past.add(new IndexChange.Remove(id, versions));
    } else {
      Memories last = document(id, versions);
      past.add(last.put());
      record.add(last.document());
    }
  }

  private Memories document(UUID id, long version) {
    Memories document = memory(words(2 + random.nextInt(6))).id(id).version(version);
    if (random.nextInt(5) == 0) {
      var nearby = new Surroundings.Nearby(words(4), 0.5);
      document.around(new Surroundings(List.of(nearby), version));
    }
    return random.nextInt(10) == 0 ? document.vector(null) : document;
  }

  /** Few words, so that many memories are equally good. */
  private String words(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "word" + (int) (25 * Math.pow(random.nextDouble(), 2)))
        .collect(Collectors.joining(" "));
  }

  private IndexQuery question() {
    String text = words(1 + random.nextInt(4));
    Memories.Search question = search(text).depth(random.nextBoolean() ? 5 : 40);
    return switch (random.nextInt(3)) {
      case 0 -> question.wordsOnly().query();
      case 1 -> question.vectorOnly().query();
      default -> question.vector(embed(text)).query();
    };
  }

  /** In any order and portions, some of them seen or made durable before the next. */
  private void applyShuffled(LuceneIndex index, List<IndexChange> past) {
    List<IndexChange> changes = new ArrayList<>(past);
    Collections.shuffle(changes, random);
    for (int from = 0; from < changes.size(); ) {
      int to = Math.min(changes.size(), from + 1 + random.nextInt(120));
      index.apply(TENANT, changes.subList(from, to));
      switch (random.nextInt(3)) {
        case 0 -> index.search(TENANT, question());
        case 1 -> index.flush(TENANT);
        default -> {}
      }
      from = to;
    }
  }

  private static void assertSame(List<IndexHit> hits, List<IndexHit> expected, IndexQuery query) {
    assertThat(hits).as("%s", query).extracting(IndexHit::id).isSorted();
    assertThat(hits)
        .as("%s", query)
        .extracting(IndexHit::id)
        .isEqualTo(expected.stream().map(IndexHit::id).toList());
    for (int i = 0; i < hits.size(); i++) {
      assertThat(score(hits.get(i).dense())).isCloseTo(score(expected.get(i).dense()), ROUNDING);
      assertThat(score(hits.get(i).lexical()))
          .isCloseTo(score(expected.get(i).lexical()), ROUNDING);
    }
  }

  private static double score(OptionalDouble score) {
    return score.orElse(-2);
  }
}
