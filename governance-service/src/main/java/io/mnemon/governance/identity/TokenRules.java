package io.mnemon.governance.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is required of every token, whatever it is for.
 *
 * @param leeway how far the clocks of issuers may be off
 * @param maxLifetime how long a token may be good from when it was issued
 */
record TokenRules(Duration leeway, Duration maxLifetime) {
  private static final int MAX_SUBJECT_CHARACTERS = 255;

  /** When a token was issued, and from when on it is refused. */
  record Period(Instant issuedAt, Instant end) {}

  Period period(Claims claims, Instant now) {
    Instant issuedAt =
        claims
            .instant("iat")
            .orElseThrow(() -> Refused.token("does not say when it was issued (iat)"));
    Instant expiresAt =
        claims.instant("exp").orElseThrow(() -> Refused.token("does not say when it ends (exp)"));
    if (claims.has("nbf") && claims.instant("nbf").isEmpty()) {
      throw Refused.token("says wrongly from when on it is good (nbf)");
    }
    if (!now.isBefore(expiresAt.plus(leeway))) {
      throw Refused.token("expired at " + expiresAt + ": get a new one");
    }
    Instant from = claims.instant("nbf").filter(issuedAt::isBefore).orElse(issuedAt);
    if (now.plus(leeway).isBefore(from)) {
      throw Refused.token(
          "is not good before " + from + ": see whether the clocks of its issuer and here agree");
    }
    if (expiresAt.isAfter(issuedAt.plus(maxLifetime))) {
      throw Refused.token(
          "is good for more than "
              + maxLifetime.toHours()
              + " hours: let its issuer make it end"
              + " earlier");
    }
    return new Period(issuedAt, expiresAt.plus(leeway));
  }

  static String issuer(Claims claims) {
    return claims.text("iss").orElseThrow(() -> Refused.token("does not name its issuer (iss)"));
  }

  static List<String> audiences(Claims claims) {
    List<String> audiences = claims.texts("aud");
    if (audiences.isEmpty()) {
      throw Refused.token("does not say for whom it is (aud)");
    }
    return audiences;
  }

  static String subject(Claims claims) {
    return claims
        .text("sub")
        .filter(TokenRules::isReasonable)
        .orElseThrow(
            () ->
                Refused.token(
                    "does not say who it is about (sub) in 1 to "
                        + MAX_SUBJECT_CHARACTERS
                        + " characters"));
  }

  static boolean isReasonable(String subject) {
    return subject.length() <= MAX_SUBJECT_CHARACTERS && subject.indexOf('\0') < 0;
  }
}
