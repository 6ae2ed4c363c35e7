package io.mnemon.governance.access;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.ActFor;
import io.mnemon.api.governance.v1.AuthenticateRequest;
import io.mnemon.api.governance.v1.CreateKeyRequest;
import io.mnemon.api.governance.v1.CreateKeyResponse;
import io.mnemon.api.governance.v1.CreatePrincipalRequest;
import io.mnemon.api.governance.v1.DirectoryUser;
import io.mnemon.api.governance.v1.Key;
import io.mnemon.api.governance.v1.ListKeysRequest;
import io.mnemon.api.governance.v1.ListKeysResponse;
import io.mnemon.api.governance.v1.Principal;
import io.mnemon.api.governance.v1.RevokeKeyRequest;
import io.mnemon.api.governance.v1.RotateKeyRequest;
import io.mnemon.embedded.TestStores;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.HeldTenant;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.governance.provisioning.PushedDirectory;
import io.mnemon.tenancy.Caller;
import io.mnemon.test.FakeClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class KeyServiceTest {
  @Inject TestCalls calls;
  @Inject FakeClock clock;

  private TestTenant tenant;

  @BeforeEach
  void tenant() {
    tenant = TestTenant.create(calls);
  }

  @Test
  void aKeyShowsItsPrincipalAndItsLimits() {
    Principal app = tenant.application("app");
    String north = tenant.organization("north");
    Instant end = clock.instant().plusSeconds(3_600);

    CreateKeyResponse made =
        create(
            tenant.admin(),
            wish("app")
                .addScopes("memory.*")
                .addScopes("unit.read")
                .addScopes("memory.*")
                .setExpiresAt(TestTenant.timestamp(end))
                .setActFor(ActFor.newBuilder().setUnit(north).setSubjectPrefix("shop:")));

    Caller caller = calls.authenticate(made.getKey());
    assertThat(made.getKey()).matches("mn_[0-9a-f]{32}_[0-9a-f]{32}_[0-9A-Za-z]{43}");
    assertThat(caller.tenant()).hasToString(tenant.id());
    assertThat(caller.principal()).hasToString(app.getId());
    assertThat(caller.credential()).hasToString(made.getId());
    assertThat(caller.scopes()).containsExactly("memory.*", "unit.read");
    assertThat(caller.actFor()).isEqualTo(new Caller.ActFor(UUID.fromString(north), "shop:"));
    assertThat(authenticate(made.getKey()).getExpiresAt()).isEqualTo(TestTenant.timestamp(end));
  }

  @Test
  void anAgentsKeyTellsOnWhoseBehalfItActs() {
    Principal alice = tenant.user("alice");
    Principal helper = tenant.agent("helper", "alice");

    assertThat(tenant.caller(helper).onBehalfOf()).hasToString(alice.getId());
  }

  @Test
  void onlyAServiceAsksWhoHoldsAKey() {
    Caller admin = tenant.admin();

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "access.authenticate needs a service",
        () ->
            calls
                .access(admin)
                .authenticate(AuthenticateRequest.newBuilder().setKey(tenant.adminKey()).build()));
  }

  @Test
  void whatIsNoGoodKeyIsRefused() {
    String key = tenant.adminKey();
    String otherTenant = TestTenant.create(calls).adminKey();

    for (String bad :
        List.of(
            "",
            "mn_",
            "Bearer " + key,
            key + "x",
            key.substring(0, key.length() - 1) + (key.endsWith("a") ? "b" : "a"),
            otherTenant.substring(0, 36) + key.substring(36),
            "mn_" + "0".repeat(32) + key.substring(35))) {
      assertUnauthenticated(bad);
    }
  }

  @Test
  void aKeyEnds() {
    tenant.user("alice");
    String key =
        create(
                tenant.admin(),
                wish("alice").setExpiresAt(TestTenant.timestamp(clock.instant().plusSeconds(60))))
            .getKey();
    assertThat(calls.authenticate(key).name()).isEqualTo("alice");

    clock.advance(Duration.ofSeconds(60));

    assertUnauthenticated(key);
  }

  @Test
  void aRevokedKeyIsGoodForNothingAndStaysRevoked() {
    tenant.user("alice");
    CreateKeyResponse made = create(tenant.admin(), wish("alice"));

    revoke(tenant.admin(), made.getId());
    revoke(tenant.admin(), made.getId());

    assertUnauthenticated(made.getKey());
    assertThat(list(tenant.admin(), "alice").getKeysList())
        .singleElement()
        .satisfies(key -> assertThat(key.hasRevokedAt()).isTrue());
  }

  @Test
  void aKeyIsNowhereInTheRecord() throws SQLException {
    String secret = tenant.adminKey().substring(tenant.adminKey().lastIndexOf('_') + 1);

    try (Connection owner = TestStores.shared().connect();
        Statement statement = owner.createStatement()) {
      statement.execute("SELECT set_config('app.tenant', '" + tenant.id() + "', false)");
      try (ResultSet rows =
          statement.executeQuery("SELECT k::text AS row FROM governance.api_key k")) {
        assertThat(rows.next()).isTrue();
        do {
          assertThat(rows.getString("row")).doesNotContain(secret);
        } while (rows.next());
      }
    }
  }

  @Test
  void anUnknownScopeIsRefusedWithTheNearestKnownOne() {
    tenant.user("alice");

    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "scopes[1]: \"memory.serch\" is no action: did you mean \"memory.search\"?",
        () ->
            create(tenant.admin(), wish("alice").addScopes("memory.*").addScopes("memory.serch")));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "did you mean \"memory.*\"?",
        () -> create(tenant.admin(), wish("alice").addScopes("memoy.*")));
  }

  @Test
  void anEndInThePastIsRefused() {
    tenant.user("alice");

    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "expires_at: has passed",
        () ->
            create(
                tenant.admin(), wish("alice").setExpiresAt(TestTenant.timestamp(clock.instant()))));
  }

  @Test
  void onlyApplicationsActForOthers() {
    tenant.user("alice");
    tenant.application("app");

    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "act_for: is for applications only",
        () ->
            create(
                tenant.admin(), wish("alice").setActFor(ActFor.newBuilder().setUnit(tenant.id()))));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "act_for.unit: is no id",
        () -> create(tenant.admin(), wish("app").setActFor(ActFor.newBuilder())));
    assertRefused(
        ErrorCode.NOT_FOUND,
        "unit",
        () ->
            create(
                tenant.admin(),
                wish("app").setActFor(ActFor.newBuilder().setUnit(UUID.randomUUID().toString()))));
  }

  @Test
  void actingForAUnitsSubjectsIsGrantedByItsAdmins() {
    String north = tenant.organization("north");
    String south = tenant.organization("south");
    Principal alice = tenant.user("alice");
    tenant.grant(north, alice, "admin");
    Principal app = tenant.application("app");
    tenant.grant(north, app, "viewer");
    Caller caller = tenant.caller(alice);

    assertThat(create(caller, wish("app").setActFor(ActFor.newBuilder().setUnit(north))).getKey())
        .isNotEmpty();
    assertRefused(
        ErrorCode.NOT_FOUND,
        south,
        () -> create(caller, wish("app").setActFor(ActFor.newBuilder().setUnit(south))));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "key.create needs the role admin",
        () -> create(caller, wish("app").setActFor(ActFor.newBuilder().setUnit(tenant.id()))));
  }

  @Test
  void aKeyForSomebodyStrongerIsRefused() {
    Principal alice = tenant.user("alice");
    tenant.grant(tenant.id(), alice, "admin");
    Caller caller = tenant.caller(alice);

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "the principal may do more than you",
        () -> create(caller, wish("admin")));
  }

  @Test
  void aKeyForTheAdministratorOfThePlatformIsRefusedToOthers() {
    Caller platformAdmin = calls.platformAdmin();
    String name = "deputy " + UUID.randomUUID();
    var deputy =
        calls
            .tenants(platformAdmin)
            .createPrincipal(
                CreatePrincipalRequest.newBuilder().setKind("user").setName(name).build());
    var unused =
        calls
            .tenants(platformAdmin)
            .putMember(
                io.mnemon.api.governance.v1.PutMemberRequest.newBuilder()
                    .setUnit(platformAdmin.tenant().toString())
                    .setPrincipal(deputy.getId())
                    .setRole("tenant_admin")
                    .build());
    Caller caller = calls.authenticate(create(platformAdmin, wish(name)).getKey());

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "the principal may do more than you",
        () -> create(caller, wish("admin")));
  }

  @Test
  void nobodyActsAsSomebodyStrongerThroughAnAgent() {
    Principal alice = tenant.user("alice");
    tenant.grant(tenant.id(), alice, "admin");
    Caller caller = tenant.caller(alice);
    var unused =
        calls
            .tenants(caller)
            .createPrincipal(
                CreatePrincipalRequest.newBuilder()
                    .setKind("agent")
                    .setName("helper")
                    .setUser("admin")
                    .build());
    tenant.grant(tenant.id(), tenant.user("bob"), "admin");
    var ofAnEqual = tenant.agent("of bob", "bob");

    assertRefused(
        ErrorCode.PERMISSION_DENIED, "may do more than you", () -> create(caller, wish("helper")));

    String id = create(tenant.admin(), wish("helper")).getId();
    assertRefused(ErrorCode.PERMISSION_DENIED, "may do more than you", () -> revoke(caller, id));
    assertThat(create(caller, wish(ofAnEqual.getId())).getKey()).isNotEmpty();
  }

  @Test
  void nobodyMakesAKeyForLongerThanTheyMay() {
    Instant end = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3_600);
    Principal alice = tenant.user("alice");
    tenant.grantUntil(end, tenant.id(), alice, "tenant_admin");
    tenant.user("bob");
    Caller caller = tenant.caller(alice);
    String id = String.valueOf(tenant.admin().credential());
    String words = "give an expires_at before your right to it ends";

    for (String principal : List.of("bob", tenant.admin().principal().toString())) {
      assertRefused(ErrorCode.PERMISSION_DENIED, words, () -> create(caller, wish(principal)));
      assertRefused(
          ErrorCode.PERMISSION_DENIED,
          words,
          () -> create(caller, until(end.plusSeconds(1), principal)));
      assertThat(create(caller, until(end, principal)).getKey()).isNotEmpty();
    }
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        words,
        () ->
            calls
                .keys(caller)
                .rotateKey(RotateKeyRequest.newBuilder().setId(id).setOverlap("1h").build()));
    assertThat(create(caller, wish("alice")).getKey()).isNotEmpty();
    assertThat(create(tenant.admin(), wish("alice")).getKey()).isNotEmpty();
  }

  @Test
  void aKeyEndsBeforeItsPrincipalMayDoMoreThanItsMaker() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    PushedDirectory directory = new PushedDirectory(calls, tenant);
    DirectoryUser ada = directory.user("ada");
    directory.group("Administrators", ada);
    directory.map("Administrators", tenant.id(), "admin");
    Principal maker = Principal.newBuilder().setId(ada.getId()).build();
    tenant.grantUntil(now.plusSeconds(3_600), tenant.id(), maker, "tenant_admin");
    Principal bob = tenant.user("bob");
    tenant.grantUntil(now.plusSeconds(3_600), tenant.id(), bob, "tenant_admin");
    Principal carol = tenant.user("carol");
    tenant.grantUntil(now.plusSeconds(7_200), tenant.id(), carol, "tenant_admin");
    Caller caller = tenant.caller(maker);

    assertThat(create(caller, wish("bob")).getKey()).isNotEmpty();
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "for longer than they may",
        () -> create(caller, wish("carol")));
  }

  private static CreateKeyRequest.Builder until(Instant end, String principal) {
    return wish(principal).setExpiresAt(TestTenant.timestamp(end));
  }

  @Test
  void whoIsRemovedWhileTheirCallWaitsMakesNoKey() throws Exception {
    Principal alice = tenant.user("alice");
    tenant.grant(tenant.id(), alice, "admin");
    tenant.user("bob");
    Caller caller = tenant.caller(alice);

    try (HeldTenant held = HeldTenant.hold(tenant)) {
      Future<?> making = held.waiting(() -> create(caller, wish("bob")));
      held.change(
          "DELETE FROM governance.membership WHERE principal = '%s'".formatted(alice.getId()));
      held.release();

      assertThatThrownBy(making::get).hasMessageContaining("PERMISSION_DENIED");
    }
    assertThat(list(tenant.admin(), "bob").getKeysList()).isEmpty();
  }

  @Test
  void aKeyForSomebodyElsewhereIsRefused() {
    String north = tenant.organization("north");
    Principal alice = tenant.user("alice");
    tenant.grant(north, alice, "admin");
    Principal bob = tenant.user("bob");
    tenant.grant(tenant.organization("south"), bob, "viewer");
    tenant.grant(north, bob, "viewer");
    tenant.user("newcomer");
    Caller caller = tenant.caller(alice);

    assertRefused(
        ErrorCode.PERMISSION_DENIED, "key.create needs", () -> create(caller, wish("bob")));
    assertRefused(
        ErrorCode.PERMISSION_DENIED, "key.create needs", () -> create(caller, wish("newcomer")));
  }

  @Test
  void whoeverIsNoAdminMakesKeysForThemselvesOnly() {
    Principal alice = tenant.user("alice");
    tenant.user("bob");
    Caller caller = tenant.caller(alice);

    assertThat(calls.authenticate(create(caller, wish("alice")).getKey()).name())
        .isEqualTo("alice");
    assertRefused(
        ErrorCode.PERMISSION_DENIED, "key.create needs", () -> create(caller, wish("bob")));
  }

  @Test
  void aKeyIsNeverWiderThanTheCredentialThatMadeIt() {
    Principal alice = tenant.user("alice");
    Caller limited = tenant.caller(alice, "key.*", "memory.read");

    assertThat(
            calls
                .authenticate(create(limited, wish("alice").addScopes("memory.read")).getKey())
                .scopes())
        .containsExactly("memory.read");
    assertThat(calls.authenticate(create(limited, wish("alice")).getKey()).scopes())
        .containsExactly("key.*", "memory.read");
    for (String wider : List.of("memory.*", "memory.add", "*")) {
      assertRefused(
          ErrorCode.PERMISSION_DENIED,
          "your credential is limited to",
          () -> create(limited, wish("alice").addScopes(wider)));
    }
  }

  @Test
  void aKeyForOneselfEndsWithTheCredentialThatMadeIt() {
    tenant.user("alice");
    Instant end = clock.instant().plusSeconds(3_600);
    Caller caller =
        calls.authenticate(
            create(tenant.admin(), wish("alice").setExpiresAt(TestTenant.timestamp(end))).getKey());

    String key = create(caller, wish("alice")).getKey();

    assertThat(authenticate(key).getExpiresAt()).isEqualTo(TestTenant.timestamp(end));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "your credential ends at",
        () -> create(caller, wish("alice").setExpiresAt(TestTenant.timestamp(end.plusSeconds(1)))));
  }

  @Test
  void anApplicationNarrowsItsGrantAndNeverWidensIt() {
    String north = tenant.organization("north");
    String team = tenant.team(north, "search");
    Principal app = tenant.application("app");
    tenant.grant(tenant.id(), app, "viewer");
    Caller caller = tenant.actingFor(north, "shop:", app);

    Caller narrower =
        calls.authenticate(
            create(
                    caller,
                    wish("app")
                        .setActFor(ActFor.newBuilder().setUnit(team).setSubjectPrefix("shop:eu:")))
                .getKey());

    assertThat(narrower.actFor()).isEqualTo(new Caller.ActFor(UUID.fromString(team), "shop:eu:"));
    assertThat(calls.authenticate(create(caller, wish("app")).getKey()).actFor()).isNull();
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "only for subjects that it acts for",
        () -> create(caller, wish("app").setActFor(ActFor.newBuilder().setUnit(north))));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "only for subjects that it acts for",
        () ->
            create(
                caller,
                wish("app")
                    .setActFor(
                        ActFor.newBuilder().setUnit(tenant.id()).setSubjectPrefix("shop:"))));
  }

  @Test
  void aCredentialThatIsNotMeantForKeysMakesNone() {
    Caller limited = tenant.caller(tenant.user("alice"), "memory.*");

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "this credential is limited to memory.*",
        () -> create(limited, wish("alice")));
  }

  @Test
  void aRepeatedRequestMakesNoSecondKeyAndShowsNoneAgain() {
    tenant.user("alice");
    CreateKeyRequest.Builder wish = wish("alice").setIdempotencyKey("key-1");
    CreateKeyResponse made = create(tenant.admin(), wish);

    assertRefused(ErrorCode.ALREADY_EXISTS, made.getId(), () -> create(tenant.admin(), wish));
    assertRefused(
        ErrorCode.FAILED_PRECONDITION,
        "used with another body",
        () -> create(tenant.admin(), wish.addScopes("memory.*")));
    assertThat(list(tenant.admin(), "alice").getKeysCount()).isEqualTo(1);
  }

  @Test
  void everybodySeesTheirOwnKeysAndAdminsAllOfThem() {
    Principal alice = tenant.user("alice");
    Principal bob = tenant.user("bob");
    Caller caller = tenant.caller(alice);
    var unused = tenant.caller(bob);

    assertThat(list(caller, "").getKeysList())
        .extracting(Key::getPrincipal)
        .containsExactly(alice.getId());
    assertThat(list(caller, "alice").getKeysCount()).isEqualTo(1);
    assertRefused(ErrorCode.NOT_FOUND, "bob", () -> list(caller, "bob"));
    assertThat(list(tenant.admin(), "").getKeysList())
        .extracting(Key::getPrincipal)
        .contains(alice.getId(), bob.getId());
  }

  @Test
  void aKeyOfSomebodyElseDoesNotExistForOthers() {
    tenant.user("bob");
    String id = create(tenant.admin(), wish("bob")).getId();
    Caller alice = tenant.caller(tenant.user("alice"));
    Caller foreign = TestTenant.create(calls).admin();

    assertRefused(ErrorCode.NOT_FOUND, id, () -> revoke(alice, id));
    assertRefused(ErrorCode.NOT_FOUND, id, () -> revoke(foreign, id));
    assertRefused(ErrorCode.NOT_FOUND, "nonsense", () -> revoke(alice, "nonsense"));
  }

  @Test
  void everybodyRevokesTheirOwnKeys() {
    Caller alice = tenant.caller(tenant.user("alice"));
    CreateKeyResponse made = create(alice, wish("alice"));

    revoke(alice, made.getId());

    assertUnauthenticated(made.getKey());
  }

  @Test
  void theKeysOfAnAgentAreItsUsersToo() {
    Principal alice = tenant.user("alice");
    Principal helper = tenant.agent("helper", "alice");
    Caller user = tenant.caller(alice);

    CreateKeyResponse made = create(user, wish("helper"));

    assertThat(calls.authenticate(made.getKey()).name()).isEqualTo("helper");
    assertThat(list(user, "helper").getKeysList())
        .extracting(Key::getPrincipal)
        .containsExactly(helper.getId());
    revoke(user, made.getId());
    assertUnauthenticated(made.getKey());
  }

  @Test
  void theKeysOfAnAgentAreNobodyElsesAndAnAgentHasNoneOfItsUser() {
    tenant.user("alice");
    Principal helper = tenant.agent("helper", "alice");
    String ofAgent = create(tenant.admin(), wish("helper")).getId();
    String ofUser = create(tenant.admin(), wish("alice")).getId();
    Caller bob = tenant.caller(tenant.user("bob"));
    Caller agent = tenant.caller(helper);

    assertRefused(ErrorCode.NOT_FOUND, ofAgent, () -> revoke(bob, ofAgent));
    assertRefused(ErrorCode.PERMISSION_DENIED, "key.create", () -> create(bob, wish("helper")));
    assertRefused(ErrorCode.NOT_FOUND, ofUser, () -> revoke(agent, ofUser));
  }

  @Test
  void nobodyRevokesTheKeysOfSomebodyStronger() {
    Principal alice = tenant.user("alice");
    tenant.grant(tenant.id(), alice, "admin");
    String id = String.valueOf(tenant.admin().credential());

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "the principal may do more than you",
        () -> revoke(tenant.caller(alice), id));
  }

  private static CreateKeyRequest.Builder wish(String principal) {
    return CreateKeyRequest.newBuilder().setPrincipal(principal);
  }

  private CreateKeyResponse create(Caller caller, CreateKeyRequest.Builder wish) {
    return calls.keys(caller).createKey(wish.build());
  }

  private ListKeysResponse list(Caller caller, String principal) {
    return calls
        .keys(caller)
        .listKeys(ListKeysRequest.newBuilder().setPrincipal(principal).build());
  }

  private void revoke(Caller caller, String id) {
    var unused = calls.keys(caller).revokeKey(RevokeKeyRequest.newBuilder().setId(id).build());
  }

  private io.mnemon.api.governance.v1.Caller authenticate(String key) {
    return calls
        .access(Caller.service("gateway"))
        .authenticate(AuthenticateRequest.newBuilder().setKey(key).build());
  }

  private void assertUnauthenticated(String key) {
    assertRefused(
        ErrorCode.UNAUTHENTICATED,
        "unknown, expired or revoked",
        () -> {
          var unused = authenticate(key);
        });
  }
}
