package io.mnemon.memory.truth;

import io.mnemon.index.HybridIndex;
import io.mnemon.index.IndexAnswer;
import io.mnemon.index.IndexHit;
import io.mnemon.index.IndexQuery;
import io.mnemon.memory.recall.BlindTerms;
import io.mnemon.memory.record.AfterCommit;
import io.mnemon.memory.record.AfterCommit.Committed;
import io.mnemon.memory.record.AtHand;
import io.mnemon.memory.record.Attributes;
import io.mnemon.memory.record.Deduplication;
import io.mnemon.memory.record.Kind;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryReader;
import io.mnemon.memory.record.MemoryReader.Stored;
import io.mnemon.memory.record.Sensitivity;
import io.mnemon.memory.record.Supersessions;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares a memory with what its scope knows, links what says nearly the same, and ends the
 * validity of what is true no longer. No language model takes part.
 *
 * <p>Design. The memory is shown to the index first and its neighbours are looked for then, so of
 * two that come at the same moment at least one finds the other. What is decided is decided from
 * the record, and committed only if everything it was decided from is as it was; otherwise it is
 * decided again. Repeating it changes nothing.
 */
public final class Consolidation {
  private static final String JOB = "truth";
  private static final int MOST_ATTEMPTS = 5;
  private static final int QUERY_WORDS = 64;
  private static final Set<Kind> STATEMENTS = Set.of(Kind.FACT, Kind.PREFERENCE, Kind.OBSERVATION);

  private final MemoryReader memories;
  private final SupersessionStore supersessions;
  private final AtHand archive;
  private final HybridIndex index;
  private final BiConsumer<UUID, List<Stored>> show;
  private final BlindTerms blindTerms;
  private final Deduplication deduplication;
  private final AfterCommit afterCommit;
  private final InstantSource clock;
  private final int candidates;

  /**
   * @param show brings memories of a tenant to the index
   * @param candidates how many memories each way of finding gives at most
   */
  public Consolidation(
      MemoryReader memories,
      SupersessionStore supersessions,
      AtHand archive,
      HybridIndex index,
      BiConsumer<UUID, List<Stored>> show,
      BlindTerms blindTerms,
      Deduplication deduplication,
      AfterCommit afterCommit,
      InstantSource clock,
      int candidates) {
    this.memories = memories;
    this.supersessions = supersessions;
    this.archive = archive;
    this.index = index;
    this.show = show;
    this.blindTerms = blindTerms;
    this.deduplication = deduplication;
    this.afterCommit = afterCommit;
    this.clock = clock;
    this.candidates = candidates;
  }

  /**
   * @param by who added the memory
   * @throws io.mnemon.index.IndexUnavailableException if it cannot be compared now
   */
  public Consolidated consolidate(UUID tenant, UUID id, UUID by) {
    TenantScope system = TenantScope.system(tenant, JOB);
    for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      Optional<Stored.Live> memory = live(memories.stored(system, Set.of(id))).stream().findFirst();
      if (memory.isEmpty()
          || memory.get().memory().attributes().sensitivity() == Sensitivity.SECRET) {
        // Secrets are in no index, and are not compared.
        return Consolidated.NOTHING;
      }
      if (!STATEMENTS.contains(memory.get().memory().attributes().kind())) {
        return new Consolidated(List.of(), memory.get().memory().nearDuplicates());
      }
      if (attempt(system, memory.get(), by)) {
        return outcome(system, id);
      }
    }
    throw new IllegalStateException("the memories of the scope are being changed all the time");
  }

  private boolean attempt(TenantScope system, Stored.Live memory, UUID by) {
    show.accept(system.tenant(), List.of(memory));
    Neighbourhood around = around(system, memory);
    Judgement judgement = Judgement.of(memory, around.others(), around.links());
    if (!judgement.nearDuplicates().isEmpty()) {
      supersessions.link(
          system, memory.memory().scope().id(), memory.id(), judgement.nearDuplicates());
    }
    return judgement.links().isEmpty() || close(system, memory, around.others(), judgement, by);
  }

  /** The memories that are to be compared, and all links that these have. */
  private record Neighbourhood(Collection<Stored.Live> others, List<Link> links) {}

  private Neighbourhood around(TenantScope system, Stored.Live memory) {
    Set<UUID> ids = new LinkedHashSet<>(found(system.tenant(), memory));
    ids.add(memory.id());
    // What is linked with them decides too, and may be true at other times only.
    Set<UUID> linked =
        supersessions.links(system, ids).stream()
            .filter(Link::stands)
            .flatMap(link -> Stream.of(link.older(), link.newer()))
            .collect(Collectors.toSet());
    ids.addAll(linked);
    List<Link> links = supersessions.links(system, ids);
    ids.remove(memory.id());
    List<Stored.Live> others =
        live(memories.stored(system, ids)).stream()
            .filter(other -> isComparable(memory.memory(), other.memory()))
            .toList();
    return new Neighbourhood(others, links);
  }

  private boolean isComparable(Memory memory, Memory other) {
    Instant expiry = other.attributes().expiresAt();
    return other.scope().id().equals(memory.scope().id())
        && STATEMENTS.contains(other.attributes().kind())
        && other.attributes().sensitivity() != Sensitivity.SECRET
        && (expiry == null || expiry.isAfter(clock.instant()));
  }

  private static List<Stored.Live> live(List<Stored> stored) {
    return stored.stream()
        .filter(Stored.Live.class::isInstance)
        .map(Stored.Live.class::cast)
        .toList();
  }

  /** By meaning and by words, among what is true now and what was when this began to be. */
  private Set<UUID> found(UUID tenant, Stored.Live memory) {
    Instant now = clock.instant();
    Attributes attributes = memory.memory().attributes();
    String words =
        Stream.of(attributes.content().split("\\s+", QUERY_WORDS + 1))
            .limit(QUERY_WORDS)
            .collect(Collectors.joining(" "));
    List<IndexQuery> queries =
        Stream.of(Moment.of(memory.memory()).start(), now)
            .distinct()
            .map(
                asOf ->
                    new IndexQuery(
                        Set.of(memory.memory().scope().id()),
                        Set.of(),
                        STATEMENTS.stream().map(Kind::word).collect(Collectors.toSet()),
                        Set.of(),
                        words,
                        blindTerms.ofQuery(tenant, words),
                        memory.vector().orElse(null),
                        asOf,
                        now,
                        candidates))
            .toList();
    return index.searchAll(tenant, queries).stream()
        .map(IndexAnswer::hits)
        .flatMap(List::stream)
        .map(IndexHit::id)
        .collect(Collectors.toSet());
  }

  private boolean close(
      TenantScope system,
      Stored.Live memory,
      Collection<Stored.Live> others,
      Judgement judgement,
      UUID by) {
    Map<UUID, Stored.Live> known = new HashMap<>();
    known.put(memory.id(), memory);
    others.forEach(other -> known.put(other.id(), other));
    Set<UUID> concerned = new HashSet<>();
    judgement.links().forEach(link -> concerned.addAll(Set.of(link.older(), link.newer())));
    Map<UUID, Long> basis =
        concerned.stream().collect(Collectors.toMap(id -> id, id -> version(known, id)));
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<Closure> closures =
        judgement.links().stream().map(link -> closure(system, known, link, at)).toList();
    Optional<Map<UUID, Long>> rows =
        supersessions.close(system, memory.memory().scope().id(), basis, closures, by, at);
    rows.ifPresent(told -> afterCommit.committed(system.tenant(), committed(system, told)));
    return rows.isPresent();
  }

  private List<Committed> committed(TenantScope system, Map<UUID, Long> rows) {
    return memories.stored(system, rows.keySet()).stream()
        .map(stored -> new Committed(stored, Objects.requireNonNull(rows.get(stored.id()))))
        .toList();
  }

  private static long version(Map<UUID, Stored.Live> known, UUID id) {
    Stored.Live memory = known.get(id);
    return memory == null ? 0 : memory.version();
  }

  private Closure closure(TenantScope system, Map<UUID, Stored.Live> known, Link link, Instant at) {
    // The history keeps the content itself.
    Memory older = archive.atHand(system, Objects.requireNonNull(known.get(link.older())).memory());
    Memory after =
        older
            .next(older.attributes().until(link.closedAt()), at)
            .with(new Supersessions(older.supersessions().supersedes(), link.newer()));
    return new Closure(older, after, deduplication.identity(system.tenant(), after), link);
  }

  private Consolidated outcome(TenantScope system, UUID id) {
    List<Link> links =
        supersessions.links(system, Set.of(id)).stream().filter(Link::stands).toList();
    return new Consolidated(
        links, memories.find(system, id).map(Memory::nearDuplicates).orElse(List.of()));
  }
}
