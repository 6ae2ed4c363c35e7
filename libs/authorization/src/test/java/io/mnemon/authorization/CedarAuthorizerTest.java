package io.mnemon.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.tenancy.Authorizer.Decision;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Holding;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.Place;
import io.mnemon.tenancy.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a tenant adds and takes, who acts for whom, and what happens when nobody can say. */
class CedarAuthorizerTest {
  private static final CedarEngine ENGINE = Asking.engine();
  private static final UUID HELPER = new UUID(9, 9);

  private TenantRules rules = new TenantRules(1, List.of(), List.of());
  private final AtomicInteger reads = new AtomicInteger();
  private final Explainer authorizer =
      ENGINE.authorizer(
          tenant -> {
            reads.incrementAndGet();
            return rules;
          });

  @Test
  void aCustomRoleAllowsItsActionsAndNoOthers() {
    rules = rules(new CustomRole(HELPER, "helper", List.of("member.put", "unit.create")));
    Place place = Asking.unit(Asking.custom(HELPER));

    assertThat(allowed(Asking.alice(), "member.put", place)).isTrue();
    assertThat(allowed(Asking.alice(), "member.remove", place)).isFalse();
    assertThat(allowed(Asking.alice(), "member.put", Asking.unit(Role.VIEWER))).isFalse();
    assertThat(authorizer.explain(Asking.alice(), "member.put", place).policies())
        .containsExactly("role.helper");
  }

  @Test
  void aPolicyOfTheTenantForbidsWhatThePlatformAllows() {
    rules =
        forbidding(
            "no-deletes",
            "forbid (principal, action == Mnemon::Action::\"memory.delete\", resource);");

    Verdict verdict =
        authorizer.explain(Asking.alice(), "memory.delete", Asking.unit(Role.TENANT_ADMIN));

    assertThat(verdict.allowed()).isFalse();
    assertThat(verdict.policies()).containsExactly("policy.no-deletes");
    assertThat(verdict.reason())
        .isEqualTo("memory.delete is forbidden by the tenant's policy no-deletes");
    assertThat(allowed(Asking.alice(), "memory.read", Asking.unit(Role.VIEWER))).isTrue();
    assertThat(authorizer.isNarrowed(Asking.alice())).isTrue();
  }

  @Test
  void aPolicySpeaksOfGroupsOfActionsUnitsAboveLayersAndPersons() {
    Place unit = Asking.unit(Role.ADMIN);

    rules =
        forbidding(
            "a",
            "forbid (principal, action in Mnemon::Action::\"memory\", resource in Mnemon::Unit::\""
                + Asking.ABOVE
                + "\");");
    assertThat(allowed(Asking.alice(), "memory.add", unit)).isFalse();
    assertThat(allowed(Asking.alice(), "unit.create", unit)).isTrue();
    assertThat(allowed(Asking.alice(), "memory.add", Place.of(Asking.TENANT))).isTrue();

    rules =
        new TenantRules(
            2,
            List.of(),
            List.of(
                new TenantPolicy(
                    "b",
                    "forbid (principal, action, resource) when { context has layer &&"
                        + " context.layer == \"user\" };")));
    assertThat(allowed(Asking.alice(2), "memory.add", unit.in(Layer.USER))).isFalse();
    assertThat(allowed(Asking.alice(2), "memory.add", unit.in(Layer.TEAM))).isTrue();

    rules =
        new TenantRules(
            3,
            List.of(),
            List.of(
                new TenantPolicy(
                    "c",
                    "forbid (principal == Mnemon::User::\""
                        + Asking.ALICE
                        + "\", action, resource in Mnemon::Tenant::\""
                        + Asking.TENANT
                        + "\");")));
    assertThat(allowed(Asking.alice(3), "unit.read", unit)).isFalse();
  }

  @Test
  void anAgentMayDoWhatBothItAndItsUserMay() {
    assertThat(allowed(Asking.bot(), "unit.create", both(Role.ADMIN, Role.ADMIN))).isTrue();
    assertThat(allowed(Asking.bot(), "unit.create", both(Role.ADMIN, Role.VIEWER))).isFalse();
    assertThat(allowed(Asking.bot(), "unit.create", both(Role.VIEWER, Role.ADMIN))).isFalse();
    assertThat(
            authorizer.explain(Asking.bot(), "unit.create", both(Role.ADMIN, Role.VIEWER)).reason())
        .isEqualTo(
            "unit.create needs the role admin there for the user on whose behalf the agent acts");
  }

  @Test
  void whatIsForbiddenToAUserIsForbiddenToItsAgent() {
    rules =
        forbidding(
            "not-alice",
            "forbid (principal == Mnemon::User::\""
                + Asking.ALICE
                + "\", action == Mnemon::Action::\"memory.search\", resource);");

    assertThat(allowed(Asking.bot(), "memory.search", both(Role.ADMIN, Role.ADMIN))).isFalse();
  }

  @Test
  void whatIsForbiddenToAUserIsNotDoneForThatUserByAnApplication() {
    rules =
        forbidding(
            "quiet",
            "forbid (principal == Mnemon::User::\"" + Asking.ALICE + "\", action, resource);");
    Place unit = Asking.unit(Role.ADMIN);

    assertThat(allowed(Asking.application(), "memory.add", unit)).isTrue();
    assertThat(allowed(Asking.application(), "memory.add", unit.about(Set.of(Asking.BOT))))
        .isTrue();
    assertThat(
            authorizer.decide(
                Asking.application(), "memory.add", unit.about(Set.of(Asking.BOT, Asking.ALICE))))
        .isEqualTo(
            new Decision.Denied(
                "memory.add is forbidden for the user whom the application acts for by the tenant's"
                    + " policy quiet"));
  }

  @Test
  void whatIsForbiddenToPeopleOrToThoseWithoutARoleDoesNotBindAnApplication() {
    Place unit = Asking.unit(Role.ADMIN).about(Set.of(Asking.ALICE));

    rules = forbidding("people", "forbid (principal is Mnemon::User, action, resource);");
    assertThat(allowed(Asking.application(), "unit.create", unit)).isTrue();

    rules =
        new TenantRules(
            2,
            List.of(),
            List.of(
                new TenantPolicy(
                    "strangers",
                    "forbid (principal, action, resource) unless { principal in"
                        + " Mnemon::Role::\"admin\" || principal == Mnemon::User::\""
                        + Asking.ALICE
                        + "\" };"),
                new TenantPolicy(
                    "people", "forbid (principal is Mnemon::User, action, resource);")));
    assertThat(allowed(Asking.application(2), "unit.create", unit)).isTrue();
    assertThat(allowed(Asking.alice(2), "unit.create", unit)).isFalse();
  }

  @Test
  void theRulesAreReadAgainWhenTheEpochHasMoved() {
    assertThat(allowed(Asking.alice(1), "memory.read", Asking.unit(Role.VIEWER))).isTrue();
    assertThat(allowed(Asking.alice(1), "memory.read", Asking.unit(Role.VIEWER))).isTrue();
    assertThat(reads).hasValue(1);

    rules =
        new TenantRules(
            2,
            List.of(),
            List.of(new TenantPolicy("all", "forbid (principal, action, resource);")));

    assertThat(allowed(Asking.alice(1), "memory.read", Asking.unit(Role.VIEWER))).isTrue();
    assertThat(allowed(Asking.alice(2), "memory.read", Asking.unit(Role.VIEWER))).isFalse();
    // Whoever comes with an older epoch now meets the newer rules.
    assertThat(allowed(Asking.alice(1), "memory.read", Asking.unit(Role.VIEWER))).isFalse();
    assertThat(allowed(Asking.alice(1), "memory.read", Asking.unit(Role.VIEWER).at(2))).isFalse();
    assertThat(reads).hasValue(2);
  }

  @Test
  void rulesThatCannotBeReadAllowNothing() {
    Explainer lost =
        ENGINE.authorizer(
            tenant -> {
              throw new IllegalStateException("governance is away");
            });

    assertThat(lost.decide(Asking.alice(), "memory.read", Asking.unit(Role.TENANT_ADMIN)))
        .isInstanceOf(Decision.Denied.class);
    assertThat(lost.isNarrowed(Asking.alice())).isTrue();
  }

  @Test
  void rulesThatAreOlderThanTheCallerAllowNothing() {
    assertThat(allowed(Asking.alice(5), "memory.read", Asking.unit(Role.TENANT_ADMIN))).isFalse();
    assertThat(allowed(Asking.alice(1), "memory.read", Asking.unit(Role.TENANT_ADMIN))).isTrue();
  }

  @Test
  void aPolicyThatFailsAllowsNothing() {
    rules =
        forbidding(
            "failing",
            "forbid (principal, action, resource) when { principal.platform_admin <"
                + " resource.size };");

    assertThat(allowed(Asking.alice(), "memory.read", Asking.unit(Role.VIEWER))).isFalse();
  }

  @Test
  void moreRulesThanAreKeptParsedDecideAllTheSame() {
    int sets = 40 * ENGINE.platform().policies().size();
    for (int i = 0; i < sets; i++) {
      rules =
          forbidding(
              "number" + i,
              "forbid (principal == Mnemon::User::\""
                  + Asking.ALICE
                  + "\", action == Mnemon::Action::\"memory.add\", resource);");
      Explainer fresh = ENGINE.authorizer(tenant -> rules);
      assertThat(fresh.decide(Asking.alice(), "memory.add", Asking.unit(Role.ADMIN)))
          .isEqualTo(
              new Decision.Denied("memory.add is forbidden by the tenant's policy number" + i));
    }
  }

  @Test
  void whoWaitsTooLongForOthersIsDenied() {
    CedarEngine taken = new CedarEngine(0, Duration.ofMillis(1), 10, 10);

    assertThat(
            taken
                .authorizer(tenant -> rules)
                .decide(Asking.alice(), "memory.read", Asking.unit(Role.VIEWER)))
        .isEqualTo(new Decision.Denied("memory.read could not be decided just now: try again"));
  }

  private boolean allowed(Caller caller, String action, Place place) {
    return authorizer.decide(caller, action, place) instanceof Decision.Allowed;
  }

  private static Place both(Role agent, Role user) {
    return Asking.unit(agent).withUser(Holding.of(Optional.of(user)));
  }

  private static TenantRules rules(CustomRole role) {
    return new TenantRules(1, List.of(role), List.of());
  }

  private static TenantRules forbidding(String name, String text) {
    return new TenantRules(1, List.of(), List.of(new TenantPolicy(name, text)));
  }
}
