package io.mnemon.governance.authorization;

import io.smallrye.config.ConfigMapping;

/** Limits of a tenant's own rules. */
@ConfigMapping(prefix = "mnemon.governance.authorization")
interface RulesConfig {
  /** How many roles of its own a tenant may have. */
  int maxRoles();

  /** How many policies a tenant may have. */
  int maxPolicies();

  /** How many characters a policy may have. */
  int maxPolicyLength();

  /** How many earlier versions of a policy are shown. */
  int maxHistory();
}
