package io.mnemon.authorization;

import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The platform's schema and policies, as they stand in the repository. */
final class CedarPlatform {
  /** What custom roles never hold. */
  private static final Set<String> NOT_FOR_TENANTS =
      Set.of("platform.administrator", "platform.service");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Schema schema;
  private final List<Policy> policies = new ArrayList<>();
  private final Map<String, Policy> policyByAction = new HashMap<>();
  private final Map<String, Rule> rules = new LinkedHashMap<>();

  /**
   * The policy that allows an action.
   *
   * @param needs what its callers need, e.g. "the role admin there"
   */
  record Rule(String policy, String needs) {}

  CedarPlatform() {
    try {
      schema = Schema.parse(Schema.JsonOrCedar.Cedar, resource("mnemon.cedarschema"));
      for (Policy parsed : PolicySet.parsePolicies(resource("platform.cedar")).policies) {
        String id = annotation(parsed, "id");
        Policy policy = new Policy(parsed.getSource(), id);
        policies.add(policy);
        Rule rule = new Rule(id, annotation(parsed, "needs"));
        for (String action : actions(parsed)) {
          policyByAction.put(action, policy);
          Rule other = rules.put(action, rule);
          if (other != null) {
            throw new IllegalStateException(
                action + " stands in " + other.policy() + " and in " + id + ": keep one");
          }
        }
      }
    } catch (InternalException | IOException e) {
      throw new IllegalStateException("the platform's own policies cannot be read", e);
    }
  }

  Schema schema() {
    return schema;
  }

  List<Policy> policies() {
    return policies;
  }

  /** The rule about an action; empty if there is no such action. */
  Optional<Rule> rule(String action) {
    return Optional.ofNullable(rules.get(action));
  }

  /** The policy that allows an action of the schema. */
  Policy policy(String action) {
    return Objects.requireNonNull(policyByAction.get(action), action);
  }

  Map<String, Rule> rules() {
    return Map.copyOf(rules);
  }

  Set<String> grantableActions() {
    return rules.entrySet().stream()
        .filter(entry -> !NOT_FOR_TENANTS.contains(entry.getValue().policy()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  static JsonNode json(Policy policy) throws InternalException, JsonProcessingException {
    return JSON.readTree(policy.toJson());
  }

  private static List<String> actions(Policy policy)
      throws InternalException, JsonProcessingException {
    JsonNode scope = json(policy).path("action");
    List<String> actions = new ArrayList<>();
    // A list of one is written without the list.
    Iterable<JsonNode> listed =
        scope.has("entity") ? List.of(scope.path("entity")) : scope.path("entities");
    listed.forEach(entity -> actions.add(entity.path("id").asText()));
    if (actions.isEmpty()) {
      throw new IllegalStateException(policy.getID() + " must list its actions, in [ ]");
    }
    return actions;
  }

  private static String annotation(Policy policy, String name) throws InternalException {
    return Objects.requireNonNull(
        policy.getAnnotation(name), () -> "a policy of the platform has no @" + name);
  }

  private static String resource(String name) {
    try (InputStream stream = CedarPlatform.class.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
