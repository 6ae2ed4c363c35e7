package io.mnemon.authorization;

import java.util.Set;

/** Looks at what tenants write before it becomes a rule. */
public interface PolicyChecks {
  /** All actions. */
  Set<String> actions();

  /** The actions that a custom role may hold. */
  Set<String> grantableActions();

  /**
   * Reads the text of a policy.
   *
   * @return what it names, for the caller to look up
   * @throws io.mnemon.api.ServiceException INVALID_ARGUMENT that says what is wrong with it
   */
  Named check(String text);

  /** The entities that a policy names, by their ids. */
  record Named(
      Set<String> tenants, Set<String> units, Set<String> customRoles, Set<String> principals) {
    public Named {
      tenants = Set.copyOf(tenants);
      units = Set.copyOf(units);
      customRoles = Set.copyOf(customRoles);
      principals = Set.copyOf(principals);
    }
  }
}
