package io.mnemon.governance.identity;

import java.time.Instant;
import java.util.UUID;

/**
 * An OIDC issuer whose tokens a tenant trusts.
 *
 * @param url as its tokens write it
 */
record Issuer(UUID id, String url, IssuerTerms terms, Instant createdAt) {

  /** How memberships say that they came with tokens of this issuer. */
  String source() {
    return "issuer:" + id;
  }
}
