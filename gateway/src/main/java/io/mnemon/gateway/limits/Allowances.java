package io.mnemon.gateway.limits;

import java.util.Map;
import java.util.UUID;

/**
 * How much everybody may use.
 *
 * @param tenant a tenant without an allowance of its own
 * @param key each key
 * @param subject each subject
 * @param tenants the tenants with allowances of their own
 */
record Allowances(
    Allowance tenant, Allowance key, Allowance subject, Map<UUID, Allowance> tenants) {
  Allowances {
    tenants = Map.copyOf(tenants);
  }

  Allowance of(Holder holder, UUID whose) {
    return switch (holder) {
      case TENANT -> tenants.getOrDefault(whose, tenant);
      case KEY -> key;
      case SUBJECT -> subject;
    };
  }
}
