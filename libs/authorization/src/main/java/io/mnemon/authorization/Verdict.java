package io.mnemon.authorization;

import java.util.List;

/**
 * A decision with its reasons.
 *
 * @param policies the ids of the policies that decided: {@code platform.…} of the platform, {@code
 *     role.…} of a custom role, {@code policy.…} of the tenant; empty where none allows
 * @param reason for a denial: what was missing
 */
public record Verdict(boolean allowed, List<String> policies, String reason) {
  public Verdict {
    policies = List.copyOf(policies);
  }

  static Verdict denied(String reason) {
    return new Verdict(false, List.of(), reason);
  }
}
