package io.mnemon.governance.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.api.ServiceException;
import io.mnemon.authorization.CedarEngine;
import io.mnemon.authorization.TenantRules;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every cell of docs/access-matrix.csv, by whoever holds each role on a unit: what they may do on
 * that unit, above it, beneath it, on its sibling and in another tenant, as a user, as an agent and
 * as an application.
 */
class AccessMatrixTest {
  private static final Path TABLE = Path.of("../docs/access-matrix.csv");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final UUID TENANT = new UUID(7, 1);
  private static final UUID HOLDER = new UUID(7, 2);
  private static final UUID USER = new UUID(7, 3);

  private static final Unit ABOVE = unit(10, null, UnitKind.ORGANIZATION);
  private static final Unit OWN = unit(11, ABOVE, UnitKind.TEAM);
  private static final Unit BENEATH = unit(12, OWN, UnitKind.PROJECT);
  private static final Unit SIBLING = unit(13, ABOVE, UnitKind.TEAM);
  private static final UUID ELSEWHERE = new UUID(8, 1);
  private static final List<UUID> PLACES =
      List.of(OWN.id(), ABOVE.id(), BENEATH.id(), SIBLING.id(), ELSEWHERE);

  private static final CedarEngine ENGINE = new CedarEngine(2, Duration.ofSeconds(30), 10_000, 10);
  private static final Guard GUARD =
      new Guard(ENGINE.authorizer(tenant -> new TenantRules(1, List.of(), List.of())));

  static Stream<List<String>> lines() throws IOException {
    return Files.readAllLines(TABLE).stream().skip(1).map(line -> List.of(line.split(",", -1)));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void everyCellIsAsTheTableSays(List<String> line) {
    String action = line.get(0);
    String needs = line.get(1);
    for (Role role : Role.values()) {
      for (PrincipalKind kind : kinds()) {
        List<String> expected = new ArrayList<>();
        List<String> found = new ArrayList<>();
        for (int place = 0; place < PLACES.size(); place++) {
          expected.add(expected(line.get(2 + place), needs, role));
          found.add(answer(kind, role, action, PLACES.get(place)));
        }
        assertThat(found).as("%s by %s, %s", action, kind, role).isEqualTo(expected);
      }
    }
  }

  private static List<PrincipalKind> kinds() {
    return List.of(PrincipalKind.USER, PrincipalKind.AGENT, PrincipalKind.APPLICATION);
  }

  /** A cell speaks of who has the role that is needed; who has a weaker one is denied instead. */
  private static String expected(String cell, String needs, Role role) {
    boolean enough =
        needs.equals("anybody") || Role.ofWord(needs).filter(role::isAtLeast).isPresent();
    return cell.equals("allow") && !enough ? "deny" : cell;
  }

  private static String answer(PrincipalKind kind, Role role, String action, UUID place) {
    Caller caller = caller(kind);
    Standing standing = snapshot(kind, role).standing(caller);
    if (!standing.sees(place)) {
      return "not found";
    }
    try {
      GUARD.require(caller, action, standing, place);
      return "allow";
    } catch (ServiceException e) {
      return "deny";
    }
  }

  /** An agent acts on behalf of a user who holds the same. */
  private static Snapshot snapshot(PrincipalKind kind, Role role) {
    return new Snapshot(
        NOW,
        1,
        new UnitTree(TENANT, List.of(ABOVE, OWN, BENEATH, SIBLING)),
        List.of(
            grantee(HOLDER, kind, kind == PrincipalKind.AGENT ? USER : null, role),
            grantee(USER, PrincipalKind.USER, null, role)));
  }

  private static Grantee grantee(
      UUID id, PrincipalKind kind, @Nullable UUID onBehalfOf, Role role) {
    return new Grantee(
        new Principal(id, kind, id.toString(), onBehalfOf, null, false, NOW),
        List.of(new Membership(id, OWN.id(), role, null, true)),
        true);
  }

  private static Caller caller(PrincipalKind kind) {
    return new Caller(
        TENANT,
        HOLDER,
        kind,
        "holder",
        kind == PrincipalKind.AGENT ? USER : null,
        List.of(),
        List.of(),
        null,
        false,
        1,
        null);
  }

  private static Unit unit(int id, @Nullable Unit parent, UnitKind kind) {
    return new Unit(new UUID(7, id), parent == null ? null : parent.id(), kind, "unit " + id, NOW);
  }
}
