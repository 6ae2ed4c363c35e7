package io.mnemon.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.mnemon.api.governance.v1.CreateTenantRequest;
import io.mnemon.governance.access.FirstKeys;
import io.mnemon.governance.tenant.FirstTenant;
import io.mnemon.tenancy.Caller;
import io.mnemon.test.FakeClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class BootstrapTest {
  @Inject TestCalls calls;
  @Inject FirstTenant firstTenant;
  @Inject FirstKeys firstKeys;
  @Inject FakeClock clock;
  @TempDir Path folder;

  private String tenant = "";

  @BeforeEach
  void name() {
    tenant = "first " + UUID.randomUUID();
  }

  @Test
  void aSecondStartChangesNothing() {
    bootstrap(tenant).run();
    String admin = read("admin");
    String application = read("application");

    bootstrap(tenant).run();

    assertThat(read("admin")).isEqualTo(admin);
    assertThat(read("application")).isEqualTo(application);
    assertThat(calls.authenticate(admin).platformAdmin()).isTrue();
  }

  @Test
  void aStartThatDiedBeforeItWroteTheFilesIsMadeGood() throws IOException {
    FirstTenant.Made made = firstTenant.ensure(names(tenant));
    String lostAdmin = firstKeys.replaceForAdmin(made.tenant(), made.admin());
    String lostApplication = firstKeys.replaceForApplication(made.tenant(), made.application());

    bootstrap(tenant).run();

    assertUnauthenticated(lostAdmin);
    assertUnauthenticated(lostApplication);
    assertThat(calls.authenticate(read("admin")).principal()).isEqualTo(made.admin());
    assertThat(calls.authenticate(read("application")).principal()).isEqualTo(made.application());
    assertThat(files()).containsExactly("admin", "application");
  }

  @Test
  void aStartThatDiedBetweenTheFilesIsMadeGood() throws IOException {
    bootstrap(tenant).run();
    String admin = read("admin");
    String application = read("application");
    Files.delete(folder.resolve("application"));
    Files.writeString(folder.resolve(".application.draft"), "half");

    bootstrap(tenant).run();

    assertThat(read("admin")).isEqualTo(admin);
    assertUnauthenticated(application);
    assertThat(calls.authenticate(read("application")).name()).isEqualTo("local-app");
    assertThat(files()).containsExactly("admin", "application");
  }

  @Test
  void keysOfARecordThatIsGoneAreKeptAsideAndReplaced() throws IOException {
    bootstrap(tenant).run();
    String old = read("admin");
    String another = "first " + UUID.randomUUID();

    bootstrap(another).run();

    Caller admin = calls.authenticate(read("admin"));
    assertThat(admin.tenant()).isNotEqualTo(calls.authenticate(old).tenant());
    String aside = "admin.old-" + clock.instant().toEpochMilli();
    assertThat(files()).contains(aside);
    assertThat(read(aside)).isEqualTo(old);
  }

  @Test
  void keysThatPeopleMadeAreLeftAlone() throws IOException {
    bootstrap(tenant).run();
    Caller admin = calls.authenticate(read("admin"));
    String made =
        calls
            .keys(admin)
            .createKey(
                io.mnemon.api.governance.v1.CreateKeyRequest.newBuilder()
                    .setPrincipal("admin")
                    .build())
            .getKey();
    Files.delete(folder.resolve("admin"));

    bootstrap(tenant).run();

    assertThat(calls.authenticate(made).name()).isEqualTo("admin");
  }

  @Test
  void aTenantThatPeopleMadeIsNotTakenOver() {
    var unused =
        calls
            .tenants(calls.platformAdmin())
            .createTenant(CreateTenantRequest.newBuilder().setName(tenant).build());

    assertThatThrownBy(() -> bootstrap(tenant).run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("mnemon.governance.bootstrap");
  }

  @Test
  void aFolderThatCannotBeWrittenStopsTheStartWithASentence() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Bootstrap bootstrap =
        new Bootstrap(
            firstTenant,
            firstKeys,
            names(tenant),
            new KeyFiles(file.resolve("keys"), clock, "mnemon.governance.bootstrap.key-folder"));

    assertThatThrownBy(bootstrap::run).hasMessageContaining("bootstrap.key-folder");
  }

  private Bootstrap bootstrap(String name) {
    return new Bootstrap(
        firstTenant,
        firstKeys,
        names(name),
        new KeyFiles(folder, clock, "mnemon.governance.bootstrap.key-folder"));
  }

  private static FirstTenant.Names names(String tenant) {
    return new FirstTenant.Names(tenant, "admin", "local-app");
  }

  private String read(String file) {
    return new KeyFiles(folder, clock, "mnemon.governance.bootstrap.key-folder")
        .read(file)
        .orElseThrow();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void assertUnauthenticated(String key) {
    assertThatThrownBy(() -> calls.authenticate(key))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("UNAUTHENTICATED");
  }
}
