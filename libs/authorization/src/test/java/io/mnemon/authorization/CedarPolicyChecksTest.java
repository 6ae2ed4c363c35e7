package io.mnemon.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CedarPolicyChecksTest {
  private static final CedarEngine ENGINE = Asking.engine();
  private final PolicyChecks checks = new CedarPolicyChecks(ENGINE);

  @Test
  void aPolicyTellsWhatItNames() {
    PolicyChecks.Named named =
        checks.check(
            """
            forbid (
              principal == Mnemon::User::"alice",
              action == Mnemon::Action::"memory.delete",
              resource in Mnemon::Unit::"search"
            ) unless { resource in Mnemon::Tenant::"acme" };
            forbid (principal in Mnemon::CustomRole::"helper", action, resource)
            when { principal == Mnemon::Agent::"bot" };
            """);

    assertThat(named.principals()).containsExactlyInAnyOrder("alice", "bot");
    assertThat(named.units()).containsExactly("search");
    assertThat(named.tenants()).containsExactly("acme");
    assertThat(named.customRoles()).containsExactly("helper");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          permit (principal, action, resource);                                     | only narrow
          forbid (principal, action, resource);permit (principal, action, resource);| only narrow
          forbid (principal, action == Mnemon::Action::"memory.explode", resource); | memory.explode
          forbid (principal, action, resource) when { resource.colour == "red" };   | colour
          forbid (principal, action, resource == ?resource);                        | fill in
          forbid everything;                                                        | Cedar's language
          // nothing                                                                | no policy
          """)
  void whatIsNoPolicyOfATenantIsRefused(String text, String why) {
    assertThatThrownBy(() -> checks.check(text))
        .hasMessageContaining(why)
        .asInstanceOf(InstanceOfAssertFactories.type(ServiceException.class))
        .extracting(ServiceException::code)
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void whatBelongsToThePlatformIsNotGrantable() {
    assertThat(checks.grantableActions())
        .contains("unit.create", "memory.write.team", "role.create")
        .doesNotContain("tenant.create", "access.rules", "access.authenticate");
    assertThat(checks.actions()).contains("tenant.create");
  }
}
