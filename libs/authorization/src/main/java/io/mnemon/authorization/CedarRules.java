package io.mnemon.authorization;

import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules that hold in a tenant, parsed once: the platform's and its own. */
final class CedarRules {
  static final String ROLE = "role.";
  static final String POLICY = "policy.";

  private final Set<Policy> policies;
  private final NamedEntities named;
  private final boolean narrowing;
  private volatile PolicySet prepared;

  private CedarRules(Set<Policy> policies, boolean narrowing) {
    this.policies = policies;
    this.named = NamedEntities.of(policies);
    this.narrowing = narrowing;
    this.prepared = prepare();
  }

  static CedarRules of(CedarPlatform platform, TenantRules own) {
    Set<Policy> policies = new HashSet<>(platform.policies());
    for (CustomRole role : own.roles()) {
      policies.add(new Policy(permit(role), ROLE + role.name()));
    }
    for (TenantPolicy policy : own.policies()) {
      int number = 0;
      for (Policy one : parsed(policy)) {
        number++;
        policies.add(
            new Policy(
                one.getSource(), POLICY + policy.name() + (number == 1 ? "" : "#" + number)));
      }
    }
    return new CedarRules(policies, !own.policies().isEmpty());
  }

  /** Whether something is forbidden that the platform allows. */
  boolean areNarrowing() {
    return narrowing;
  }

  NamedEntities named() {
    return named;
  }

  PolicySet prepared() {
    return prepared;
  }

  /** Prepares the rules again: the native side keeps a limited number of them. */
  PolicySet preparedAnew() {
    prepared = prepare();
    return prepared;
  }

  private PolicySet prepare() {
    PolicySet set = new PolicySet(policies);
    try {
      set.cache();
    } catch (CacheException e) {
      throw new IllegalStateException("the rules cannot be prepared", e);
    }
    return set;
  }

  /** The policies of one text, in its order. */
  private static List<Policy> parsed(TenantPolicy policy) {
    try {
      return PolicySet.parsePolicies(policy.text()).policies.stream()
          .sorted(
              Comparator.comparingInt((Policy one) -> one.getID().length())
                  .thenComparing(Policy::getID))
          .toList();
    } catch (InternalException e) {
      throw new IllegalStateException("the policy " + policy.name() + " cannot be read", e);
    }
  }

  private static String permit(CustomRole role) {
    return "permit (principal in Mnemon::CustomRole::\""
        + role.id()
        + "\", action in ["
        + role.actions().stream()
            .map(action -> "Mnemon::Action::\"" + action + "\"")
            .collect(Collectors.joining(", "))
        + "], resource);";
  }
}
