package io.mnemon.memory;

import io.mnemon.index.HybridIndex;
import io.mnemon.index.IndexAnswer;
import io.mnemon.index.IndexChange;
import io.mnemon.index.IndexDocument;
import io.mnemon.index.IndexHit;
import io.mnemon.index.IndexQuery;
import io.mnemon.index.IndexUnavailableException;
import io.mnemon.index.NearQuery;
import io.mnemon.index.Usage;
import io.mnemon.inference.Embedding;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An exact index in maps: cosine over all vectors, and as BM25 the number of words shared. It can
 * be switched off, and can say that it lags.
 */
public class HeapIndex implements HybridIndex {
  private final Map<UUID, Map<UUID, IndexChange>> tenants = new HashMap<>();
  private final Set<UUID> complete = new HashSet<>();
  private final Map<UUID, UUID> incarnations = new HashMap<>();
  private final Map<UUID, Usage> used = new HashMap<>();
  private boolean isUp = true;
  private boolean isCaughtUp = true;
  private @Nullable IndexQuery lastQuery;

  public synchronized void setUp(boolean up) {
    isUp = up;
  }

  public synchronized void setCaughtUp(boolean caughtUp) {
    isCaughtUp = caughtUp;
  }

  public synchronized IndexQuery lastQuery() {
    if (lastQuery == null) {
      throw new IllegalStateException("nothing has been searched for");
    }
    return lastQuery;
  }

  /** What the index holds of a tenant. */
  public synchronized List<IndexDocument> documents(UUID tenant) {
    return changes(tenant).values().stream()
        .filter(IndexChange.Put.class::isInstance)
        .map(change -> ((IndexChange.Put) change).document())
        .toList();
  }

  @Override
  public synchronized void apply(UUID tenant, List<IndexChange> some) {
    check();
    for (IndexChange change : some) {
      IndexChange held = changes(tenant).get(change.id());
      boolean wins =
          held == null
              || change.version() > held.version()
              || (change.version() == held.version() && !(held instanceof IndexChange.Remove));
      if (wins) {
        changes(tenant).put(change.id(), change);
      }
    }
  }

  @Override
  public synchronized void use(UUID tenant, Map<UUID, Usage> some) {
    check();
    some.forEach((id, usage) -> used.put(id, usage));
  }

  @Override
  public synchronized IndexAnswer search(UUID tenant, IndexQuery query) {
    check();
    lastQuery = query;
    List<IndexHit> all =
        documents(tenant).stream()
            .filter(document -> fits(document, query))
            .map(document -> hit(document, query))
            .toList();
    Stream<IndexHit> dense = leg(all, query.depth(), IndexHit::dense);
    Stream<IndexHit> lexical = leg(all, query.depth(), IndexHit::lexical);
    return new IndexAnswer(
        Stream.concat(dense, lexical)
            .distinct()
            .sorted(Comparator.comparing(IndexHit::id))
            .toList(),
        isCaughtUp);
  }

  /** Nothing that was removed is held here anyway. */
  @Override
  public void expunge(UUID tenant) {
    check();
  }

  @Override
  public List<IndexAnswer> searchAll(UUID tenant, List<IndexQuery> queries) {
    return queries.stream().map(query -> search(tenant, query)).toList();
  }

  @Override
  public List<List<UUID>> near(UUID tenant, List<NearQuery> queries) {
    return queries.stream().map(query -> near(tenant, query)).toList();
  }

  private synchronized List<UUID> near(UUID tenant, NearQuery query) {
    check();
    Map<UUID, Float> cosines = new HashMap<>();
    for (IndexDocument document : documents(tenant)) {
      Embedding vector = document.vector();
      if (vector != null && fits(document, query.search())) {
        cosines.put(document.id(), vector.cosine(query.vector()));
      }
    }
    return cosines.entrySet().stream()
        .filter(each -> each.getValue() >= query.least())
        .sorted(
            Map.Entry.<UUID, Float>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(query.most())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Stream<IndexHit> leg(
      List<IndexHit> hits, int depth, Function<IndexHit, OptionalDouble> score) {
    return hits.stream()
        .filter(hit -> score.apply(hit).isPresent())
        .sorted(
            Comparator.comparingDouble((IndexHit hit) -> -score.apply(hit).orElseThrow())
                .thenComparing(IndexHit::id))
        .limit(depth);
  }

  private static boolean fits(IndexDocument document, IndexQuery query) {
    Instant from = document.validFrom();
    Instant to = document.validTo();
    Instant expires = document.expiresAt();
    return query.scopes().contains(document.scopeId())
        && (query.layers().isEmpty() || query.layers().contains(document.layer()))
        && (query.kinds().isEmpty() || query.kinds().contains(document.kind()))
        && document.tags().containsAll(query.tags())
        && (from == null || !from.isAfter(query.asOf()))
        && (to == null || to.isAfter(query.asOf()))
        && (expires == null || expires.isAfter(query.now()))
        && (query.filter() == null || query.filter().test(document.facts()));
  }

  private IndexHit hit(IndexDocument document, IndexQuery query) {
    Embedding direction = query.vector();
    Embedding has = document.vector();
    Set<String> shared = words(document.text());
    Set<String> asked = new HashSet<>(query.hashes());
    asked.addAll(words(query.text()));
    shared.retainAll(asked);
    return new IndexHit(
        document.id(),
        document.version(),
        document.scopeId(),
        document.layer(),
        document.eventTime(),
        document.importance(),
        document.speaker() != null
            && !Collections.disjoint(words(document.speaker()), words(query.text())),
        document.tellsTime(),
        direction == null || has == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(direction.cosine(has)),
        shared.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(shared.size()),
        used.getOrDefault(document.id(), document.usage()));
  }

  private static Set<String> words(@Nullable String text) {
    Set<String> words = new HashSet<>();
    for (String word :
        (text == null ? "" : text).toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  @Override
  public synchronized void flush(UUID tenant) {
    check();
  }

  @Override
  public synchronized boolean isComplete(UUID tenant) {
    check();
    return complete.contains(tenant);
  }

  @Override
  public synchronized UUID incarnation(UUID tenant) {
    check();
    return incarnations.computeIfAbsent(tenant, some -> UUID.randomUUID());
  }

  @Override
  public synchronized boolean markComplete(UUID tenant, UUID incarnation) {
    if (!incarnation(tenant).equals(incarnation)) {
      return false;
    }
    complete.add(tenant);
    return true;
  }

  @Override
  public synchronized void drop(UUID tenant) {
    check();
    tenants.remove(tenant);
    incarnations.remove(tenant);
    complete.remove(tenant);
  }

  @Override
  public synchronized boolean isAvailable() {
    return isUp;
  }

  @Override
  public synchronized boolean isWritable() {
    return isUp;
  }

  @Override
  public void close() {}

  private Map<UUID, IndexChange> changes(UUID tenant) {
    return tenants.computeIfAbsent(tenant, some -> new TreeMap<>());
  }

  private void check() {
    if (!isUp) {
      throw new IndexUnavailableException("the heap index is switched off");
    }
  }
}
