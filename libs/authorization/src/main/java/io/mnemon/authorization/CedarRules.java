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
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The rules that hold in a tenant: the platform's and its own. A decision is about one action,
 * which one policy of the platform allows, so Cedar is given that one with the tenant's own, parsed
 * once; each policy more would be evaluated for nothing.
 */
final class CedarRules {
  private static final Logger LOG = Logger.getLogger(CedarRules.class);

  static final String ROLE = "role.";
  static final String POLICY = "policy.";
  private static final String USER = "Mnemon::User";

  private final List<Policy> own;
  private final boolean narrowing;

  /** The ids of users by the policies that name them. */
  private final Map<String, Set<String>> users;

  private final Map<String, Prepared> prepared = new ConcurrentHashMap<>();

  /** What is decided by, and what it names. */
  record Prepared(PolicySet policies, CedarNames named) {}

  private CedarRules(List<Policy> own, boolean narrowing) {
    this.own = own;
    this.narrowing = narrowing;
    this.users =
        own.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Policy::getID, policy -> CedarNames.of(List.of(policy)).ids(USER)));
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

  /** Whether a policy of the tenant speaks of this user. */
  boolean name(UUID user) {
    return users.values().stream().anyMatch(named -> named.contains(user.toString()));
  }

  /** Whether this policy speaks of this user. */
  boolean name(String policy, UUID user) {
    return users.getOrDefault(policy, Set.of()).contains(user.toString());
  }

  /** What is to be asked about an action that this policy of the platform allows. */
  Prepared beside(Policy platform) {
    Prepared rules = prepared.computeIfAbsent(platform.getID(), id -> with(platform));
    parseOnce(rules.policies());
    return rules;
  }

  private Prepared with(Policy platform) {
    Set<Policy> policies = new HashSet<>(own);
    policies.add(platform);
    return new Prepared(new PolicySet(policies), CedarNames.of(policies));
  }

  /**
   * Has the native side keep the set parsed. It takes no more sets than its limit, and forgets one
   * when it is collected as garbage here; until then, a set is parsed for each decision.
   */
  private static void parseOnce(PolicySet policies) {
    if (policies.cacheKey().isEmpty()) {
      try {
        policies.cache();
      } catch (CacheException e) {
        LOG.debugf(e, "the rules are parsed for this decision alone");
      }
    }
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
