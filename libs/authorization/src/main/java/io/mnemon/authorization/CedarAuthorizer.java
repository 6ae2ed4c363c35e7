package io.mnemon.authorization;

import com.cedarpolicy.model.exception.AuthException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Holding;
import io.mnemon.tenancy.Place;
import io.mnemon.tenancy.PrincipalKind;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the platform's policies and those of the caller's tenant. The tenant's are kept until
 * somebody comes with a newer epoch; if they cannot be read then, the answer is no.
 */
final class CedarAuthorizer implements Explainer {
  private static final Logger LOG = Logger.getLogger(CedarAuthorizer.class);

  private final CedarEngine engine;
  private final TenantRulesSource source;
  private final Cache<UUID, Kept> tenants;

  CedarAuthorizer(CedarEngine engine, TenantRulesSource source, int maxTenants) {
    this.engine = engine;
    this.source = source;
    this.tenants = Caffeine.newBuilder().maximumSize(maxTenants).executor(Runnable::run).build();
  }

  @Override
  public Decision decide(Caller caller, String action, Place place) {
    Verdict verdict = explain(caller, action, place);
    return verdict.allowed() ? new Decision.Allowed() : new Decision.Denied(verdict.reason());
  }

  @Override
  public Verdict explain(Caller caller, String action, Place place) {
    Optional<CedarPlatform.Rule> rule = engine.platform().rule(action);
    if (rule.isEmpty()) {
      return Verdict.denied("no rule allows " + action);
    }
    try {
      CedarRules rules = rules(caller, Math.max(caller.epoch(), place.epoch()));
      Verdict own = engine.decide(rules, own(caller, action, place));
      if (own.allowed() && caller.kind() == PrincipalKind.APPLICATION && rules.areNarrowing()) {
        return forAllConcerned(rules, own, action, place, rule.get());
      }
      UUID user = caller.onBehalfOf();
      if (!own.allowed() || caller.kind() != PrincipalKind.AGENT || user == null) {
        return told(own, action, rule.get(), "");
      }
      Verdict delegator = engine.decide(rules, user(user, place.user(), action, place));
      return delegator.allowed()
          ? own
          : told(delegator, action, rule.get(), " for the user on whose behalf the agent acts");
    } catch (AuthException | RuntimeException e) {
      return failed(action, e);
    }
  }

  /**
   * An application has its right by itself: what its users hold does not matter. But what a policy
   * forbids to somebody whom it names is not done for that one by an application either.
   */
  private Verdict forAllConcerned(
      CedarRules rules, Verdict own, String action, Place place, CedarPlatform.Rule rule)
      throws AuthException {
    for (UUID user : place.concerned()) {
      if (rules.name(user)) {
        Verdict theirs = engine.decide(rules, user(user, place.own(), action, place));
        List<String> personal =
            theirs.policies().stream().filter(policy -> rules.name(policy, user)).toList();
        if (!theirs.allowed() && !personal.isEmpty()) {
          return told(
              new Verdict(false, personal, ""),
              action,
              rule,
              " for the user whom the application acts for");
        }
      }
    }
    return own;
  }

  @Override
  public boolean isNarrowed(Caller caller) {
    try {
      return rules(caller, caller.epoch()).areNarrowing();
    } catch (RuntimeException e) {
      LOG.warnf(e, "the rules of tenant %s cannot be read", caller.tenant());
      return true;
    }
  }

  private CedarRules rules(Caller caller, long epoch) {
    if (caller.kind() == PrincipalKind.SERVICE) {
      return engine.platformRules();
    }
    Kept kept = tenants.getIfPresent(caller.tenant());
    if (kept != null && kept.rules().epoch() >= epoch) {
      return kept.prepared();
    }
    Kept fresh = read(caller.tenant(), epoch, kept);
    // Two requests may have read at the same time: the later state stays.
    tenants
        .asMap()
        .merge(
            caller.tenant(),
            fresh,
            (one, other) -> one.rules().epoch() >= other.rules().epoch() ? one : other);
    return fresh.prepared();
  }

  private Kept read(UUID tenant, long epoch, @Nullable Kept before) {
    TenantRules read = source.read(tenant);
    if (read.epoch() < epoch) {
      throw new IllegalStateException(
          "the rules of tenant " + tenant + " are of epoch " + read.epoch() + ", not " + epoch);
    }
    // What was decided by rules that did not change is still right.
    return before != null && before.rules().saySameAs(read)
        ? new Kept(read, before.prepared())
        : new Kept(read, engine.rules(read));
  }

  private static CedarQuestion own(Caller caller, String action, Place place) {
    return new CedarQuestion(
        caller.kind(),
        caller.principal(),
        caller.onBehalfOf(),
        caller.platformAdmin(),
        place.own(),
        action,
        place.tenant(),
        place.units(),
        place.layer());
  }

  private static CedarQuestion user(UUID user, Holding holding, String action, Place place) {
    return new CedarQuestion(
        PrincipalKind.USER,
        user,
        null,
        false,
        holding,
        action,
        place.tenant(),
        place.units(),
        place.layer());
  }

  /** A denial in words. */
  private static Verdict told(Verdict verdict, String action, CedarPlatform.Rule rule, String of) {
    if (verdict.allowed()) {
      return verdict;
    }
    if (verdict.policies().isEmpty()) {
      return Verdict.denied(action + " needs " + rule.needs() + of);
    }
    return new Verdict(
        false,
        verdict.policies(),
        action
            + " is forbidden"
            + of
            + " by the tenant's policy "
            + verdict.policies().getFirst().substring(CedarRules.POLICY.length()));
  }

  private static Verdict failed(String action, Exception cause) {
    LOG.errorf(cause, "%s could not be decided and is denied", action);
    return Verdict.denied(action + " could not be decided just now: try again");
  }

  private record Kept(TenantRules rules, CedarRules prepared) {}
}
