package io.mnemon.governance.access;

import io.mnemon.governance.tenant.Grantee;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.tenancy.PrincipalKind;

/** What a subject that a request names turned out to be. */
sealed interface SubjectMatch {
  record Known(Grantee subject) implements SubjectMatch {}

  /** It does not exist, and the caller could act for it. */
  record Absent(PrincipalKind kind, String name) implements SubjectMatch {}

  /**
   * The caller may not act for it, or could not if it existed.
   *
   * @param reason for the audit only: it tells what the caller must not learn
   */
  record Refused(PrincipalKind kind, PrincipalRef named, String reason) implements SubjectMatch {}
}
