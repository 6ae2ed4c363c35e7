package io.mnemon.memory.recall;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.index.HybridIndex;
import io.mnemon.index.IndexAnswer;
import io.mnemon.index.IndexHit;
import io.mnemon.index.IndexQuery;
import io.mnemon.index.IndexUnavailableException;
import io.mnemon.inference.Embedder;
import io.mnemon.inference.EmbedderUnavailableException;
import io.mnemon.inference.Embedding;
import io.mnemon.inference.TextRefusedException;
import io.mnemon.memory.recall.Ranking.Ranked;
import io.mnemon.memory.recall.RecallAnswer.Found;
import io.mnemon.memory.recall.RecallQuery.Mode;
import io.mnemon.memory.record.Decay;
import io.mnemon.memory.record.Kind;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryReader;
import io.mnemon.memory.record.Worth;
import io.mnemon.memory.sight.Sight;
import io.mnemon.tenancy.CallerPresence;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Finds memories again: by meaning and by words in the index, only in scopes that may be seen, then
 * as the record has them. Secret memories, which no index holds, are decrypted and compared here.
 */
public final class Recall {
  private static final Logger LOG = Logger.getLogger(Recall.class);

  /** The cosine from which on a memory is surely about an event. */
  private static final double SURE = 0.65;

  private final MemoryReader memories;
  private final HybridIndex index;
  private final IndexState state;
  private final Embedder embedder;
  private final BlindTerms blindTerms;
  private final RecallTuning tuning;
  private final Decay decay;
  private final Fusion fusion;
  private final Ranking ranking;
  private final Earlier earlier;
  private final InstantSource clock;
  private final Supplier<UUID> ids;

  /**
   * @param vectors reads vectors where candidates of several layers are compared
   * @param ids makes recall ids, UUIDv7
   */
  public Recall(
      MemoryReader memories,
      VectorReader vectors,
      HybridIndex index,
      IndexState state,
      Embedder embedder,
      BlindTerms blindTerms,
      RecallTuning tuning,
      Decay decay,
      InstantSource clock,
      Supplier<UUID> ids) {
    this.memories = memories;
    this.index = index;
    this.state = state;
    this.embedder = embedder;
    this.blindTerms = blindTerms;
    this.tuning = tuning;
    this.decay = decay;
    this.fusion = new Fusion(tuning.lexicalWeight(), tuning.denseWeight(), tuning.namedWeight());
    this.ranking = new Ranking(memories, vectors, tuning);
    this.earlier = new Earlier(memories, vectors, tuning.maxChanged());
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * @throws ServiceException UNAVAILABLE if the index cannot answer now, or if only vectors may
   *     search and the model cannot make the query's
   */
  public RecallAnswer find(Sight sight, RecallQuery query) {
    if (sight.scope().scopes().isEmpty()) {
      return new RecallAnswer(List.of(), false, false, ids.get());
    }
    Instant now = clock.instant();
    Fit fit = Fit.of(query, now);
    TimeWords words = TimeWords.of(query.text(), query.referenceTime().orElse(fit.asOf()));
    Optional<Landmark> landmark = landmark(query, words);
    // Before the search: a rebuild that ends in between would hide what the search has missed.
    boolean isComplete = state.isComplete(sight.tenant());
    Vectors vectors;
    IndexAnswer answer;
    try (Embedder.Begun embedding = embedder.beginQueries(texts(query, landmark));
        HybridIndex.Begun search = begin(sight, query, fit)) {
      vectors = vectors(query, landmark, embedding);
      answer = answer(() -> search.find(vectors.question().orElse(null)));
    }
    boolean wordsOnly = vectors.question().isEmpty();

    List<Candidate> candidates =
        fuse(answer.hits(), wordsOnly ? Mode.LEXICAL : query.mode(), query, now);
    List<Candidate> secrets = query.mode() == Mode.DENSE ? List.of() : secrets(sight, query, fit);
    Earlier.Found before = earlier.find(sight, query, fit, vectors.question().orElse(null));
    List<Candidate> merged =
        Stream.concat(merge(candidates, secrets).stream(), before.candidates().stream()).toList();
    int end = (int) Math.min((long) query.offset() + query.limit(), Integer.MAX_VALUE - 1);
    List<Ranked> best =
        ranking.best(
            sight,
            merged,
            before.versions(),
            fit,
            fit.asOf(),
            landmark
                .flatMap(one -> during(sight, query, one, vectors, now))
                .map(words::during)
                .orElse(words),
            end + 1,
            query.threshold());

    boolean partial =
        !isComplete
            || !answer.caughtUp()
            || !before.isAll()
            || (wordsOnly && query.mode() == Mode.HYBRID);
    List<Ranked> page =
        best.subList(Math.min(query.offset(), best.size()), Math.min(end, best.size()));
    return new RecallAnswer(found(sight, query, fit, page), partial, best.size() > end, ids.get());
  }

  /** An event that the question counts time from, if it names no time itself. */
  private static Optional<Landmark> landmark(RecallQuery query, TimeWords words) {
    return words.span().isPresent() || query.mode() == Mode.LEXICAL
        ? Optional.empty()
        : Landmark.in(query.text());
  }

  /** The time that the question is about, if a memory is surely about its event. */
  private Optional<TimeWords.Span> during(
      Sight sight, RecallQuery query, Landmark landmark, Vectors vectors, Instant now) {
    if (vectors.event().isEmpty()) {
      return Optional.empty();
    }
    RecallQuery event = query.about(landmark.event());
    IndexQuery wanted = wanted(sight, event, Fit.of(event, now)).toward(vectors.event().get());
    IndexAnswer answer = answer(() -> index.search(sight.tenant(), wanted));
    return fuse(answer.hits(), event.mode(), event, now).stream()
        .filter(one -> one.lexical().isPresent() && one.dense().orElse(0) >= SURE)
        .max(Comparator.comparingDouble(Candidate::fused))
        .map(Candidate::eventTime)
        .map(landmark::span);
  }

  /** The vectors of a question and of the event in it; none if only words search. */
  private record Vectors(Optional<Embedding> question, Optional<Embedding> event) {
    static final Vectors NONE = new Vectors(Optional.empty(), Optional.empty());

    static Vectors of(List<Embedding> made) {
      return new Vectors(made.stream().findFirst(), made.stream().skip(1).findFirst());
    }
  }

  private static List<String> texts(RecallQuery query, Optional<Landmark> landmark) {
    return query.mode() == Mode.LEXICAL
        ? List.of()
        : Stream.concat(Stream.of(query.text()), landmark.map(Landmark::event).stream()).toList();
  }

  private Vectors vectors(
      RecallQuery query, Optional<Landmark> landmark, Embedder.Begun embedding) {
    try {
      return Vectors.of(CallerPresence.whileThere(embedding::vectors));
    } catch (EmbedderUnavailableException e) {
      if (landmark.isPresent()) {
        // The question's own vector may be known, or still have room.
        embedding.close();
        try (Embedder.Begun alone = embedder.beginQueries(List.of(query.text()))) {
          return vectors(query, Optional.empty(), alone);
        }
      }
      if (query.mode() == Mode.DENSE) {
        throw new ServiceException(
            ErrorCode.UNAVAILABLE,
            "the embedding model cannot answer now: search in mode hybrid or lexical, or again"
                + " later",
            e);
      }
      LOG.debug("searching by words only, the embedding model cannot answer", e);
      return Vectors.NONE;
    } catch (TextRefusedException e) {
      if (query.mode() == Mode.DENSE) {
        throw ServiceException.invalid(
            "query", "is refused by the embedding model: search in mode hybrid or lexical");
      }
      LOG.debug("searching by words only, the embedding model does not take the question", e);
      return Vectors.NONE;
    }
  }

  /** Has words looked for while the model works. */
  private HybridIndex.Begun begin(Sight sight, RecallQuery query, Fit fit) {
    IndexQuery wanted = wanted(sight, query, fit);
    try {
      return index.begin(sight.tenant(), wanted);
    } catch (IndexUnavailableException e) {
      throw unavailable(e);
    }
  }

  /** What is looked for in the index, but for the vector. */
  private IndexQuery wanted(Sight sight, RecallQuery query, Fit fit) {
    boolean hasWords = query.mode() != Mode.DENSE;
    return new IndexQuery(
        sight.scope().scopes(),
        query.layers(),
        query.kinds().stream().map(Kind::word).collect(Collectors.toUnmodifiableSet()),
        query.tags(),
        hasWords ? Terms.telling(query.text()) : null,
        hasWords ? blindTerms.ofQuery(sight.tenant(), query.text()) : Set.of(),
        null,
        fit.asOf(),
        fit.now(),
        fit.inIndex(),
        tuning.depth(query.limit()));
  }

  private static IndexAnswer answer(Supplier<IndexAnswer> search) {
    try {
      return CallerPresence.whileThere(search);
    } catch (IndexUnavailableException e) {
      throw unavailable(e);
    }
  }

  private static ServiceException unavailable(IndexUnavailableException e) {
    return new ServiceException(
        ErrorCode.UNAVAILABLE, "memories cannot be searched now: try again in a few seconds", e);
  }

  private List<Candidate> fuse(List<IndexHit> hits, Mode mode, RecallQuery query, Instant now) {
    List<Fusion.Evidence> evidence =
        hits.stream()
            .map(hit -> new Fusion.Evidence(hit.dense(), hit.lexical(), hit.isNamed()))
            .toList();
    List<Double> fused = fusion.fuse(evidence, mode, tuning.depth(query.limit()));
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < hits.size(); i++) {
      IndexHit hit = hits.get(i);
      Worth worth = decay.worth(hit.layer(), hit.usage().uses(), hit.usage().last(), now, false);
      candidates.add(Candidate.of(hit, worth.of(hit.importance()), fused.get(i)));
    }
    return candidates;
  }

  /** Those that say any word of the query, without what they say: the best are read once more. */
  private List<Candidate> secrets(Sight sight, RecallQuery query, Fit fit) {
    if (sight.withSecrets().isEmpty()) {
      return List.of();
    }
    SecretScores words = new SecretScores(query.text());
    List<Candidate> found = new ArrayList<>();
    memories.secrets(
        sight.scope().narrowedTo(sight.withSecrets()),
        sight.withSecrets(),
        tuning.maxSecrets(),
        page ->
            page.stream()
                .filter(fit)
                .filter(memory -> words.add(memory.attributes().content()))
                .map(Candidate::ofSecret)
                .forEach(found::add));
    List<SecretScores.Score> scores = words.scores();
    return IntStream.range(0, found.size())
        .mapToObj(i -> found.get(i).scored(scores.get(i)))
        .filter(candidate -> candidate.fused() > 0)
        .toList();
  }

  private static List<Candidate> merge(List<Candidate> candidates, List<Candidate> secrets) {
    Map<UUID, Candidate> merged = new LinkedHashMap<>();
    candidates.forEach(candidate -> merged.put(candidate.id(), candidate));
    secrets.forEach(candidate -> merged.put(candidate.id(), candidate));
    return List.copyOf(merged.values());
  }

  private List<Found> found(Sight sight, RecallQuery query, Fit fit, List<Ranked> page) {
    Map<UUID, List<Memory>> neighbours =
        query.expand() == 0
            ? Map.of()
            : memories.neighbours(
                sight.scope(), page.stream().map(Ranked::memory).toList(), query.expand());
    return page.stream()
        .map(
            ranked ->
                new Found(
                    ranked.memory(),
                    ranked.shaped().score(),
                    query.explain() ? Optional.of(ranked.shaped().explanation()) : Optional.empty(),
                    neighbours.getOrDefault(ranked.memory().id(), List.of()).stream()
                        .filter(fit::isThere)
                        .toList()))
        .toList();
  }
}
