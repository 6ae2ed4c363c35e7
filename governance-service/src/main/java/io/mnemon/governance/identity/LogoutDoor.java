package io.mnemon.governance.identity;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Settled;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;

/**
 * Hears from issuers that somebody has signed out there (OpenID Connect Back-Channel Logout 1.0).
 * Nobody needs a credential to come here: the logout token is one, and it is good once.
 */
final class LogoutDoor {
  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
  private static final Set<String> TYPES = Set.of("", "jwt", "logout+jwt");

  private final TokenProofs proofs;
  private final Trust trust;
  private final TokenRules rules;
  private final IdentityStore identities;
  private final Settled settled;
  private final InstantSource clock;

  LogoutDoor(
      TokenProofs proofs,
      Trust trust,
      TokenRules rules,
      IdentityStore identities,
      Settled settled,
      InstantSource clock) {
    this.proofs = proofs;
    this.trust = trust;
    this.rules = rules;
    this.identities = identities;
    this.settled = settled;
    this.clock = clock;
  }

  /**
   * @param issuer the issuer's id, as the address says
   * @throws ServiceException INVALID_ARGUMENT if it is no good logout token: so the standard wants
   */
  void logOut(String issuer, String token) {
    try {
      heard(issuer, proofs.read(token).orElseThrow(() -> Refused.token("is not a signed JWT")));
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.UNAUTHENTICATED) {
        throw ServiceException.invalid(
            "logout_token", e.publicMessage().replaceFirst("^the token ", ""));
      }
      throw e;
    }
  }

  private void heard(String id, TokenProofs.ClaimedToken token) {
    Claims claims = token.claims();
    boolean logout =
        TYPES.contains(token.type())
            && claims.object("events").flatMap(events -> events.object(EVENT)).isPresent();
    if (!logout || claims.has("nonce")) {
      throw Refused.token("is not one that tells of a logout");
    }
    String subject = claims.has("sub") ? TokenRules.subject(claims) : "";
    String session = claims.text("sid").filter(TokenRules::isReasonable).orElse("");
    if (subject.isEmpty() && session.isEmpty()) {
      throw Refused.token("names neither a subject (sub) nor a session (sid)");
    }
    String message =
        claims
            .text("jti")
            .filter(TokenRules::isReasonable)
            .orElseThrow(() -> Refused.token("has no id (jti)"));
    Trust.Trusted trusted = trust.proven(token);
    if (!trusted.issuer().id().toString().equals(id)) {
      throw Refused.token("is of another issuer than the one in the address");
    }
    Instant now = clock.instant();
    TokenRules.Period period = rules.period(claims, now);
    boolean first =
        identities.signOut(
            trusted.scope(),
            trusted.issuer(),
            message,
            new Cutoff(subject, "", session, period.issuedAt()),
            now,
            now.plus(rules.maxLifetime()).plus(rules.leeway().multipliedBy(2)));
    if (!first) {
      throw Refused.token("was used before");
    }
    settled.await(trusted.scope());
  }
}
