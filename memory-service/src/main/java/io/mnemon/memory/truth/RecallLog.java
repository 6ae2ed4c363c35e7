package io.mnemon.memory.truth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.crypto.Bytes;
import io.mnemon.crypto.KeyedHash;
import io.mnemon.memory.record.Memory;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Remembers for a while what each search answered, and recognises it when it comes back. Reading
 * does not write: recalls are kept in batches, and a process that is killed loses those of one
 * flush. Until then they are known here.
 */
public final class RecallLog implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(RecallLog.class);
  private static final int MOST_SENTENCES = 32;
  private static final int HASH_BYTES = 16;

  /** So many hashes are known without making them: the same memories are recalled again. */
  private static final int KNOWN = 20_000;

  private final RecallStore store;
  private final KeyedHash hash;
  private final InstantSource clock;
  private final Limits limits;
  private final BlockingQueue<Recalled> waiting;
  private final Cache<Version, List<Recalled.Said>> known;
  private final ScheduledExecutorService flusher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("memory-recalls-flush").factory());

  /**
   * @param flushEvery how long a recall waits at most until it is kept
   * @param waiting how many wait at most; further ones are not remembered
   * @param batch how many are kept at once
   * @param recentFor how long a recall counts as recent
   * @param recent how many of a principal's latest recalls are looked through
   * @param stop how long a stop waits for the last flush
   */
  public record Limits(
      Duration flushEvery, int waiting, int batch, Duration recentFor, int recent, Duration stop) {}

  public RecallLog(RecallStore store, KeyedHash hash, InstantSource clock, Limits limits) {
    this.store = store;
    this.hash = hash;
    this.clock = clock;
    this.limits = limits;
    this.waiting = new LinkedBlockingQueue<>(limits.waiting());
    this.known =
        Caffeine.newBuilder()
            .maximumWeight(KNOWN)
            .weigher((Version version, List<Recalled.Said> said) -> 1 + said.size())
            .expireAfterWrite(limits.recentFor())
            .executor(Runnable::run)
            .build();
  }

  public void start() {
    long everyMs = limits.flushEvery().toMillis();
    var unused =
        flusher.scheduleWithFixedDelay(this::flush, everyMs, everyMs, TimeUnit.MILLISECONDS);
  }

  /** Remembers an answer; never fails, and forgets it rather than to hold up the search. */
  public void recalled(UUID tenant, UUID principal, UUID recallId, List<Memory> memories) {
    if (memories.isEmpty()) {
      return;
    }
    List<Recalled.Said> said =
        memories.stream().flatMap(memory -> said(tenant, memory).stream()).toList();
    Recalled recalled =
        new Recalled(
            tenant,
            recallId,
            principal,
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            memories.stream().map(Memory::id).toList(),
            said);
    if (!waiting.offer(recalled)) {
      LOG.debug("a recall is not remembered: too many wait to be kept");
    }
  }

  private record Version(UUID tenant, UUID memory, long version) {}

  /** What a memory says, by hashes; a version says the same for ever. */
  private List<Recalled.Said> said(UUID tenant, Memory memory) {
    Version version = new Version(tenant, memory.id(), memory.version());
    List<Recalled.Said> before = known.getIfPresent(version);
    if (before != null) {
      return before;
    }
    List<Recalled.Said> said =
        Sentences.said(memory.attributes().content(), MOST_SENTENCES).stream()
            .map(plain -> new Recalled.Said(hashOf(tenant, plain), memory.id()))
            .toList();
    known.put(version, said);
    return said;
  }

  /** The memories that a recall of this principal answered, best first. */
  public Optional<List<UUID>> memories(UUID tenant, UUID principal, UUID recallId) {
    Optional<Recalled> here =
        waiting(tenant, principal)
            .filter(recalled -> recalled.recallId().equals(recallId))
            .findAny();
    return here.isPresent()
        ? here.map(Recalled::memories)
        : store.memories(TenantScope.of(tenant, Set.of()), principal, recallId);
  }

  /**
   * A text that may come from a recall.
   *
   * @param recallId the one that it comes from, if that is known
   */
  public record Text(String text, Optional<UUID> recallId) {}

  /**
   * For each text the memory of the principal's recalls that says all of it, sentence by sentence;
   * where several do, the one that says its first. Empty if a sentence is new. A text whose recall
   * is known is looked for there only, others in the recent recalls.
   */
  public List<Optional<UUID>> saying(UUID tenant, UUID principal, List<Text> texts) {
    List<Parts> parts = texts.stream().map(text -> parts(tenant, text.text())).toList();
    Map<Optional<UUID>, Set<Bytes>> wanted = new HashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      Set<Bytes> some =
          wanted.computeIfAbsent(texts.get(i).recallId(), recallId -> new LinkedHashSet<>());
      parts.get(i).whole().ifPresent(some::add);
      some.addAll(parts.get(i).sentences());
    }
    Map<Optional<UUID>, Map<Bytes, UUID>> said = new HashMap<>();
    wanted.forEach((recallId, some) -> said.put(recallId, said(tenant, principal, some, recallId)));
    List<Optional<UUID>> saying = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      saying.add(parts.get(i).among(said.getOrDefault(texts.get(i).recallId(), Map.of())));
    }
    return saying;
  }

  /** The hashes of a text and of its sentences; none of one without words or of too many. */
  private record Parts(Optional<Bytes> whole, List<Bytes> sentences) {
    Optional<UUID> among(Map<Bytes, UUID> said) {
      Optional<UUID> all = whole.map(said::get);
      return all.isPresent() || sentences.isEmpty() || !said.keySet().containsAll(sentences)
          ? all
          : Optional.ofNullable(said.get(sentences.getFirst()));
    }
  }

  private Parts parts(UUID tenant, String text) {
    String all = Sentences.plain(text);
    if (all.isEmpty()) {
      return new Parts(Optional.empty(), List.of());
    }
    List<String> sentences = Sentences.of(text, MOST_SENTENCES + 1);
    return new Parts(
        Optional.of(hashOf(tenant, all)),
        sentences.size() > MOST_SENTENCES
            ? List.of()
            : sentences.stream()
                .map(sentence -> hashOf(tenant, Sentences.plain(sentence)))
                .toList());
  }

  private Map<Bytes, UUID> said(
      UUID tenant, UUID principal, Set<Bytes> wanted, Optional<UUID> recallId) {
    if (wanted.isEmpty()) {
      return Map.of();
    }
    TenantScope scope = TenantScope.of(tenant, Set.of());
    Predicate<Recalled> isMeant =
        recalled -> recallId.isEmpty() || recalled.recallId().equals(recallId.get());
    // First what waits: it cannot go unseen to where is looked next.
    Map<Bytes, UUID> said =
        waiting(tenant, principal)
            .filter(isMeant)
            .flatMap(recalled -> recalled.said().stream())
            .filter(one -> wanted.contains(one.hash()))
            .collect(
                Collectors.toMap(
                    Recalled.Said::hash,
                    Recalled.Said::memory,
                    (earlier, later) -> later,
                    HashMap::new));
    Map<Bytes, UUID> kept =
        recallId.isPresent()
            ? store.said(scope, principal, wanted, recallId.get())
            : store.said(
                scope,
                principal,
                wanted,
                clock.instant().minus(limits.recentFor()),
                limits.recent());
    kept.forEach(said::putIfAbsent);
    return said;
  }

  private Stream<Recalled> waiting(UUID tenant, UUID principal) {
    return waiting.stream()
        .filter(
            recalled -> recalled.tenant().equals(tenant) && recalled.principal().equals(principal));
  }

  /**
   * @param plain in the words of {@link Sentences#plain}
   */
  private Bytes hashOf(UUID tenant, String plain) {
    byte[] full = hash.hash(tenant, "said\n" + plain).toByteArray();
    return Bytes.of(Arrays.copyOf(full, HASH_BYTES));
  }

  /** Keeps what waits. What cannot be kept now waits on, as long as there is room. */
  public void flush() {
    List<Recalled> taken = waiting.stream().limit(limits.batch()).toList();
    while (!taken.isEmpty() && keep(taken)) {
      taken = waiting.stream().limit(limits.batch()).toList();
    }
  }

  private boolean keep(List<Recalled> taken) {
    Map<UUID, List<Recalled>> tenants =
        taken.stream().collect(Collectors.groupingBy(Recalled::tenant));
    List<Recalled> settled = new ArrayList<>();
    tenants.forEach(
        (tenant, recalls) -> {
          try {
            store.keep(TenantScope.of(tenant, Set.of()), recalls);
            settled.addAll(recalls);
          } catch (ServiceException e) {
            // Of a tenant that has left nothing is kept.
            if (e.code() != ErrorCode.UNAVAILABLE) {
              settled.addAll(recalls);
            }
            LOG.warnf("%d recalls are not kept now: %s", recalls.size(), e.publicMessage());
          } catch (RuntimeException e) {
            // A scheduled task that throws would never run again.
            LOG.error("recalls cannot be kept", e);
            settled.addAll(recalls);
          }
        });
    waiting.removeAll(Set.copyOf(settled));
    return settled.size() == taken.size();
  }

  @Override
  public void close() {
    flusher.shutdown();
    try {
      if (!flusher.awaitTermination(limits.stop().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the last recalls were not kept in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    flush();
  }
}
