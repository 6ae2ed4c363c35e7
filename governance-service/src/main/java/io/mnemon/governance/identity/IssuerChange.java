package io.mnemon.governance.identity;

/** What came of the wish to change which issuers are trusted. */
sealed interface IssuerChange {
  record Done() implements IssuerChange {}

  /** Another issuer of the tenant has the name. */
  record NameTaken() implements IssuerChange {}

  /** The tenant trusts an issuer with this URL already. */
  record UrlTaken() implements IssuerChange {}

  /** A pair of issuer and audience is that of another tenant. */
  record AudienceTaken() implements IssuerChange {}

  record LimitReached() implements IssuerChange {}

  record NoSuchIssuer() implements IssuerChange {}
}
