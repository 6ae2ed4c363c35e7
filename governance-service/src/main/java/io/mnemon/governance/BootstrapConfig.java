package io.mnemon.governance;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** What a new platform begins with. */
@ConfigMapping(prefix = "mnemon.governance.bootstrap")
interface BootstrapConfig {
  /**
   * Whether the first tenant and its keys are made. Turn it off to keep the keys elsewhere: while
   * it is on, a key file that is missing is replaced by one with a new key, and the old key is
   * revoked.
   */
  boolean enabled();

  /** The name of the first tenant. */
  String tenant();

  /** The name of its administrator, who may manage the platform too. */
  String admin();

  /** The name of the application that may act for all of the first tenant. */
  String application();

  /** The folder for the files {@code admin} and {@code application}, which hold their keys. */
  Path keyFolder();
}
