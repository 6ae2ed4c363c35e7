package io.mnemon.gateway.scim;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** How directories reach SCIM. */
@ConfigMapping(prefix = "mnemon.gateway.scim")
public interface ScimConfig {
  /**
   * The address of the platform as directories know it, e.g. https://mnemon.example.com. What a
   * request itself says if it is not set, which is wrong behind a proxy that ends TLS.
   */
  Optional<String> publicUrl();
}
