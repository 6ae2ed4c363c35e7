package io.mnemon.governance.identity;

import io.mnemon.governance.tenant.Membership;
import io.mnemon.governance.tenant.Principal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A principal whom an issuer knows.
 *
 * @param memberships all, also those that have expired
 * @param fromIssuer those among them that came with tokens of the issuer
 * @param latestToken when the latest token that was shown had been issued; null if there was none
 */
record Person(
    Principal principal,
    List<Membership> memberships,
    List<Membership> fromIssuer,
    @Nullable Instant latestToken) {
  Person {
    memberships = List.copyOf(memberships);
    fromIssuer = List.copyOf(fromIssuer);
  }

  boolean hasShownLater(Instant issuedAt) {
    return latestToken != null && latestToken.isAfter(issuedAt);
  }

  boolean hasShown(Instant issuedAt) {
    return latestToken != null && !latestToken.isBefore(issuedAt);
  }
}
