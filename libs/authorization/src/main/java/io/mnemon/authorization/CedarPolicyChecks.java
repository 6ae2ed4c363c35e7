package io.mnemon.authorization;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.Effect;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.ValidationResponse;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.util.List;
import java.util.Set;
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
      return checked(text);
    } catch (ServiceException e) {
      throw e;
    } catch (AuthException | RuntimeException e) {
      throw busy(e);
    }
  }

  private Named checked(String text) throws AuthException {
    PolicySet policies = parsed(text);
    if (policies.getNumTemplates() > 0) {
      throw refused("has places to fill in (?principal, ?resource): name those that are meant");
    }
    if (policies.getNumPolicies() == 0) {
      throw refused("holds no policy: write one, e.g. forbid (principal, action, resource);");
    }
    for (Policy policy : policies.policies) {
      if (policy.effect() == Effect.PERMIT) {
        throw refused(
            "holds a permit: policies of a tenant only narrow what the platform allows, so write"
                + " forbid; to allow somebody more, grant a role");
      }
    }
    ValidationResponse validation =
        new BasicAuthorizationEngine()
            .validate(new ValidationRequest(engine.platform().schema(), policies));
    String wrong = problems(validation);
    if (!wrong.isEmpty()) {
      throw refused("does not fit the schema: " + wrong);
    }
    CedarNames named = CedarNames.of(policies.policies);
    return new Named(
        named.ids("Mnemon::Tenant"),
        named.ids("Mnemon::Unit"),
        named.ids("Mnemon::CustomRole"),
        PRINCIPALS.stream()
            .flatMap(type -> named.ids(type).stream())
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
