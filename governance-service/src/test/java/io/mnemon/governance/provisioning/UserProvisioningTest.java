package io.mnemon.governance.provisioning;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.CreateDirectoryUserRequest;
import io.mnemon.api.governance.v1.CreateKeyRequest;
import io.mnemon.api.governance.v1.DeleteDirectoryUserRequest;
import io.mnemon.api.governance.v1.DirectoryEmail;
import io.mnemon.api.governance.v1.DirectoryUser;
import io.mnemon.api.governance.v1.GetDirectoryUserRequest;
import io.mnemon.api.governance.v1.GetPrincipalRequest;
import io.mnemon.api.governance.v1.ListDirectoryUsersRequest;
import io.mnemon.api.governance.v1.ListDirectoryUsersResponse;
import io.mnemon.api.governance.v1.ListPrincipalsRequest;
import io.mnemon.api.governance.v1.Principal;
import io.mnemon.api.governance.v1.RemoveMemberRequest;
import io.mnemon.api.governance.v1.ReplaceDirectoryUserRequest;
import io.mnemon.api.governance.v1.ResolveSubjectsRequest;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.HeldTenant;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import io.mnemon.test.FakeClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users come and go with the company's directory. */
@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class UserProvisioningTest {
  @Inject TestCalls calls;
  @Inject FakeClock clock;
  @Inject @Governance PostgresSession session;

  private TestTenant tenant;
  private PushedDirectory directory;

  @BeforeEach
  void tenant() {
    tenant = TestTenant.create(calls);
    directory = new PushedDirectory(calls, tenant);
  }

  @Test
  void whatIsPushedIsAPrincipalAndComesBackAsItWas() {
    var attributes =
        PushedDirectory.named("Ada@acme.example")
            .setDisplayName("Ada L.")
            .setGivenName("Ada")
            .setFamilyName("Lovelace")
            .setFormattedName("Ada Lovelace")
            .addEmails(DirectoryEmail.newBuilder().setValue("ada@home.example").setType("home"))
            .addEmails(
                DirectoryEmail.newBuilder()
                    .setValue("ada@acme.example")
                    .setType("work")
                    .setPrimary(true));

    DirectoryUser made = directory.user(attributes);

    assertThat(made.getAttributes()).isEqualTo(attributes.setActive(true).build());
    assertThat(made.getVersion()).isEqualTo(1);
    assertThat(get(made)).isEqualTo(made);
    Principal principal = principal("Ada@acme.example");
    assertThat(principal.getId()).isEqualTo(made.getId());
    assertThat(principal.getKind()).isEqualTo("user");
  }

  @Test
  void aDirectoryMakesNoMorePrincipalsThanATenantMayHave() {
    tenant.user("ada");
    UserStore store = new PostgresUserStore(session);
    TenantScope scope = Directory.scopeOf(tenant.admin());

    UserStore.Change anew =
        store.create(scope, UUID.randomUUID(), named("bob"), 2, clock.instant());
    UserStore.Change known =
        store.create(scope, UUID.randomUUID(), named("ada"), 2, clock.instant());

    assertThat(anew).isInstanceOf(UserStore.Change.LimitReached.class);
    assertThat(known).isInstanceOf(UserStore.Change.Done.class);
    assertRefused(ErrorCode.NOT_FOUND, "bob", () -> principal("bob"));
  }

  private static UserAttributes named(String name) {
    return new UserAttributes(name, null, true, "", "", "", "", List.of());
  }

  @Test
  void aUserWhoWasThereBeforeIsTakenOverWithWhatItHas() {
    Principal ada = tenant.user("ada");
    String key = tenant.key(CreateKeyRequest.newBuilder(), ada);

    DirectoryUser made = directory.user("ada");

    assertThat(made.getId()).isEqualTo(ada.getId());
    assertThat(calls.authenticate(key).principal()).hasToString(made.getId());
  }

  @Test
  void aNameIsTakenWhateverItsCase() {
    directory.user("ada");
    tenant.agent("robot", "ada");

    assertRefused(ErrorCode.ALREADY_EXISTS, "ada", () -> directory.user("ada"));
    assertRefused(ErrorCode.ALREADY_EXISTS, "ADA", () -> directory.user("ADA"));
    assertRefused(ErrorCode.ALREADY_EXISTS, "robot", () -> directory.user("robot"));
  }

  @Test
  void aPlatformAdministratorIsNoDirectorysToTake() {
    Caller platform = calls.platformAdmin();

    assertRefused(
        ErrorCode.ALREADY_EXISTS,
        "choose another name",
        () ->
            calls
                .provisioning(platform)
                .createDirectoryUser(
                    CreateDirectoryUserRequest.newBuilder()
                        .setUser(PushedDirectory.named(platform.name()))
                        .build()));
  }

  @Test
  void aDeactivatedUserIsLockedOutAndItsKeysStayRevoked() {
    DirectoryUser ada = directory.user("ada");
    String key = tenant.key(CreateKeyRequest.newBuilder(), PushedDirectory.principal(ada));
    calls.authenticate(key);

    DirectoryUser gone = directory.setActive(ada, false);

    assertThat(gone.getAttributes().getActive()).isFalse();
    assertRefused(ErrorCode.UNAUTHENTICATED, "revoked", () -> calls.authenticate(key));
    assertRefused(
        ErrorCode.FAILED_PRECONDITION,
        "has been deactivated",
        () -> tenant.key(CreateKeyRequest.newBuilder(), PushedDirectory.principal(ada)));
    directory.setActive(ada, true);
    assertRefused(ErrorCode.UNAUTHENTICATED, "revoked", () -> calls.authenticate(key));
    String another = tenant.key(CreateKeyRequest.newBuilder(), PushedDirectory.principal(ada));
    assertThat(calls.authenticate(another).name()).isEqualTo("ada");
  }

  @Test
  void anAgentStopsWithItsUserAndGoesOnWithIt() {
    DirectoryUser ada = directory.user("ada");
    String key = tenant.key(CreateKeyRequest.newBuilder(), tenant.agent("robot", "ada"));
    Caller before = calls.authenticate(key);

    directory.setActive(ada, false);

    assertRefused(ErrorCode.UNAUTHENTICATED, "revoked", () -> calls.authenticate(key));
    assertRefused(
        ErrorCode.UNAUTHENTICATED,
        "has been deactivated",
        () -> calls.access(before).resolveSubjects(ResolveSubjectsRequest.getDefaultInstance()));
    directory.setActive(ada, true);
    assertThat(calls.authenticate(key).name()).isEqualTo("robot");
  }

  @Test
  void aTokenThatIsStillGoodIsGoodForNothing() {
    DirectoryUser ada = directory.user("ada");
    Caller before = tenant.caller(PushedDirectory.principal(ada));

    directory.setActive(ada, false);

    assertRefused(
        ErrorCode.UNAUTHENTICATED,
        "has been deactivated",
        () -> calls.access(before).resolveSubjects(ResolveSubjectsRequest.getDefaultInstance()));
    assertRefused(
        ErrorCode.UNAUTHENTICATED,
        "has been deactivated",
        () -> calls.tenants(before).listPrincipals(ListPrincipalsRequest.getDefaultInstance()));
  }

  @Test
  void noApplicationActsForADeactivatedUser() {
    DirectoryUser ada = directory.user("ada");
    tenant.agent("robot", "ada");
    Caller app = tenant.actingFor(tenant.id(), "", tenant.application("app"));
    var adaOnly = ResolveSubjectsRequest.newBuilder().addUsers("ada").setCreate(true).build();
    var robotOnly = ResolveSubjectsRequest.newBuilder().addAgents("robot").build();
    assertThat(calls.access(app).resolveSubjects(adaOnly).getUsers(0).getId())
        .isEqualTo(ada.getId());

    directory.setActive(ada, false);

    assertRefused(
        ErrorCode.NOT_FOUND, "user \"ada\"", () -> calls.access(app).resolveSubjects(adaOnly));
    assertRefused(
        ErrorCode.NOT_FOUND, "agent \"robot\"", () -> calls.access(app).resolveSubjects(robotOnly));
  }

  @Test
  void whoeverIsDeletedIsGoneFromTheDirectoryAndLockedOut() {
    DirectoryUser ada = directory.user("ada");
    String key = tenant.key(CreateKeyRequest.newBuilder(), PushedDirectory.principal(ada));

    directory.delete(ada);

    assertRefused(ErrorCode.UNAUTHENTICATED, "revoked", () -> calls.authenticate(key));
    assertRefused(ErrorCode.NOT_FOUND, ada.getId(), () -> get(ada));
    assertRefused(ErrorCode.NOT_FOUND, ada.getId(), () -> directory.delete(ada));
    assertThat(list(ListDirectoryUsersRequest.newBuilder()).getTotal()).isZero();
  }

  @Test
  void theSamePersonComesBackToWhatItLeft() {
    DirectoryUser ada = directory.user("ada");
    directory.delete(ada);

    DirectoryUser again = directory.user("ada");

    assertThat(again.getId()).isEqualTo(ada.getId());
    assertThat(again.getAttributes().getActive()).isTrue();
  }

  @Test
  void anotherPersonOfTheSameNameBeginsAnew() {
    DirectoryUser ada = directory.user("ada");
    directory.delete(ada);

    DirectoryUser other = directory.user(PushedDirectory.named("ada").setExternalId("another"));

    assertThat(other.getId()).isNotEqualTo(ada.getId());
    assertThat(principal("ada").getId()).isEqualTo(other.getId());
    assertThat(principal(ada.getId()).getName()).startsWith("ada (left ");
  }

  @Test
  void aUserIsRenamedWithItsPrincipal() {
    DirectoryUser ada = directory.user("ada.byron");
    directory.user("grace");

    DirectoryUser renamed = replace(ada, "ada.lovelace");

    assertThat(renamed.getId()).isEqualTo(ada.getId());
    assertThat(renamed.getVersion()).isEqualTo(2);
    assertThat(principal("ada.lovelace").getId()).isEqualTo(ada.getId());
    assertRefused(ErrorCode.ALREADY_EXISTS, "grace", () -> replace(ada, "grace"));
    assertRefused(ErrorCode.ALREADY_EXISTS, "Grace", () -> replace(ada, "Grace"));
  }

  private DirectoryUser replace(DirectoryUser user, String userName) {
    return directory
        .push()
        .replaceDirectoryUser(
            ReplaceDirectoryUserRequest.newBuilder()
                .setId(user.getId())
                .setUser(PushedDirectory.named(userName))
                .build());
  }

  @Test
  void whatWasSaidBeforeChangesNothing() {
    DirectoryUser ada = directory.user("ada");

    assertThat(directory.setActive(ada, true)).isEqualTo(ada);
  }

  @Test
  void aChangeForAnotherVersionIsRefused() {
    DirectoryUser ada = directory.user("ada");
    DirectoryUser second = directory.setActive(ada, false);

    assertRefused(
        ErrorCode.ABORTED,
        "version 2 by now",
        () ->
            directory
                .push()
                .replaceDirectoryUser(
                    ReplaceDirectoryUserRequest.newBuilder()
                        .setId(ada.getId())
                        .setUser(ada.getAttributes())
                        .setExpectedVersion(1)
                        .build()));
    assertRefused(
        ErrorCode.ABORTED,
        "version 2 by now",
        () ->
            directory
                .push()
                .deleteDirectoryUser(
                    DeleteDirectoryUserRequest.newBuilder()
                        .setId(ada.getId())
                        .setExpectedVersion(1)
                        .build()));
    assertThat(get(ada)).isEqualTo(second);
  }

  @Test
  void whoIsDeactivatedWhileAChangeWaitsStaysSo() throws Exception {
    DirectoryUser ada = directory.user("ada");
    var change =
        ReplaceDirectoryUserRequest.newBuilder()
            .setId(ada.getId())
            .setUser(ada.getAttributes().toBuilder().clearActive().setDisplayName("Ada"))
            .build();

    try (HeldTenant held = HeldTenant.hold(tenant)) {
      Future<?> waiting = held.waiting(() -> directory.push().replaceDirectoryUser(change));
      held.change(
          "UPDATE governance.principal SET deactivated_at = now() WHERE id = '%s'"
              .formatted(ada.getId()));
      held.release();
      waiting.get();
    }

    assertThat(get(ada).getAttributes().getDisplayName()).isEqualTo("Ada");
    assertThat(get(ada).getAttributes().getActive()).isFalse();
  }

  @Test
  void nobodyDeactivatesThemselves() {
    DirectoryUser admin = directory.user(tenant.admin().name());

    assertRefused(
        ErrorCode.FAILED_PRECONDITION,
        "nobody deactivates themselves",
        () -> delete(tenant.admin(), admin));
  }

  @Test
  void theLastAdministratorStays() {
    DirectoryUser last = directory.user(tenant.admin().name());
    Principal bob = tenant.user("bob");
    tenant.grantUntil(clock.instant().plus(Duration.ofDays(1)), tenant.id(), bob, "tenant_admin");
    calls
        .tenants(tenant.admin())
        .removeMember(
            RemoveMemberRequest.newBuilder()
                .setUnit(tenant.id())
                .setPrincipal("directory")
                .build());

    assertRefused(
        ErrorCode.FAILED_PRECONDITION,
        "the tenant's last tenant_admin",
        () -> delete(tenant.caller(bob), last));
    assertThat(calls.authenticate(tenant.adminKey()).name()).isEqualTo(tenant.admin().name());
  }

  private void delete(Caller caller, DirectoryUser user) {
    calls
        .provisioning(caller)
        .deleteDirectoryUser(DeleteDirectoryUserRequest.newBuilder().setId(user.getId()).build());
  }

  @Test
  void usersAreFoundByWhatTheyAreCalled() {
    DirectoryUser ada = directory.user(PushedDirectory.named("Ada").setDisplayName("Ada L."));
    directory.user(PushedDirectory.named("grace").setDisplayName("Grace"));

    assertFinds(ada, ListDirectoryUsersRequest.newBuilder().setUserName("aDA"));
    assertFinds(ada, ListDirectoryUsersRequest.newBuilder().setExternalId("ext-Ada"));
    assertFinds(ada, ListDirectoryUsersRequest.newBuilder().setId(ada.getId()));
    assertFinds(
        ada, ListDirectoryUsersRequest.newBuilder().setDisplayName("ada l.").setUserName("ada"));
    assertThat(list(ListDirectoryUsersRequest.newBuilder().setExternalId("ext-ada")).getTotal())
        .isZero();
    assertThat(list(ListDirectoryUsersRequest.newBuilder().setId("no id")).getTotal()).isZero();
    assertThat(
            list(ListDirectoryUsersRequest.newBuilder().setUserName("ada").setDisplayName("Grace"))
                .getTotal())
        .isZero();
  }

  private void assertFinds(DirectoryUser user, ListDirectoryUsersRequest.Builder wanted) {
    ListDirectoryUsersResponse found = list(wanted);
    assertThat(found.getUsersList()).containsExactly(user);
    assertThat(found.getTotal()).isEqualTo(1);
  }

  @Test
  void allAreSeenPageByPage() {
    IntStream.range(0, 7).forEach(i -> directory.user("user-" + i));

    var first = list(ListDirectoryUsersRequest.newBuilder().setCount(4));
    var second = list(ListDirectoryUsersRequest.newBuilder().setStartIndex(5).setCount(4));
    var beyond = list(ListDirectoryUsersRequest.newBuilder().setStartIndex(9));
    var counted = list(ListDirectoryUsersRequest.newBuilder().setCount(0));

    assertThat(first.getUsersList()).hasSize(4).doesNotContainAnyElementsOf(second.getUsersList());
    assertThat(second.getUsersList()).hasSize(3);
    assertThat(beyond.getUsersList()).isEmpty();
    assertThat(counted.getUsersList()).isEmpty();
    assertThat(counted.getTotal()).isEqualTo(beyond.getTotal()).isEqualTo(7);
  }

  @Test
  void anotherTenantsUserDoesNotExist() {
    DirectoryUser ada = directory.user("ada");
    TestTenant elsewhere = TestTenant.create(calls);
    PushedDirectory other = new PushedDirectory(calls, elsewhere);
    other.user("ada");

    assertRefused(
        ErrorCode.NOT_FOUND,
        ada.getId(),
        () ->
            other
                .push()
                .getDirectoryUser(GetDirectoryUserRequest.newBuilder().setId(ada.getId()).build()));
    assertRefused(ErrorCode.NOT_FOUND, ada.getId(), () -> other.setActive(ada, false));
    assertRefused(ErrorCode.NOT_FOUND, ada.getId(), () -> other.delete(ada));
    assertThat(get(ada).getAttributes().getActive()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"admin, tenant", "architect, tenant", "admin, unit"})
  void onlyAnAdministratorOfTheTenantSpeaksForTheDirectory(String role, String place) {
    Principal bob = tenant.user("bob");
    tenant.grant(place.equals("tenant") ? tenant.id() : tenant.organization("north"), bob, role);
    Caller caller = tenant.caller(bob);

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "directory.write needs the role tenant_admin",
        () ->
            calls
                .provisioning(caller)
                .createDirectoryUser(
                    CreateDirectoryUserRequest.newBuilder()
                        .setUser(PushedDirectory.named("eve"))
                        .build()));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "directory.read needs the role tenant_admin",
        () ->
            calls
                .provisioning(caller)
                .listDirectoryUsers(ListDirectoryUsersRequest.getDefaultInstance()));
  }

  @Test
  void aKeyForOtherActionsIsNoKeyForThese() {
    Principal app = tenant.application("app");
    tenant.grant(tenant.id(), app, "tenant_admin");
    Caller caller = tenant.caller(app, "memory.*");

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "limited to memory.*",
        () ->
            calls
                .provisioning(caller)
                .listDirectoryUsers(ListDirectoryUsersRequest.getDefaultInstance()));
  }

  @Test
  void whatCannotBeIsRefusedWithItsField() {
    assertRefused(ErrorCode.INVALID_ARGUMENT, "user.user_name", () -> directory.user(""));
    assertRefused(ErrorCode.INVALID_ARGUMENT, "user.user_name", () -> directory.user("a\nb"));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "looks like an id",
        () -> directory.user("0199a3a0-5b7c-7d1e-9a51-3f0c5d2b8e11"));
    var email = DirectoryEmail.newBuilder().setValue("a@b.example").setPrimary(true);
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "two primary ones",
        () -> directory.user(PushedDirectory.named("a").addEmails(email).addEmails(email)));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "at most 20",
        () -> {
          var many = PushedDirectory.named("a");
          IntStream.range(0, 21).forEach(i -> many.addEmails(email.setPrimary(false)));
          directory.user(many);
        });
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "count from 1",
        () -> list(ListDirectoryUsersRequest.newBuilder().setStartIndex(0)));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "give 0 to 200",
        () -> list(ListDirectoryUsersRequest.newBuilder().setCount(201)));
  }

  private DirectoryUser get(DirectoryUser user) {
    return directory
        .push()
        .getDirectoryUser(GetDirectoryUserRequest.newBuilder().setId(user.getId()).build());
  }

  private ListDirectoryUsersResponse list(ListDirectoryUsersRequest.Builder wanted) {
    return directory.push().listDirectoryUsers(wanted.build());
  }

  private Principal principal(String named) {
    return calls
        .tenants(tenant.admin())
        .getPrincipal(GetPrincipalRequest.newBuilder().setId(named).build());
  }
}
