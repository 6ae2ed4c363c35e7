package io.mnemon.authorization;

import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Holding;
import io.mnemon.tenancy.Place;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Callers and places to test with. */
final class Asking {
  static final UUID TENANT = new UUID(9, 1);
  static final UUID UNIT = new UUID(9, 2);
  static final UUID ABOVE = new UUID(9, 3);
  static final UUID ALICE = new UUID(9, 4);
  static final UUID BOT = new UUID(9, 5);
  static final UUID APPLICATION = new UUID(9, 6);

  private Asking() {}

  static CedarEngine engine() {
    return new CedarEngine(2, Duration.ofSeconds(30), 1000, 10);
  }

  static Caller alice() {
    return caller(PrincipalKind.USER, ALICE, null, false, 1);
  }

  static Caller alice(long epoch) {
    return caller(PrincipalKind.USER, ALICE, null, false, epoch);
  }

  static Caller platformAdmin() {
    return caller(PrincipalKind.USER, ALICE, null, true, 1);
  }

  /** Acts on behalf of Alice. */
  static Caller bot() {
    return caller(PrincipalKind.AGENT, BOT, ALICE, false, 1);
  }

  static Caller application() {
    return application(1);
  }

  static Caller application(long epoch) {
    return caller(PrincipalKind.APPLICATION, APPLICATION, null, false, epoch);
  }

  private static Caller caller(
      PrincipalKind kind, UUID id, @Nullable UUID user, boolean platformAdmin, long epoch) {
    return new Caller(
        TENANT, id, kind, "x", user, List.of(), List.of(), null, platformAdmin, epoch, null);
  }

  static Place unit(@Nullable Role role) {
    return unit(Holding.of(Optional.ofNullable(role)));
  }

  static Place unit(Holding holding) {
    return Place.of(TENANT, List.of(UNIT, ABOVE), holding, holding);
  }

  static Holding custom(UUID role) {
    return new Holding(Optional.of(Role.VIEWER), Set.of(role));
  }
}
