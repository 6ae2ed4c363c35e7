package io.mnemon.governance;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Issuers and receivers of webhooks may be on this machine. */
public final class ToThisMachine implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of("mnemon.governance.egress.allow-private", "true");
  }
}
