package io.mnemon.governance.identity;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.CreateIssuerRequest;
import io.mnemon.api.governance.v1.DeleteIssuerRequest;
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
import io.mnemon.tenancy.Caller;
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
    return calls
        .identity(tenant.admin())
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
