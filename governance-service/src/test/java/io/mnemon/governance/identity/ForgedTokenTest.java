package io.mnemon.governance.identity;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.CreateIssuerRequest;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.governance.ToThisMachine;
import io.mnemon.test.FakeClock;
import io.mnemon.test.LightIssuer;
import io.mnemon.test.LightIssuer.SigningKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every token that is not good, and is refused with 401 whatever is wrong with it. */
@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
@TestProfile(ToThisMachine.class)
class ForgedTokenTest {
  private static final Duration PAUSE = Duration.ofSeconds(10);

  @Inject TestCalls calls;
  @Inject FakeClock clock;

  private TestTenant tenant;
  private LightIssuer login;
  private LightIssuer other;

  @BeforeEach
  void company() {
    tenant = TestTenant.create(calls);
    login = LightIssuer.start(clock);
    other = LightIssuer.start(clock);
    trust(tenant, login);
  }

  @AfterEach
  void close() {
    login.close();
    other.close();
  }

  private void trust(TestTenant who, LightIssuer issuer) {
    calls
        .identity(who.admin())
        .createIssuer(
            CreateIssuerRequest.newBuilder()
                .setName(issuer.url())
                .setIssuer(issuer.url())
                .addAudiences("mnemon")
                .addAlgorithms("RS256")
                .addAlgorithms("ES256")
                .setCreateUsers(true)
                .build());
  }

  private void refused(String token, String words) {
    int status =
        assertRefused(ErrorCode.UNAUTHENTICATED, words, () -> calls.authenticate(token))
            .code()
            .httpStatus();
    assertThat(status).isEqualTo(401);
  }

  private void good(String token) {
    assertThat(calls.authenticate(token).tenant()).hasToString(tenant.id());
  }

  private Map<String, @Nullable Object> claims(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> claims = login.claims("1");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      claims.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return claims;
  }

  @Test
  void aTokenWithoutSignatureIsRefused() {
    good(login.token("1"));

    refused(LightIssuer.unsigned(Map.of("alg", "none"), claims()) + ".", "is not a signed JWT");
    refused(
        LightIssuer.unsigned(Map.of("alg", "none", "kid", "first"), claims()) + ".c2ln",
        "is not a signed JWT");
    String signed = login.token("1");
    refused(signed.substring(0, signed.lastIndexOf('.') + 1), "is not a signed JWT");
  }

  @Test
  void thePublicKeyIsNoSecret() throws GeneralSecurityException {
    byte[] publicKey = login.current().pair().getPublic().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey)
            + "\n-----END PUBLIC KEY-----\n";
    String input = LightIssuer.unsigned(Map.of("alg", "HS256", "kid", "first"), claims());

    for (byte[] secret : List.of(publicKey, pem.getBytes(StandardCharsets.US_ASCII))) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      String signature =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
      refused(input + "." + signature, "is signed with HS256, which is not accepted");
    }
  }

  @Test
  void anAlgorithmThatTheIssuerDoesNotUseIsRefused() {
    SigningKey pss = login.publish(LightIssuer.key("pss", "PS256"));

    refused(login.sign(claims(), pss), "of this issuer only RS256, ES256 is accepted");
  }

  @Test
  void aKeyIsForItsOwnAlgorithmOnly() {
    SigningKey rsa = login.current();
    SigningKey curve = login.publish(LightIssuer.key("curve", "ES256"));
    good(login.sign(claims(), curve));

    refused(
        login.sign(Map.of("alg", "ES256", "kid", rsa.id()), claims(), curve),
        "a key that its issuer does not publish");
    refused(
        login.sign(Map.of("alg", "RS256", "kid", curve.id()), claims(), rsa),
        "a key that its issuer does not publish");
  }

  @Test
  void anUnknownKeyIsAskedForOnceInAWhile() {
    good(login.token("1"));
    clock.advance(PAUSE);
    int before = login.keyRequests();
    SigningKey unknown = LightIssuer.key("unknown", "RS256");

    for (int i = 0; i < 3; i++) {
      refused(login.sign(claims(), unknown), "a key that its issuer does not publish");
    }

    assertThat(login.keyRequests() - before).isEqualTo(1);
  }

  @Test
  void aKeyThatTheIssuerRotatesToIsFoundAndTheOldOneForgotten() {
    good(login.token("1"));
    SigningKey old = login.current();
    SigningKey next = login.publish(LightIssuer.key("next", "RS256"));
    login.withdraw(old);
    clock.advance(PAUSE);

    good(login.sign(claims(), next));

    refused(login.sign(claims(), old), "a key that its issuer does not publish");
  }

  @Test
  void theKeyOfAnotherIssuerIsNoKeyOfThisOne() {
    SigningKey theirs = other.publish(LightIssuer.key("theirs", "RS256"));
    trust(TestTenant.create(calls), other);

    refused(login.sign(claims(), theirs), "a key that its issuer does not publish");
    refused(login.sign(claims(), other.current()), "has a wrong signature");
    refused(other.sign(other.claims("1"), login.current()), "has a wrong signature");
  }

  @Test
  void anIssuerThatNobodyTrustsIsRefused() {
    refused(other.token("1"), "that nobody trusts here");
    refused(login.sign(claims("iss", login.url() + "/"), login.current()), "nobody trusts");
    refused(login.sign(claims("iss", null), login.current()), "does not name its issuer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"somebody", "Mnemon", "", "mnemon "})
  void aTokenForSomebodyElseIsRefused(String audience) {
    refused(login.sign(claims("aud", audience), login.current()), "nobody trusts here");
  }

  @Test
  void aTokenForNobodyIsRefused() {
    refused(login.sign(claims("aud", List.of()), login.current()), "for whom it is");
    refused(login.sign(claims("aud", null), login.current()), "for whom it is");
  }

  @ParameterizedTest
  @CsvSource({
    // issued, from, until: seconds from now
    "-300,   0,  -59, ''",
    "-300,   0,  -60, expired at",
    "-300,   0, -299, expired at",
    "   0,  60,  300, ''",
    "   0,  61,  300, is not good before",
    "  60,  60,  300, ''",
    "  61,  61,  300, is not good before",
    "   0,   0, 86400, ''",
    "   0,   0, 86401, is good for more than 24 hours"
  })
  void clocksMayBeOffByAMinute(int issued, int from, int until, String words) {
    long now = clock.instant().getEpochSecond();
    String token =
        login.sign(
            claims("iat", now + issued, "nbf", now + from, "exp", now + until), login.current());

    if (words.isEmpty()) {
      good(token);
    } else {
      refused(token, words);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "iat, does not say when it was issued",
    "exp, does not say when it ends",
    "sub, does not say who it is about"
  })
  void whatMustBeSaidIsSaidRightly(String claim, String words) {
    Map<String, @Nullable Object> without = claims();
    without.remove(claim);

    refused(login.sign(without, login.current()), words);
    refused(login.sign(claims(claim, List.of()), login.current()), words);
    refused(login.sign(claims(claim, null), login.current()), words);
  }

  @Test
  void aTokenEndsWhileItIsUsed() {
    String token = login.token("1");
    good(token);
    clock.advance(Duration.ofMinutes(6));

    refused(token, "expired at");
  }

  @Test
  void keysThatATokenBringsAlongAreNotLookedAt() {
    SigningKey own = LightIssuer.key("own", "RS256");
    int before = other.keyRequests();
    other.publish(own);
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", "RS256");
    header.put("jwk", LightIssuer.jwk(own));
    header.put("jku", other.url() + "/keys");
    header.put("x5u", other.url() + "/keys");
    refused(login.sign(header, claims(), own), "has a wrong signature");
    header.put("kid", "own");
    refused(login.sign(header, claims(), own), "a key that its issuer does not publish");
    header.put("kid", "first");
    refused(login.sign(header, claims(), own), "has a wrong signature");

    good(login.sign(header, claims(), login.current()));
    assertThat(other.keyRequests()).isEqualTo(before);
  }

  @Test
  void aTokenWithoutKeyIdIsGoodOnlyIfThereIsOneKey() {
    String token = login.sign(Map.of("alg", "RS256"), claims(), login.current());
    good(token);
    login.publish(LightIssuer.key("second", "RS256"));
    clock.advance(Duration.ofMinutes(10));

    refused(login.sign(Map.of("alg", "RS256"), claims(), login.current()), "names no key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"logout+jwt", "secevent+jwt", "dpop+jwt", "JWE"})
  void aTokenOfAnotherKindIsRefused(String type) {
    refused(
        login.sign(Map.of("alg", "RS256", "kid", "first", "typ", type), claims(), login.current()),
        "is not one to sign in with");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "at+jwt", "application/at+jwt"})
  void anAccessTokenIsGood(String type) {
    good(
        login.sign(Map.of("alg", "RS256", "kid", "first", "typ", type), claims(), login.current()));
  }

  @Test
  void aCriticalHeaderIsNotSkipped() {
    refused(
        login.sign(
            Map.of("alg", "RS256", "kid", "first", "b64", false, "crit", List.of("b64")),
            claims(),
            login.current()),
        "critical");
  }

  @Test
  void aTokenThatIsTooLongIsNotRead() {
    refused(
        login.sign(claims("padding", "x".repeat(8_192)), login.current()),
        "more than the 8192 allowed");
  }

  @Test
  void whatWasChangedIsNoLongerSigned() {
    String[] parts = login.token("1").split("\\.");
    String forged = LightIssuer.encoded("{\"iss\":\"" + login.url() + "\",\"aud\":\"mnemon\"}");

    refused(parts[0] + "." + forged + "." + parts[2], "has a wrong signature");
    refused(parts[0] + "." + parts[1] + "." + "A".repeat(parts[2].length()), "wrong signature");
    refused(parts[0] + "." + parts[1] + "." + parts[2] + "." + parts[2], "is not a signed JWT");
    refused(parts[0] + "." + parts[1], "unknown, expired or revoked");
  }

  @Test
  void anIssuerThatIsDownIsBelievedByItsKeysForAnHour() {
    good(login.token("1"));
    login.down(true);
    clock.advance(Duration.ofMinutes(59));
    good(login.token("1"));
    clock.advance(Duration.ofMinutes(1));

    refused(login.token("1"), "cannot be fetched");

    login.down(false);
    refused(login.token("1"), "cannot be fetched");
    clock.advance(PAUSE);
    good(login.token("1"));
  }

  @Test
  void anIssuerThatWasNeverReachedIsNotBelieved() {
    login.down(true);
    refused(login.token("1"), "cannot be fetched");
    login.close();
    clock.advance(PAUSE);

    refused(login.token("1"), "cannot be fetched");
  }

  @Test
  void theTokenIsTheOnlyThingThatCounts() {
    assertThat(Objects.requireNonNull(calls.authenticate(login.token("1")).credential()))
        .isNotEqualTo(calls.authenticate(login.token("2")).credential());
  }
}
