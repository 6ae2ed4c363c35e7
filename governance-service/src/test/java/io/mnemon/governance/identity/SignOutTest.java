package io.mnemon.governance.identity;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.CreateIssuerRequest;
import io.mnemon.api.governance.v1.DeleteIssuerRequest;
import io.mnemon.api.governance.v1.Issuer;
import io.mnemon.api.governance.v1.IssuerMapping;
import io.mnemon.api.governance.v1.ListMembersRequest;
import io.mnemon.api.governance.v1.LogOutRequest;
import io.mnemon.api.governance.v1.SignOutPrincipalRequest;
import io.mnemon.api.governance.v1.UpdateIssuerRequest;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.governance.ToThisMachine;
import io.mnemon.tenancy.Caller;
import io.mnemon.test.FakeClock;
import io.mnemon.test.LightIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens that were good, and are not any more. */
@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
@TestProfile(ToThisMachine.class)
class SignOutTest {
  private static final Map<String, Object> EVENT =
      Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of());

  @Inject TestCalls calls;
  @Inject FakeClock clock;

  private TestTenant tenant;
  private LightIssuer login;
  private String north;
  private String issuer;

  @BeforeEach
  void company() {
    tenant = TestTenant.create(calls);
    login = LightIssuer.start(clock);
    north = tenant.organization("north");
    issuer = trust(tenant, login, "mnemon");
  }

  @AfterEach
  void close() {
    login.close();
  }

  private String trust(TestTenant who, LightIssuer whom, String audience) {
    CreateIssuerRequest.Builder request =
        CreateIssuerRequest.newBuilder()
            .setName("login")
            .setIssuer(whom.url())
            .addAudiences(audience)
            .setCreateUsers(true);
    if (who == tenant) {
      request.addMappings(
          IssuerMapping.newBuilder().setGroup("devs").setUnit(north).setRole("developer"));
    }
    return calls.identity(who.admin()).createIssuer(request.build()).getId();
  }

  private void refused(String token, String words) {
    assertRefused(ErrorCode.UNAUTHENTICATED, words, () -> calls.authenticate(token));
  }

  private void signOut(Caller caller, String principal) {
    calls
        .identity(caller)
        .signOutPrincipal(SignOutPrincipalRequest.newBuilder().setId(principal).build());
  }

  private Map<String, @Nullable Object> logout(Object... namesAndValues) {
    Map<String, @Nullable Object> claims = login.claims("1");
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("events", EVENT);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      claims.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return claims;
  }

  private void logOut(String to, String token) {
    calls
        .identity(Caller.service("gateway"))
        .logOut(LogOutRequest.newBuilder().setId(to).setLogoutToken(token).build());
  }

  private void logOut(Map<String, @Nullable Object> claims) {
    logOut(
        issuer,
        login.sign(
            Map.of("alg", "RS256", "kid", "first", "typ", "logout+jwt"), claims, login.current()));
  }

  private void refusedLogout(Map<String, @Nullable Object> claims, String words) {
    int status =
        assertRefused(ErrorCode.INVALID_ARGUMENT, words, () -> logOut(claims)).code().httpStatus();
    assertThat(status).isEqualTo(400);
  }

  @Test
  void whoSignsOutIsRefusedWithWhatWasIssuedBefore() {
    String token = login.token("1");
    Caller alice = calls.authenticate(token);
    String somebodyElses = login.token("2");
    calls.authenticate(somebodyElses);

    signOut(alice, alice.principal().toString());

    refused(token, "has signed out");
    refused(login.token("1"), "has signed out");
    calls.authenticate(somebodyElses);
    clock.advance(Duration.ofSeconds(1));
    Caller again = calls.authenticate(login.token("1"));
    assertThat(again.principal()).isEqualTo(alice.principal());
    assertThat(again.epoch()).isGreaterThan(alice.epoch());
  }

  @Test
  void aTokenOfAClockThatIsAheadIsRefusedToo() {
    String ahead = login.token("1", "iat", clock.instant().plusSeconds(50).getEpochSecond());
    Caller alice = calls.authenticate(ahead);

    signOut(tenant.admin(), alice.principal().toString());

    clock.advance(Duration.ofSeconds(55));
    refused(ahead, "has signed out");
  }

  @Test
  void anAgentsTokenEndsWithItsUsers() {
    Caller alice = calls.authenticate(login.token("1"));
    String agents = login.token("1", "act", Map.of("sub", "coder"));
    Caller agent = calls.authenticate(agents);
    String others = login.token("1", "act", Map.of("sub", "planner"));

    signOut(tenant.admin(), agent.principal().toString());
    refused(agents, "has signed out");
    calls.authenticate(others);

    signOut(tenant.admin(), alice.principal().toString());
    refused(others, "has signed out");
  }

  @Test
  void othersAreSignedOutByAdministratorsOnly() {
    Caller alice = calls.authenticate(login.token("1"));
    Caller bob = calls.authenticate(login.token("2"));

    assertRefused(
        ErrorCode.NOT_FOUND, "principal", () -> signOut(bob, alice.principal().toString()));
    Caller elsewhere = TestTenant.create(calls).admin();
    assertRefused(
        ErrorCode.NOT_FOUND, "principal", () -> signOut(elsewhere, alice.principal().toString()));
    calls.authenticate(login.token("1"));
  }

  @Test
  void anIssuerSignsASubjectOut() {
    String token = login.token("1", "sid", "one");

    calls.authenticate(token);
    clock.advance(Duration.ofSeconds(1));
    logOut(logout());

    refused(token, "has signed out");
    calls.authenticate(login.token("2"));
    clock.advance(Duration.ofSeconds(1));
    calls.authenticate(login.token("1"));
  }

  @Test
  void anIssuerEndsOneSession() {
    String one = login.token("1", "sid", "one");
    String two = login.token("1", "sid", "two");
    String unknown = login.token("1");
    calls.authenticate(one);

    logOut(logout("sid", "one"));

    refused(one, "has signed out");
    refused(unknown, "has signed out");
    calls.authenticate(two);
    clock.advance(Duration.ofSeconds(1));
    refused(login.token("1", "sid", "one"), "has signed out");
    calls.authenticate(login.token("1"));
  }

  @Test
  void aSessionMayBeAllThatIsKnown() {
    Map<String, @Nullable Object> claims = logout("sid", "one");
    claims.remove("sub");

    logOut(claims);

    refused(login.token("1", "sid", "one"), "has signed out");
    calls.authenticate(login.token("1"));
  }

  @Test
  void aLogoutTokenIsGoodOnce() {
    Map<String, @Nullable Object> claims = logout();
    logOut(claims);

    refusedLogout(claims, "was used before");
  }

  @ParameterizedTest
  @CsvSource({
    "events, '', tells of a logout",
    "nonce, n, tells of a logout",
    "sub, '', names neither",
    "jti, '', has no id",
    "aud, somebody, nobody trusts",
    "exp, '', does not say when it ends",
    "iat, '', does not say when it was issued"
  })
  void aLogoutTokenMustSayWhatTheStandardWants(String claim, String value, String words) {
    Map<String, @Nullable Object> claims = logout();
    if (value.isEmpty()) {
      claims.remove(claim);
    } else {
      claims.put(claim, value);
    }

    refusedLogout(claims, words);
  }

  @Test
  void aLogoutTokenIsProvenAndOfItsOwnIssuer() {
    refusedLogout(logout("exp", clock.instant().minusSeconds(60).getEpochSecond()), "expired");
    refusedLogout(logout("events", Map.of("another", Map.of())), "tells of a logout");
    LightIssuer.SigningKey forged = LightIssuer.key("first", "RS256");
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "wrong signature",
        () -> logOut(issuer, login.sign(logout(), forged)));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT, "tells of a logout", () -> logOut(issuer, login.token("1")));
    assertRefused(ErrorCode.INVALID_ARGUMENT, "signed JWT", () -> logOut(issuer, "x"));
    String theirs = trust(TestTenant.create(calls), login, "theirs");
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "of another issuer",
        () -> logOut(theirs, login.sign(logout(), login.current())));
    calls.authenticate(login.token("1"));
  }

  @Test
  void aLogoutTokenSignsNobodyIn() {
    refused(login.sign(logout(), login.current()), "is not one to sign in with");
  }

  @Test
  void anIssuerThatIsDisabledLetsNobodyInAndTakesItsRolesAlong() {
    String token = login.token("1", "groups", List.of("devs"));
    calls.authenticate(token);
    assertThat(members()).isOne();

    update(Issuer.newBuilder().setDisabled(true), "disabled");

    refused(token, "is disabled");
    assertThat(members()).isZero();
    update(Issuer.newBuilder(), "disabled");
    assertThat(calls.authenticate(token).roles()).hasSize(1);
  }

  @Test
  void anIssuerThatIsDeletedIsTrustedNoMoreAndItsPeopleStayKnown() {
    String token = login.token("1", "groups", List.of("devs"));
    Caller alice = calls.authenticate(token);

    calls
        .identity(tenant.admin())
        .deleteIssuer(DeleteIssuerRequest.newBuilder().setId(issuer).build());

    refused(token, "nobody trusts");
    assertThat(members()).isZero();
    issuer = trust(tenant, login, "mnemon");
    assertThat(calls.authenticate(token).principal()).isEqualTo(alice.principal());
  }

  @Test
  void aGroupThatIsMappedNoMoreGivesNothing() {
    String token = login.token("1", "groups", List.of("devs"));
    calls.authenticate(token);

    update(Issuer.newBuilder(), "mappings");

    assertThat(members()).isZero();
    assertThat(calls.authenticate(token).roles()).isEmpty();
  }

  private void update(Issuer.Builder wanted, String field) {
    calls
        .identity(tenant.admin())
        .updateIssuer(
            UpdateIssuerRequest.newBuilder()
                .setId(issuer)
                .setIssuer(wanted)
                .setUpdateMask(com.google.protobuf.FieldMask.newBuilder().addPaths(field))
                .build());
  }

  private int members() {
    return calls
        .tenants(tenant.admin())
        .listMembers(ListMembersRequest.newBuilder().setUnit(north).build())
        .getMembersCount();
  }
}
