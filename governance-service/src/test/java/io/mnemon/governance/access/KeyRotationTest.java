package io.mnemon.governance.access;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.ActFor;
import io.mnemon.api.governance.v1.AuthenticateRequest;
import io.mnemon.api.governance.v1.CreateKeyRequest;
import io.mnemon.api.governance.v1.CreateKeyResponse;
import io.mnemon.api.governance.v1.Key;
import io.mnemon.api.governance.v1.ListAuditEntriesRequest;
import io.mnemon.api.governance.v1.ListKeysRequest;
import io.mnemon.api.governance.v1.Principal;
import io.mnemon.api.governance.v1.RotateKeyRequest;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.tenancy.Caller;
import io.mnemon.test.FakeClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys that give way to others, that are used, and that are too many. */
@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class KeyRotationTest {
  @Inject TestCalls calls;
  @Inject FakeClock clock;

  private TestTenant tenant;
  private Principal app;
  private String north;

  @BeforeEach
  void company() {
    tenant = TestTenant.create(calls);
    app = tenant.application("app");
    north = tenant.organization("north");
  }

  private CreateKeyResponse create(CreateKeyRequest.Builder wish) {
    return calls.keys(tenant.admin()).createKey(wish.setPrincipal(app.getId()).build());
  }

  private CreateKeyResponse limited() {
    return create(
        CreateKeyRequest.newBuilder()
            .addScopes("memory.*")
            .addScopes("key.rotate")
            .setActFor(ActFor.newBuilder().setUnit(north).setSubjectPrefix("shop:"))
            .setExpiresAt(TestTenant.timestamp(clock.instant().plus(Duration.ofDays(90)))));
  }

  private CreateKeyResponse rotate(Caller caller, String id, String overlap) {
    return calls
        .keys(caller)
        .rotateKey(RotateKeyRequest.newBuilder().setId(id).setOverlap(overlap).build());
  }

  private Key key(String id) {
    return calls
        .keys(tenant.admin())
        .listKeys(ListKeysRequest.newBuilder().setPrincipal(app.getId()).build())
        .getKeysList()
        .stream()
        .filter(key -> key.getId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private void refused(String key) {
    assertRefused(
        ErrorCode.UNAUTHENTICATED, "unknown, expired or revoked", () -> calls.authenticate(key));
  }

  @Test
  void theNewKeyHasTheSameRightsAndTheOldOneEndsAfterTheOverlap() {
    CreateKeyResponse old = limited();

    CreateKeyResponse next = rotate(tenant.admin(), old.getId(), "24h");

    Caller before = calls.authenticate(old.getKey());
    Caller after = calls.authenticate(next.getKey());
    assertThat(after.principal()).isEqualTo(before.principal());
    assertThat(after.scopes()).isEqualTo(before.scopes());
    assertThat(after.actFor()).isEqualTo(new Caller.ActFor(UUID.fromString(north), "shop:"));
    assertThat(key(next.getId()).getExpiresAt())
        .isEqualTo(TestTenant.timestamp(clock.instant().plus(Duration.ofDays(90))));
    assertThat(key(old.getId()).getReplacedBy()).isEqualTo(next.getId());
    clock.advance(Duration.ofHours(24));
    refused(old.getKey());
    assertThat(calls.authenticate(next.getKey()).name()).isEqualTo("app");
  }

  @Test
  void withoutOverlapTheOldKeyEndsAtOnce() {
    CreateKeyResponse old = limited();

    CreateKeyResponse next = rotate(tenant.admin(), old.getId(), "");

    refused(old.getKey());
    assertThat(calls.authenticate(next.getKey()).name()).isEqualTo("app");
  }

  @Test
  void anOverlapDoesNotProlongAKey() {
    CreateKeyResponse old =
        create(
            CreateKeyRequest.newBuilder()
                .setExpiresAt(TestTenant.timestamp(clock.instant().plusSeconds(60))));

    rotate(tenant.admin(), old.getId(), "1h");
    clock.advance(Duration.ofSeconds(60));

    refused(old.getKey());
  }

  @Test
  void aKeyRotatesItselfWithinItsOwnTime() {
    CreateKeyResponse old = limited();
    Caller self = calls.authenticate(old.getKey());

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "must end by then",
        () ->
            calls
                .keys(self)
                .rotateKey(
                    RotateKeyRequest.newBuilder()
                        .setId(old.getId())
                        .setExpiresAt(
                            TestTenant.timestamp(clock.instant().plus(Duration.ofDays(91))))
                        .build()));
    CreateKeyResponse next = rotate(self, old.getId(), "1h");

    assertThat(calls.authenticate(next.getKey()).actFor()).isEqualTo(self.actFor());
  }

  @Test
  void aLimitedKeyDoesNotRotateAStrongerOne() {
    CreateKeyResponse strong = create(CreateKeyRequest.newBuilder());
    Caller limited = calls.authenticate(limited().getKey());

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "the key may do more than your credential",
        () -> rotate(limited, strong.getId(), "1h"));
    tenant.grant(north, app, "viewer");
    CreateKeyResponse wide =
        create(
            CreateKeyRequest.newBuilder()
                .addScopes("memory.*")
                .setActFor(ActFor.newBuilder().setUnit(north)));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "only for subjects that it acts for itself",
        () -> rotate(limited, wide.getId(), "1h"));
    calls.authenticate(strong.getKey());
  }

  @Test
  void othersKeysAreRotatedByAdministratorsOnly() {
    CreateKeyResponse old = limited();
    Caller bob = tenant.caller(tenant.user("bob"));

    assertRefused(ErrorCode.NOT_FOUND, "key", () -> rotate(bob, old.getId(), "1h"));
    Caller elsewhere = TestTenant.create(calls).admin();
    assertRefused(ErrorCode.NOT_FOUND, "key", () -> rotate(elsewhere, old.getId(), "1h"));
  }

  @Test
  void aKeyIsReplacedOnce() {
    CreateKeyResponse old = limited();
    CreateKeyResponse next = rotate(tenant.admin(), old.getId(), "1h");

    assertRefused(
        ErrorCode.FAILED_PRECONDITION,
        "was replaced by " + next.getId(),
        () -> rotate(tenant.admin(), old.getId(), "1h"));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "at most 720h",
        () -> rotate(tenant.admin(), next.getId(), "31d"));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "no time span",
        () -> rotate(tenant.admin(), next.getId(), "a day"));
  }

  @Test
  void aRepeatedRequestMakesNoSecondKey() {
    CreateKeyResponse old = limited();
    RotateKeyRequest request =
        RotateKeyRequest.newBuilder()
            .setId(old.getId())
            .setOverlap("1h")
            .setIdempotencyKey("k")
            .build();
    calls.keys(tenant.admin()).rotateKey(request);

    assertRefused(
        ErrorCode.ALREADY_EXISTS,
        "has made the key",
        () -> calls.keys(tenant.admin()).rotateKey(request));
  }

  @Test
  void aPrincipalHasALimitedNumberOfGoodKeys() {
    CreateKeyResponse first = create(CreateKeyRequest.newBuilder());
    for (int i = 1; i < 100; i++) {
      create(CreateKeyRequest.newBuilder());
    }

    assertRefused(
        ErrorCode.RESOURCE_EXHAUSTED,
        "100 good keys already",
        () -> create(CreateKeyRequest.newBuilder()));
    assertRefused(
        ErrorCode.RESOURCE_EXHAUSTED,
        "100 good keys already",
        () -> rotate(tenant.admin(), first.getId(), "1h"));
    calls
        .keys(tenant.admin())
        .revokeKey(
            io.mnemon.api.governance.v1.RevokeKeyRequest.newBuilder().setId(first.getId()).build());
    assertThat(create(CreateKeyRequest.newBuilder()).getKey()).isNotEmpty();
  }

  @Test
  void theLastUseOfAKeyIsSeenSoonAfter() {
    CreateKeyResponse made = create(CreateKeyRequest.newBuilder());
    assertThat(key(made.getId()).hasLastUsedAt()).isFalse();

    calls
        .access(Caller.service("gateway"))
        .authenticate(AuthenticateRequest.newBuilder().setKey(made.getKey()).build());

    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(key(made.getId()).hasLastUsedAt()).isTrue());
    assertThat(key(made.getId()).getLastUsedAt()).isEqualTo(TestTenant.timestamp(clock.instant()));
    // What is written after it has come into the log, and it has not.
    CreateKeyResponse later = create(CreateKeyRequest.newBuilder());
    await().until(() -> resources("").contains(later.getId()));
    assertThat(resources("job.*")).isEmpty();
  }

  private String resources(String action) {
    return calls
        .audit(tenant.admin())
        .listAuditEntries(ListAuditEntriesRequest.newBuilder().setAction(action).build())
        .getEntriesList()
        .toString()
        .replace("[]", "");
  }
}
