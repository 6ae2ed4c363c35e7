package io.mnemon.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.mnemon.api.governance.v1.Approval;
import io.mnemon.api.governance.v1.Key;
import io.mnemon.api.governance.v1.Tenant;
import io.mnemon.api.governance.v1.Webhook;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.v1.AccessOuterClass;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RoleTableTest {
  private static final RoleTable TABLE = new RoleTable();

  @ParameterizedTest
  @CsvSource({
    "memory.write.project, developer",
    "memory.write.team, tech_lead",
    "memory.write.org, architect",
    "memory.write.company, admin",
    "unit.create, admin",
    "member.put, admin",
    "principal.create, admin",
    "key.create, admin",
    "key.revoke, admin",
    "approval.cancel.any, admin",
    "webhook.create, tenant_admin",
    "webhook.read, tenant_admin",
    "webhook.update, tenant_admin",
    "webhook.delete, tenant_admin",
  })
  void anActionNeedsItsRoleOrAStrongerOne(String action, String minimum) {
    Role needed = Role.ofWord(minimum).orElseThrow();

    for (Role role : Role.values()) {
      assertThat(isAllowed(Callers.user(), action, Optional.of(role)))
          .as("%s by %s", action, role)
          .isEqualTo(role.compareTo(needed) >= 0);
    }
    assertThat(isAllowed(Callers.user(), action, Optional.empty())).isFalse();
  }

  @Test
  void aDenialSaysWhatIsMissing() {
    assertThat(TABLE.decide(Callers.user(), "memory.write.team", Optional.of(Role.DEVELOPER)))
        .isEqualTo(
            new Authorizer.Decision.Denied("memory.write.team needs the role tech_lead there"));
  }

  @Test
  void tenantsAreManagedByThePlatform() {
    assertThat(isAllowed(Callers.full(), "tenant.create", Optional.empty())).isTrue();
    assertThat(isAllowed(Callers.user(), "tenant.create", Optional.of(Role.TENANT_ADMIN)))
        .isFalse();
  }

  @Test
  void credentialsAreCheckedForServicesOnly() {
    assertThat(isAllowed(Caller.service("gateway"), "access.authenticate", Optional.empty()))
        .isTrue();
    assertThat(isAllowed(Callers.full(), "access.authenticate", Optional.of(Role.TENANT_ADMIN)))
        .isFalse();
  }

  @Test
  void anActionThatNobodyKnowsIsDenied() {
    assertThat(isAllowed(Callers.full(), "memory.explode", Optional.of(Role.TENANT_ADMIN)))
        .isFalse();
  }

  static Stream<String> actionsOfTheContract() {
    return Stream.of(
            Memory.getDescriptor().getFile(),
            Key.getDescriptor().getFile(),
            Tenant.getDescriptor().getFile(),
            Approval.getDescriptor().getFile(),
            Webhook.getDescriptor().getFile())
        .map(FileDescriptor::getServices)
        .flatMap(List::stream)
        .flatMap(service -> service.getMethods().stream())
        .map(method -> method.getOptions().getExtension(AccessOuterClass.access).getAction())
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("actionsOfTheContract")
  void everyActionOfTheContractHasARule(String action) {
    List<Caller> anybody = List.of(Callers.full(), Caller.service("gateway"));

    assertThat(anybody)
        .anyMatch(caller -> isAllowed(caller, action, Optional.of(Role.TENANT_ADMIN)));
  }

  private static boolean isAllowed(Caller caller, String action, Optional<Role> role) {
    return switch (TABLE.decide(caller, action, role)) {
      case Authorizer.Decision.Allowed allowed -> true;
      case Authorizer.Decision.Denied denied -> false;
    };
  }
}
