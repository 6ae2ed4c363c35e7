package io.mnemon.governance.tenant;

import io.mnemon.tenancy.Role;

/** What came of the wish to change a membership. */
public sealed interface MemberChange {
  record Done() implements MemberChange {}

  /** The principal holds a stronger role there than the one who asks. */
  record Stronger(Role held) implements MemberChange {}

  /** Nobody would be left who administers the tenant. */
  record LastAdmin() implements MemberChange {}

  record NoSuchMember() implements MemberChange {}

  /** The principal has its role through a group of the company's directory. */
  record ByGroup() implements MemberChange {}
}
