package io.mnemon.authorization;

import java.util.List;
import java.util.UUID;

/**
 * A role that a tenant made: a viewer who may do some more.
 *
 * @param name unique in the tenant
 * @param actions what its holders may do where they hold it
 */
public record CustomRole(UUID id, String name, List<String> actions) {
  public CustomRole {
    actions = List.copyOf(actions);
  }
}
