package io.mnemon.authorization;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.policy.PolicySet;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Cedar on a few platform threads, because native code pins the carrier of a virtual thread; and
 * the decisions that it has taken, for as long as the rules and the facts stay the same.
 */
public final class CedarEngine implements AutoCloseable {
  /** For the rules of no tenant, and for those that are just being replaced. */
  private static final int SPARE_TENANTS = 8;

  private final BasicAuthorizationEngine cedar = new BasicAuthorizationEngine();
  private final CedarPlatform platform = new CedarPlatform();
  private final CedarRules platformRules = CedarRules.of(TenantRules.NONE);
  private final ThreadPoolExecutor threads;
  private final Duration timeout;
  private final int maxTenants;
  private final Cache<Key, Verdict> decisions;

  /**
   * @param threads how many threads decide
   * @param maxWaiting how many decisions may wait for a thread
   * @param timeout how long a decision may take
   * @param maxDecisions how many decisions are remembered
   * @param maxTenants of how many tenants the rules are kept ready
   */
  public CedarEngine(
      int threads, int maxWaiting, Duration timeout, int maxDecisions, int maxTenants) {
    PolicySet.setCacheMaxPolicySets(platform.policies().size() * (maxTenants + SPARE_TENANTS));
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(maxWaiting),
            Thread.ofPlatform().daemon().name("cedar-", 0).factory());
    this.timeout = timeout;
    this.maxTenants = maxTenants;
    this.decisions = Caffeine.newBuilder().maximumSize(maxDecisions).build();
  }

  /**
   * An authorizer for tenants whose own rules are known there.
   *
   * @param source asked again when a tenant's epoch has moved
   */
  public Explainer authorizer(TenantRulesSource source) {
    return new CedarAuthorizer(this, source, maxTenants);
  }

  CedarPlatform platform() {
    return platform;
  }

  /** The rules where no tenant has any. */
  CedarRules platformRules() {
    return platformRules;
  }

  CedarRules rules(TenantRules own) throws InterruptedException, ExecutionException {
    if (own.saySameAs(TenantRules.NONE)) {
      return platformRules;
    }
    return run(() -> CedarRules.of(own));
  }

  /**
   * @throws ExecutionException if it cannot be decided
   */
  Verdict decide(CedarRules rules, CedarQuestion question)
      throws InterruptedException, ExecutionException {
    Key key = new Key(rules, question);
    Verdict known = decisions.getIfPresent(key);
    if (known == null) {
      known = run(() -> evaluate(rules, question));
      decisions.put(key, known);
    }
    return known;
  }

  /** Runs native work where it pins nothing. */
  <T> T run(Callable<T> work) throws InterruptedException, ExecutionException {
    Future<T> running = threads.submit(work);
    try {
      return running.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      running.cancel(false);
      throw new ExecutionException("Cedar did not decide within " + timeout, e);
    }
  }

  private Verdict evaluate(CedarRules rules, CedarQuestion question) throws AuthException {
    CedarRules.Prepared prepared = rules.beside(platform.policy(question.action()));
    AuthorizationResponse answer =
        cedar.isAuthorized(
            question.request(), prepared.policies(), question.entities(prepared.named()));
    AuthorizationSuccessResponse decided =
        answer.success.orElseThrow(() -> new IllegalStateException("Cedar does not answer"));
    if (!decided.getErrors().isEmpty()) {
      // A policy that fails is skipped by Cedar; one that would have forbidden must not be.
      throw new IllegalStateException("a policy failed: " + decided.getErrors());
    }
    List<String> policies = decided.getReason().stream().sorted().toList();
    return new Verdict(decided.isAllowed(), policies, "");
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** The rules are told apart by identity: when they change there are new ones. */
  private record Key(CedarRules rules, CedarQuestion question) {}
}
