package io.mnemon.governance.access;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** Limits of what is asked about callers. */
@ConfigMapping(prefix = "mnemon.governance.access")
interface AccessConfig {
  /** How many users and agents one request may name. */
  int maxSubjects();

  /**
   * How many users are told to an application that asks for all it acts for; where it acts for a
   * prefix in the whole tenant, of those who were renamed.
   */
  int maxUsers();

  /** How many units all subjects of one answer may see together: about 100 bytes each. */
  int maxUnitViews();

  /** How many keys of one principal may be good at once. */
  int maxKeys();

  /** How long a key may stay good beside the one that replaces it. */
  Duration maxKeyOverlap();

  /** How often is written down when keys were used: five seconds at most, as the contract says. */
  Duration lastUseInterval();

  /** Of how many keys the use is gathered in between. */
  int lastUseLimit();
}
