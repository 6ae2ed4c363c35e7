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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Cedar, and the decisions that it has taken, for as long as the rules and the facts stay the same.
 *
 * <p>It is native code, which holds the carrier of a virtual thread for as long as it computes, as
 * any computation does. To hand a decision to a thread of its own takes longer than the decision;
 * so that the many policies of one tenant do not hold all carriers, few are decided at once.
 */
public final class CedarEngine {
  /** For the rules of no tenant, and for those that are just being replaced. */
  private static final int SPARE_TENANTS = 8;

  private final BasicAuthorizationEngine cedar = new BasicAuthorizationEngine();
  private final CedarPlatform platform = new CedarPlatform();
  private final CedarRules platformRules = CedarRules.of(TenantRules.NONE);
  private final Semaphore room;
  private final Duration patience;
  private final int maxTenants;
  private final Cache<Key, Verdict> decisions;

  /**
   * @param atOnce how many decisions are taken at the same time; others wait
   * @param patience how long one waits before it fails
   * @param maxDecisions how many decisions are remembered
   * @param maxTenants of how many tenants the rules are kept ready
   */
  public CedarEngine(int atOnce, Duration patience, int maxDecisions, int maxTenants) {
    this.patience = patience;
    this.room = new Semaphore(atOnce, true);
    PolicySet.setCacheMaxPolicySets(platform.policies().size() * (maxTenants + SPARE_TENANTS));
    this.maxTenants = maxTenants;
    // To look after the cache on a thread of its own takes longer than many decisions.
    this.decisions =
        Caffeine.newBuilder().maximumSize(maxDecisions).executor(Runnable::run).build();
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

  CedarRules rules(TenantRules own) {
    return own.saySameAs(TenantRules.NONE) ? platformRules : CedarRules.of(own);
  }

  /**
   * @throws AuthException if it cannot be decided
   */
  Verdict decide(CedarRules rules, CedarQuestion question) throws AuthException {
    Key key = new Key(rules, question);
    Verdict known = decisions.getIfPresent(key);
    if (known == null) {
      enter();
      try {
        known = evaluate(rules, question);
      } finally {
        room.release();
      }
      decisions.put(key, known);
    }
    return known;
  }

  private void enter() {
    try {
      if (!room.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException("other decisions have taken longer than " + patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while others decide", e);
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

  /** The rules are told apart by identity: when they change there are new ones. */
  private record Key(CedarRules rules, CedarQuestion question) {}
}
