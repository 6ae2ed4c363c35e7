package io.mnemon.governance.identity;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.CreateIssuerRequest;
import io.mnemon.api.governance.v1.CreateRoleRequest;
import io.mnemon.api.governance.v1.DeleteIssuerRequest;
import io.mnemon.api.governance.v1.DirectoryUser;
import io.mnemon.api.governance.v1.GetIssuerRequest;
import io.mnemon.api.governance.v1.Issuer;
import io.mnemon.api.governance.v1.IssuerClaims;
import io.mnemon.api.governance.v1.IssuerMapping;
import io.mnemon.api.governance.v1.LinkIdentityRequest;
import io.mnemon.api.governance.v1.ListIssuersRequest;
import io.mnemon.api.governance.v1.ListIssuersResponse;
import io.mnemon.api.governance.v1.Principal;
import io.mnemon.api.governance.v1.UpdateIssuerRequest;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.governance.ToThisMachine;
import io.mnemon.governance.provisioning.PushedDirectory;
import io.mnemon.tenancy.Caller;
import io.mnemon.test.FakeClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which issuers a tenant trusts, and who decides that. */
@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
@TestProfile(ToThisMachine.class)
class IssuerServiceTest {
  @Inject TestCalls calls;
  @Inject FakeClock clock;

  private TestTenant tenant;
  private String url;

  @BeforeEach
  void company() {
    tenant = TestTenant.create(calls);
    url = "https://id.example.com/" + UUID.randomUUID();
  }

  private CreateIssuerRequest.Builder wish(String name) {
    return CreateIssuerRequest.newBuilder()
        .setName(name)
        .setIssuer(url + "/" + name)
        .addAudiences("mnemon");
  }

  private Issuer create(CreateIssuerRequest.Builder wish) {
    return calls.identity(tenant.admin()).createIssuer(wish.build());
  }

  private Issuer get(Caller caller, String id) {
    return calls.identity(caller).getIssuer(GetIssuerRequest.newBuilder().setId(id).build());
  }

  private Issuer update(Issuer wanted, String... fields) {
    return update(tenant.admin(), wanted, fields);
  }

  private Issuer update(Caller caller, Issuer wanted, String... fields) {
    return calls
        .identity(caller)
        .updateIssuer(
            UpdateIssuerRequest.newBuilder()
                .setId(wanted.getId())
                .setIssuer(wanted)
                .setUpdateMask(
                    com.google.protobuf.FieldMask.newBuilder().addAllPaths(List.of(fields)))
                .build());
  }

  @Test
  void anIssuerIsKeptAsItWasGiven() {
    String north = tenant.organization("north");

    Issuer made =
        create(
            wish("login")
                .addAudiences("cli")
                .setJwksUri("https://id.example.com/keys")
                .addAlgorithms("ES256")
                .setClaims(IssuerClaims.newBuilder().setPrincipal("email").setDirectory("oid"))
                .addMappings(
                    IssuerMapping.newBuilder()
                        .setGroup("devs")
                        .setUnit(north)
                        .setRole("developer")
                        .setLasts("90m"))
                .setCreateUsers(true));

    assertThat(get(tenant.admin(), made.getId())).isEqualTo(made);
    assertThat(made.getIssuer()).isEqualTo(url + "/login");
    assertThat(made.getAudiencesList()).containsExactly("mnemon", "cli");
    assertThat(made.getClaims().getPrincipal()).isEqualTo("email");
    assertThat(made.getClaims().getGroups()).isEqualTo("groups");
    assertThat(made.getClaims().getDirectory()).isEqualTo("oid");
    assertThat(made.getClaims().getDirectoryAttribute()).isEqualTo("external_id");
    assertThat(made.getMappings(0).getLasts()).isEqualTo("90m");
    assertThat(create(wish("plain")).getAlgorithmsList()).containsExactly("RS256");
  }

  @Test
  void issuersAreListedInPages() {
    create(wish("one"));
    create(wish("two"));
    create(wish("three"));

    ListIssuersResponse first =
        calls
            .identity(tenant.admin())
            .listIssuers(ListIssuersRequest.newBuilder().setLimit(2).build());
    ListIssuersResponse rest =
        calls
            .identity(tenant.admin())
            .listIssuers(ListIssuersRequest.newBuilder().setCursor(first.getNextCursor()).build());

    assertThat(first.getIssuersList()).extracting(Issuer::getName).containsExactly("one", "two");
    assertThat(rest.getIssuersList()).extracting(Issuer::getName).containsExactly("three");
    assertThat(rest.getNextCursor()).isEmpty();
  }

  @Test
  void onlyWhoAnswersForTheTenantDecides() {
    Issuer made = create(wish("login"));
    String north = tenant.organization("north");
    Principal carol = tenant.user("carol");
    tenant.grant(north, carol, "admin");
    Caller caller = tenant.caller(carol);

    assertRefused(ErrorCode.PERMISSION_DENIED, "issuer.read", () -> get(caller, made.getId()));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "issuer.create",
        () -> calls.identity(caller).createIssuer(wish("mine").build()));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "issuer.delete",
        () ->
            calls
                .identity(caller)
                .deleteIssuer(DeleteIssuerRequest.newBuilder().setId(made.getId()).build()));
    Caller elsewhere = TestTenant.create(calls).admin();
    assertRefused(ErrorCode.NOT_FOUND, "issuer", () -> get(elsewhere, made.getId()));
  }

  @Test
  void whoAnswersForTheTenantForAWhileLeavesNoTrustBehind() {
    Issuer made = create(wish("login").addMappings(map("devs", "developer")));
    Principal alice = tenant.user("alice");
    tenant.grantUntil(clock.instant().plusSeconds(3_600), tenant.id(), alice, "tenant_admin");
    Caller caller = tenant.caller(alice);
    String words = "trust in an issuer has no end, but your right to ";

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        words + "issuer.create has one",
        () -> calls.identity(caller).createIssuer(wish("mine").build()));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        words + "issuer.update has one",
        () -> update(caller, made.toBuilder().addAudiences("mine").build(), "audiences"));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        words + "issuer.update has one",
        () ->
            update(
                caller, made.toBuilder().addMappings(map("mine", "viewer")).build(), "mappings"));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "has no end, but your right to identity.link has one",
        () -> link(caller, made));
    assertThat(get(tenant.admin(), made.getId())).isEqualTo(made);
  }

  @Test
  void whoAnswersForTheTenantForAWhileTakesTrustAway() {
    Issuer made = create(wish("login").addMappings(map("devs", "developer")));
    Principal alice = tenant.user("alice");
    tenant.grantUntil(clock.instant().plusSeconds(3_600), tenant.id(), alice, "tenant_admin");
    Caller caller = tenant.caller(alice);

    Issuer less = update(caller, made.toBuilder().clearMappings().build(), "mappings");
    Issuer shut = update(caller, made.toBuilder().setDisabled(true).build(), "disabled");

    assertThat(less.getMappingsList()).isEmpty();
    assertThat(shut.getDisabled()).isTrue();
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "trust in an issuer has no end",
        () -> update(caller, made.toBuilder().setDisabled(false).build(), "disabled"));
    var unused =
        calls
            .identity(caller)
            .deleteIssuer(DeleteIssuerRequest.newBuilder().setId(made.getId()).build());
    assertRefused(ErrorCode.NOT_FOUND, "issuer", () -> get(tenant.admin(), made.getId()));
  }

  @Test
  void whoAnswersForTheTenantByAGroupTrustsAsUsual() {
    PushedDirectory directory = new PushedDirectory(calls, tenant);
    DirectoryUser ada = directory.user("ada");
    directory.group("Administrators", ada);
    directory.map("Administrators", tenant.id(), "tenant_admin");
    Caller caller = tenant.caller(Principal.newBuilder().setId(ada.getId()).build());

    Issuer made = calls.identity(caller).createIssuer(wish("login").build());

    assertThat(link(caller, made)).isEqualTo("1");
  }

  @Test
  void nobodyMapsAGroupToMoreThanTheyHold() {
    var unused =
        calls
            .authorization(tenant.admin())
            .createRole(
                CreateRoleRequest.newBuilder()
                    .setName("truster")
                    .addActions("issuer.create")
                    .build());
    Principal carol = tenant.user("carol");
    tenant.grant(tenant.id(), carol, "truster");
    Caller caller = tenant.caller(carol);

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "nobody grants more than they hold: you are viewer there",
        () ->
            calls
                .identity(caller)
                .createIssuer(wish("login").addMappings(map("devs", "developer")).build()));
    assertThat(calls.identity(caller).createIssuer(wish("login").build()).getName())
        .isEqualTo("login");
  }

  private IssuerMapping map(String group, String role) {
    return IssuerMapping.newBuilder()
        .setGroup(group)
        .setUnit(tenant.id())
        .setRole(role)
        .setLasts("90m")
        .build();
  }

  private String link(Caller caller, Issuer issuer) {
    return calls
        .identity(caller)
        .linkIdentity(
            LinkIdentityRequest.newBuilder()
                .setIssuer(issuer.getId())
                .setSubject("1")
                .setPrincipal(tenant.admin().principal().toString())
                .build())
        .getSubject();
  }

  @Test
  void aPairOfIssuerAndAudienceBelongsToOneTenant() {
    create(wish("login").addAudiences("cli"));
    TestTenant other = TestTenant.create(calls);

    assertRefused(
        ErrorCode.ALREADY_EXISTS,
        "belongs to another tenant",
        () ->
            calls
                .identity(other.admin())
                .createIssuer(wish("login").clearAudiences().addAudiences("cli").build()));
    calls
        .identity(other.admin())
        .createIssuer(wish("login").clearAudiences().addAudiences("theirs").build());
  }

  @Test
  void namesAndUrlsAreThereOnce() {
    create(wish("login"));

    assertRefused(
        ErrorCode.ALREADY_EXISTS,
        "choose another name",
        () -> create(wish("login").setIssuer(url + "/other")));
    assertRefused(
        ErrorCode.ALREADY_EXISTS,
        "it may have several audiences",
        () -> create(wish("login").setName("other").clearAudiences().addAudiences("another")));
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://id.example.com, issuer",
    "nonsense, issuer",
    "https://id.example.com/?tenant=a, ?query",
    "https://user@id.example.com, user:password"
  })
  void anIssuerIsAPlaceWhereKeysAre(String place, String words) {
    assertRefused(ErrorCode.INVALID_ARGUMENT, words, () -> create(wish("login").setIssuer(place)));
  }

  @ParameterizedTest
  @CsvSource({"none", "HS256", "RS1", "rs256"})
  void algorithmsThatAnybodyCouldSignWithAreNotAccepted(String algorithm) {
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "give one of RS256, PS256, ES256, EdDSA",
        () -> create(wish("login").addAlgorithms(algorithm)));
  }

  private static IssuerClaims.Builder claims() {
    return IssuerClaims.newBuilder();
  }

  @Test
  void whatCannotBeIsRefused() {
    String north = tenant.organization("north");
    String theirs = TestTenant.create(calls).organization("south");
    IssuerMapping.Builder mapping =
        IssuerMapping.newBuilder().setGroup("g").setUnit(north).setRole("viewer");

    refused("audiences", wish("a").clearAudiences());
    refused("audiences[1]", wish("a").addAudiences(""));
    refused("name", wish("a").setName(""));
    refused("jwks_uri", wish("a").setJwksUri("keys"));
    refused("claims.groups", wish("a").setClaims(IssuerClaims.newBuilder().setGroups("a b")));
    refused("claims.directory", wish("a").setClaims(claims().setDirectory("o d")));
    refused("claims.directory", wish("a").setClaims(claims().setDirectoryAttribute("user_name")));
    refused(
        "claims.directory_attribute",
        wish("a").setClaims(claims().setDirectory("oid").setDirectoryAttribute("phone")));
    refused("mappings[0].lasts", wish("a").addMappings(mapping.clone().setLasts("31d")));
    refused("mappings[0].lasts", wish("a").addMappings(mapping.clone().setLasts("soon")));
    refused("mappings[0].group", wish("a").addMappings(mapping.clone().setGroup("")));
    refused("mappings[0].role", wish("a").addMappings(mapping.clone().setRole("tenant_admin")));
    refused("mappings[1]", wish("a").addMappings(mapping).addMappings(mapping));
    assertRefused(
        ErrorCode.NOT_FOUND,
        theirs,
        () -> create(wish("a").addMappings(mapping.clone().setUnit(theirs))));
    create(wish("a").addMappings(mapping.clone().setRole("tenant_admin").setUnit(tenant.id())));
  }

  private void refused(String words, CreateIssuerRequest.Builder wish) {
    assertRefused(ErrorCode.INVALID_ARGUMENT, words, () -> create(wish));
  }

  @Test
  void anUpdateChangesWhatItNames() {
    Issuer made = create(wish("login").setCreateUsers(true));

    Issuer changed =
        update(
            made.toBuilder()
                .setName("sign-in")
                .clearAudiences()
                .addAudiences("web")
                .setCreateUsers(false)
                .build(),
            "name",
            "audiences");

    assertThat(changed.getName()).isEqualTo("sign-in");
    assertThat(changed.getAudiencesList()).containsExactly("web");
    assertThat(changed.getCreateUsers()).isTrue();
    assertThat(get(tenant.admin(), made.getId())).isEqualTo(changed);
    assertRefused(ErrorCode.INVALID_ARGUMENT, "must name what is to change", () -> update(made));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT, "must name what is to change", () -> update(made, "issuer"));
    assertRefused(
        ErrorCode.NOT_FOUND,
        "issuer",
        () -> update(made.toBuilder().setId(UUID.randomUUID().toString()).build(), "name"));
  }

  @Test
  void aTenantTrustsALimitedNumber() {
    for (int i = 0; i < 20; i++) {
      create(wish("login-" + i));
    }

    assertRefused(
        ErrorCode.RESOURCE_EXHAUSTED, "20 issuers already", () -> create(wish("login-20")));
  }

  @Test
  void nobodySignsInAsAnAdministratorOfThePlatform() {
    Caller platform = calls.platformAdmin();
    Issuer made = calls.identity(platform).createIssuer(wish("login").build());

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "an administrator of the platform",
        () ->
            calls
                .identity(platform)
                .linkIdentity(
                    LinkIdentityRequest.newBuilder()
                        .setIssuer(made.getId())
                        .setSubject("1")
                        .setPrincipal(platform.principal().toString())
                        .build()));
    calls
        .identity(platform)
        .deleteIssuer(DeleteIssuerRequest.newBuilder().setId(made.getId()).build());
  }
}
