package io.mnemon.memory.sight;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps which scopes exist for a short time, so that searches that follow each other ask the record
 * only for what they find. A scope that comes into being in this process is seen at once, one of
 * another process when the time is over.
 *
 * <p>Every answer belongs to an epoch of its tenant, which ends when a scope is first written to:
 * whoever asks afterwards asks anew.
 */
public final class CachedScopes implements ScopeStore {
  private final ScopeStore scopes;
  private final Cache<Question, Answer> answers;
  private final Cache<Place, Boolean> written;
  private final Cache<UUID, AtomicLong> epochs;

  /**
   * @param keepFor how long an answer is used again
   * @param maxKept how many answers are kept
   */
  public CachedScopes(ScopeStore scopes, Duration keepFor, int maxKept, Ticker ticker) {
    this.scopes = scopes;
    answers =
        Caffeine.newBuilder()
            .maximumSize(maxKept)
            .expireAfterWrite(keepFor)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
    written = Caffeine.newBuilder().maximumSize(10L * maxKept).executor(Runnable::run).build();
    // An epoch must not begin again while answers of its first time are kept.
    epochs =
        Caffeine.newBuilder()
            .expireAfterAccess(keepFor.multipliedBy(10).plusMinutes(1))
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  private record Question(UUID tenant, long epoch, Wanted wanted) {}

  /**
   * @param limit how many were asked for
   */
  private record Answer(List<KnownScope> scopes, int limit) {
    /** Whether it is as good as one to this limit. */
    boolean isEnoughFor(int other) {
      return other <= limit || scopes.size() < limit;
    }

    List<KnownScope> first(int most) {
      return scopes.size() <= most ? scopes : scopes.subList(0, most);
    }
  }

  private record Place(UUID tenant, UUID scopeId) {}

  @Override
  public List<KnownScope> find(TenantScope tenant, Wanted wanted, int limit) {
    Question question = new Question(tenant.tenant(), epoch(tenant.tenant()).get(), wanted);
    Answer kept = answers.getIfPresent(question);
    if (kept != null && kept.isEnoughFor(limit)) {
      return kept.first(limit);
    }
    List<KnownScope> found = List.copyOf(scopes.find(tenant, wanted, limit));
    answers.put(question, new Answer(found, limit));
    return found;
  }

  /** Asks the record: what is not there now may be there in the next moment. */
  @Override
  public List<KnownScope> find(TenantScope tenant, Wanted wanted, Things things, int limit) {
    return scopes.find(tenant, wanted, things, limit);
  }

  /**
   * Says that a scope has been written to.
   *
   * @param isSecret whether by a secret memory, which changes how the scope is searched
   */
  public void written(UUID tenant, UUID scopeId, boolean isSecret) {
    if (isSecret || written.asMap().putIfAbsent(new Place(tenant, scopeId), true) == null) {
      epoch(tenant).incrementAndGet();
    }
  }

  private AtomicLong epoch(UUID tenant) {
    return epochs.get(tenant, first -> new AtomicLong());
  }
}
