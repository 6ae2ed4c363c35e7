package io.mnemon.governance.identity;

import io.mnemon.tenancy.TenantScope;
import java.util.List;
import java.util.Set;

/** Finds the tenant and the issuer of a token, and has the token proven by it. */
final class Trust {
  private final IssuerStore issuers;

  Trust(IssuerStore issuers) {
    this.issuers = issuers;
  }

  /** A tenant, and an issuer that it trusts and that has signed a token. */
  record Trusted(TenantScope scope, Issuer issuer) {}

  /**
   * @throws io.mnemon.api.ServiceException UNAUTHENTICATED if no tenant trusts the token, or it is
   *     not proven
   */
  Trusted proven(TokenProofs.ClaimedToken token) {
    List<IssuerStore.Door> doors =
        issuers.doors(TokenRules.issuer(token.claims()), TokenRules.audiences(token.claims()));
    if (doors.isEmpty()) {
      throw Refused.token(
          "is of an issuer or for an audience that nobody trusts here: see its claims iss and aud,"
              + " and GET /v1/issuers");
    }
    if (doors.stream().distinct().count() > 1) {
      throw Refused.token("is for audiences of several tenants: get one for a single audience");
    }
    IssuerStore.Door door = doors.getFirst();
    TenantScope scope = TenantScope.of(door.tenant(), Set.of());
    Issuer issuer =
        issuers
            .find(scope, door.issuer())
            .filter(found -> !found.terms().disabled())
            .orElseThrow(() -> Refused.token("is of an issuer that is disabled here"));
    token.prove(issuer);
    return new Trusted(scope, issuer);
  }
}
