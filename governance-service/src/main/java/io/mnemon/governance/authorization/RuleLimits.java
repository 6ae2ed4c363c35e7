package io.mnemon.governance.authorization;

/** How much a tenant may decide for itself. */
record RuleLimits(int maxRoles, int maxPolicies, int maxPolicyLength, int maxHistory) {}
