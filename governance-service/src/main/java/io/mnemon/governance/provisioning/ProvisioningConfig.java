package io.mnemon.governance.provisioning;

import io.smallrye.config.ConfigMapping;

/** Limits of what a directory pushes. */
@ConfigMapping(prefix = "mnemon.governance.provisioning")
interface ProvisioningConfig {
  /** How many members a group may have, and a request may name: about 80 bytes each. */
  int maxMembers();
}
