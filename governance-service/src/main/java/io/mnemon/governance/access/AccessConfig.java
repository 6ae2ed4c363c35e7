package io.mnemon.governance.access;

import io.smallrye.config.ConfigMapping;

/** Limits of what is asked about callers. */
@ConfigMapping(prefix = "mnemon.governance.access")
interface AccessConfig {
  /** How many users and agents one request may name. */
  int maxSubjects();

  /** How many users are told to an application that asks for all it acts for. */
  int maxUsers();

  /** How many units all subjects of one answer may see together: about 100 bytes each. */
  int maxUnitViews();
}
