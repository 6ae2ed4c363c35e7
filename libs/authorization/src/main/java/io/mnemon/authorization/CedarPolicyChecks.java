package io.mnemon.authorization;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.Effect;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.ValidationResponse;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Parses what tenants write, and holds it against the schema. */
final class CedarPolicyChecks implements PolicyChecks {
  private static final String FIELD = "text";
  private static final List<String> PRINCIPALS =
      List.of("Mnemon::User", "Mnemon::Agent", "Mnemon::Application");

  private final CedarEngine engine;

  CedarPolicyChecks(CedarEngine engine) {
    this.engine = engine;
  }

  @Override
  public Set<String> actions() {
    return engine.platform().rules().keySet();
  }

  @Override
  public Set<String> grantableActions() {
    return engine.platform().grantableActions();
  }

  @Override
  public Named check(String text) {
    try {
      return engine.run(() -> checked(text));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ServiceException refusal) {
        throw refusal;
      }
      throw busy(e);
    } catch (RejectedExecutionException e) {
      throw busy(e);
    }
  }

  private Named checked(String text) throws AuthException, JsonProcessingException {
    PolicySet policies = parsed(text);
    if (policies.getNumTemplates() > 0) {
      throw refused("has places to fill in (?principal, ?resource): name those that are meant");
    }
    if (policies.getNumPolicies() == 0) {
      throw refused("holds no policy: write one, e.g. forbid (principal, action, resource);");
    }
    Map<String, Set<String>> named = new HashMap<>();
    for (Policy policy : policies.policies) {
      if (policy.effect() == Effect.PERMIT) {
        throw refused(
            "holds a permit: policies of a tenant only narrow what the platform allows, so write"
                + " forbid; to allow somebody more, grant a role");
      }
      collect(CedarPlatform.json(policy), named);
    }
    ValidationResponse validation =
        new BasicAuthorizationEngine()
            .validate(new ValidationRequest(engine.platform().schema(), policies));
    String wrong = problems(validation);
    if (!wrong.isEmpty()) {
      throw refused("does not fit the schema: " + wrong);
    }
    return new Named(
        named.getOrDefault("Mnemon::Tenant", Set.of()),
        named.getOrDefault("Mnemon::Unit", Set.of()),
        named.getOrDefault("Mnemon::CustomRole", Set.of()),
        PRINCIPALS.stream()
            .flatMap(type -> named.getOrDefault(type, Set.of()).stream())
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static PolicySet parsed(String text) {
    try {
      return PolicySet.parsePolicies(text);
    } catch (InternalException e) {
      throw refused(
          "is no policy in Cedar's language: " + firstLine(String.valueOf(e.getMessage())));
    }
  }

  private static String problems(ValidationResponse validation) {
    Stream<String> errors =
        validation.errors.stream().flatMap(List::stream).map(error -> error.message);
    Stream<String> findings =
        validation.success.stream()
            .flatMap(success -> success.validationErrors.stream())
            .map(finding -> finding.getError().message);
    return Stream.concat(errors, findings)
        .map(CedarPolicyChecks::firstLine)
        .distinct()
        .sorted()
        .collect(Collectors.joining("; "));
  }

  /** Every entity literal of a policy has a type and an id, wherever it stands. */
  private static void collect(JsonNode node, Map<String, Set<String>> named) {
    if (node.isObject() && node.path("type").isTextual() && node.path("id").isTextual()) {
      named
          .computeIfAbsent(node.path("type").asText(), type -> new HashSet<>())
          .add(node.path("id").asText());
    }
    node.forEach(child -> collect(child, named));
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("").strip();
  }

  private static ServiceException refused(String why) {
    return ServiceException.invalid(FIELD, why);
  }

  private static ServiceException busy(Exception cause) {
    return new ServiceException(
        ErrorCode.UNAVAILABLE, "the policy could not be checked just now: try again", cause);
  }
}
