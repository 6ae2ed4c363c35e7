package io.mnemon.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class FirstStartTest {
  @Inject TestCalls calls;
  @Inject BootstrapConfig config;

  @Test
  void leavesTheKeyOfAnAdministratorOfThePlatform() {
    Caller admin = calls.platformAdmin();

    assertThat(admin.kind()).isEqualTo(PrincipalKind.USER);
    assertThat(admin.name()).isEqualTo("admin");
    assertThat(admin.platformAdmin()).isTrue();
    assertThat(admin.scopes()).isEmpty();
    assertThat(admin.roles())
        .containsExactly(new Caller.RoleGrant(admin.tenant(), Role.TENANT_ADMIN));
  }

  @Test
  void leavesTheKeyOfAnApplicationForTheWholeTenant() {
    Caller application = calls.firstApplication();

    assertThat(application.kind()).isEqualTo(PrincipalKind.APPLICATION);
    assertThat(application.name()).isEqualTo("local-app");
    assertThat(application.platformAdmin()).isFalse();
    assertThat(application.scopes()).containsExactly("memory.*", "unit.read");
    assertThat(application.actFor()).isEqualTo(new Caller.ActFor(application.tenant(), ""));
    assertThat(application.roles())
        .containsExactly(new Caller.RoleGrant(application.tenant(), Role.ADMIN));
  }

  @Test
  void keepsItsKeyFilesFromOtherPeople() throws IOException {
    for (String file : new String[] {"admin", "application"}) {
      assertThat(Files.getPosixFilePermissions(config.keyFolder().resolve(file)))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }
}
