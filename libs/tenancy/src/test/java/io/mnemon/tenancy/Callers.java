package io.mnemon.tenancy;

import java.util.List;
import java.util.UUID;

/** Callers to test with. */
final class Callers {
  static final UUID TENANT = UUID.fromString("01980000-0000-7000-8000-000000000001");
  static final UUID UNIT = UUID.fromString("01980000-0000-7000-8000-000000000002");
  static final UUID PRINCIPAL = UUID.fromString("01980000-0000-7000-8000-000000000003");

  private Callers() {}

  /** A caller in whom every field says something. */
  static Caller full() {
    return new Caller(
        TENANT,
        PRINCIPAL,
        PrincipalKind.APPLICATION,
        "shop",
        UUID.fromString("01980000-0000-7000-8000-000000000004"),
        List.of(
            new Caller.RoleGrant(TENANT, Role.VIEWER), new Caller.RoleGrant(UNIT, Role.TECH_LEAD)),
        List.of("memory.*", "unit.read"),
        new Caller.ActFor(UNIT, "customer-"),
        true,
        7,
        UUID.fromString("01980000-0000-7000-8000-000000000005"));
  }

  static Caller user(String... scopes) {
    return new Caller(
        TENANT,
        PRINCIPAL,
        PrincipalKind.USER,
        "alice",
        null,
        List.of(),
        List.of(scopes),
        null,
        false,
        0,
        null);
  }
}
