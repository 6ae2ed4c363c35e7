package io.mnemon.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.mnemon.api.governance.v1.CreateTenantRequest;
import io.mnemon.governance.access.FirstKeys;
import io.mnemon.governance.access.FirstKeys.Holder;
import io.mnemon.governance.tenant.FirstTenant;
import io.mnemon.tenancy.Caller;
import io.mnemon.test.FakeClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
  @TempDir Path another;

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
    String admin = coming("admin", made.tenant());
    String application = coming("application", made.tenant());
    assertThat(firstKeys.give(Holder.ADMIN, made.tenant(), made.admin(), admin)).isTrue();

    bootstrap(tenant).run();

    assertThat(read("admin")).isEqualTo(admin);
    assertThat(calls.authenticate(admin).principal()).isEqualTo(made.admin());
    assertUnauthenticated(application);
    assertThat(calls.authenticate(read("application")).principal()).isEqualTo(made.application());
    assertThat(files()).containsExactly("admin", "application");
  }

  @Test
  void aStartElsewhereLeavesTheKeysOfTheFirstAlone() throws IOException {
    bootstrap(tenant).run();
    String admin = read("admin");
    String application = read("application");

    bootstrap(tenant, another, false).run();

    assertThat(calls.authenticate(admin).name()).isEqualTo("admin");
    assertThat(calls.authenticate(application).name()).isEqualTo("local-app");
    assertThat(files(another)).isEmpty();
  }

  @Test
  void aStartThatIsToldToReplacesAKeyWhoseFileIsLost() throws IOException {
    bootstrap(tenant).run();
    String admin = read("admin");
    String application = read("application");
    Files.delete(folder.resolve("application"));

    bootstrap(tenant, folder, true).run();

    assertThat(read("admin")).isEqualTo(admin);
    assertUnauthenticated(application);
    assertThat(calls.authenticate(read("application")).name()).isEqualTo("local-app");
    assertThat(files()).containsExactly("admin", "application");
  }

  @Test
  void ofStartsAtOnceOneMakesTheKeys() throws Exception {
    var together = new CyclicBarrier(4);
    List<Path> folders = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      folders.add(Files.createDirectory(another.resolve(Integer.toString(i))));
    }
    try (var starts = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> ends =
          folders.stream()
              .map(
                  each ->
                      starts.submit(
                          () -> {
                            together.await();
                            bootstrap(tenant, each, false).run();
                            return true;
                          }))
              .toList();
      for (Future<Boolean> end : ends) {
        assertThat(end.get()).isTrue();
      }
    }

    for (String file : List.of("admin", "application")) {
      List<Path> written =
          folders.stream().map(each -> each.resolve(file)).filter(Files::exists).toList();
      assertThat(written).hasSize(1);
      assertThat(calls.authenticate(Files.readString(written.getFirst()).strip()).scopes())
          .hasSize(file.equals("admin") ? 0 : 2);
    }
    for (Path each : folders) {
      assertThat(files(each)).isSubsetOf("admin", "application");
    }
  }

  @Test
  void keysOfARecordThatIsGoneAreKeptAsideAndReplaced() throws IOException {
    bootstrap(tenant).run();
    String old = read("admin");
    String later = "first " + UUID.randomUUID();

    bootstrap(later).run();

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
            new KeyFiles(file.resolve("keys"), clock, "mnemon.governance.bootstrap.key-folder"),
            false);

    assertThatThrownBy(bootstrap::run).hasMessageContaining("bootstrap.key-folder");
  }

  private Bootstrap bootstrap(String name) {
    return bootstrap(name, folder, false);
  }

  private Bootstrap bootstrap(String name, Path keyFolder, boolean replaces) {
    return new Bootstrap(firstTenant, firstKeys, names(name), keyFiles(keyFolder), replaces);
  }

  private KeyFiles keyFiles(Path keyFolder) {
    return new KeyFiles(keyFolder, clock, "mnemon.governance.bootstrap.key-folder");
  }

  /** A key that a start has written down and not given yet. */
  private String coming(String file, UUID tenantId) {
    String text = firstKeys.text(tenantId);
    keyFiles(folder).write("." + file + ".coming", text);
    return text;
  }

  private static FirstTenant.Names names(String tenant) {
    return new FirstTenant.Names(tenant, "admin", "local-app");
  }

  private String read(String file) {
    return keyFiles(folder).read(file).orElseThrow();
  }

  private List<String> files() throws IOException {
    return files(folder);
  }

  private static List<String> files(Path keyFolder) throws IOException {
    try (Stream<Path> files = Files.list(keyFolder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void assertUnauthenticated(String key) {
    assertThatThrownBy(() -> calls.authenticate(key))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("UNAUTHENTICATED");
  }
}
