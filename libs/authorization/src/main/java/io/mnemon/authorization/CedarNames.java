package io.mnemon.authorization;

import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.policy.Policy;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The entities that policies name. Membership in any other cannot change a decision: a policy
 * compares with what it names, or with principal, action and resource, none of which is a parent of
 * another.
 */
final class CedarNames {
  private final Map<String, Set<String>> idsByType = new HashMap<>();

  static CedarNames of(Iterable<Policy> policies) {
    CedarNames named = new CedarNames();
    try {
      for (Policy policy : policies) {
        named.collect(CedarPlatform.json(policy));
      }
    } catch (InternalException | JsonProcessingException e) {
      throw new IllegalStateException("a policy that was read before cannot be read", e);
    }
    return named;
  }

  boolean contains(String type, String id) {
    return ids(type).contains(id);
  }

  /**
   * @param type with its namespace, e.g. {@code Mnemon::Unit}
   */
  Set<String> ids(String type) {
    return idsByType.getOrDefault(type, Set.of());
  }

  /** Every entity literal of a policy has a type and an id, wherever it stands. */
  private void collect(JsonNode node) {
    if (node.isObject() && node.path("type").isTextual() && node.path("id").isTextual()) {
      idsByType
          .computeIfAbsent(node.path("type").asText(), type -> new HashSet<>())
          .add(node.path("id").asText());
    }
    node.forEach(this::collect);
  }
}
