package io.mnemon.governance;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** What a new platform begins with. */
@ConfigMapping(prefix = "mnemon.governance.bootstrap")
interface BootstrapConfig {
  /**
   * Whether the first tenant and its keys are made, where they are not there yet. Each key is
   * written to its file by the one start that makes it.
   */
  boolean enabled();

  /** The name of the first tenant. */
  String tenant();

  /** The name of its administrator, who may manage the platform too. */
  String admin();

  /** The name of the application that may act for all of the first tenant. */
  String application();

  /**
   * Whether a key that is good, but not in its file here, is replaced by a new one, and revoked. It
   * is for one start, to come by a key whose file is lost.
   */
  boolean replaceKeys();

  /** The folder for the files {@code admin} and {@code application}, which hold their keys. */
  Path keyFolder();
}
