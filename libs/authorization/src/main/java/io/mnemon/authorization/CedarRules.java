package io.mnemon.authorization;

import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The rules that hold in a tenant: the platform's and its own. A decision is about one action,
 * which one policy of the platform allows, so Cedar is given that one with the tenant's own, parsed
 * once; each policy more would be evaluated for nothing.
 */
final class CedarRules {
  static final String ROLE = "role.";
  static final String POLICY = "policy.";

  private final List<Policy> own;
  private final boolean narrowing;
  private final Map<String, Prepared> prepared = new ConcurrentHashMap<>();

  /** What is decided by, and what it names. */
  record Prepared(PolicySet policies, NamedEntities named) {}

  private CedarRules(List<Policy> own, boolean narrowing) {
    this.own = own;
    this.narrowing = narrowing;
  }

  static CedarRules of(TenantRules tenant) {
    List<Policy> own = new ArrayList<>();
    for (CustomRole role : tenant.roles()) {
      own.add(new Policy(permit(role), ROLE + role.name()));
    }
    for (TenantPolicy policy : tenant.policies()) {
      int number = 0;
      for (Policy one : parsed(policy)) {
        number++;
        own.add(
            new Policy(
                one.getSource(), POLICY + policy.name() + (number == 1 ? "" : "#" + number)));
      }
    }
    return new CedarRules(own, !tenant.policies().isEmpty());
  }

  /** Whether something is forbidden that the platform allows. */
  boolean areNarrowing() {
    return narrowing;
  }

  /** What is to be asked about an action that this policy of the platform allows. */
  Prepared beside(Policy platform) {
    return prepared.computeIfAbsent(platform.getID(), id -> prepare(platform));
  }

  /** The same prepared again: the native side keeps a limited number of them. */
  Prepared anewBeside(Policy platform) {
    Prepared anew = prepare(platform);
    prepared.put(platform.getID(), anew);
    return anew;
  }

  private Prepared prepare(Policy platform) {
    Set<Policy> policies = new HashSet<>(own);
    policies.add(platform);
    PolicySet set = new PolicySet(policies);
    try {
      set.cache();
    } catch (CacheException e) {
      throw new IllegalStateException("the rules cannot be prepared", e);
    }
    return new Prepared(set, NamedEntities.of(policies));
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
