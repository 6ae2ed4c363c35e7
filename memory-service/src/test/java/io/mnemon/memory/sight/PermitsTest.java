package io.mnemon.memory.sight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.authorization.CedarEngine;
import io.mnemon.authorization.TenantPolicy;
import io.mnemon.authorization.TenantRules;
import io.mnemon.memory.sight.Subject.Rights;
import io.mnemon.memory.sight.Subject.UnitView;
import io.mnemon.memory.sight.SubjectDirectory.Subjects;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.ScopeKey;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the policies of a tenant leave open of its memories. */
class PermitsTest {
  private static final CedarEngine ENGINE = new CedarEngine(1, Duration.ofSeconds(30), 100, 10);
  private static final UUID TENANT = new UUID(1, 0);
  private static final UUID NORTH = new UUID(3, 0);
  private static final UUID SEARCH = new UUID(3, 1);
  private static final UUID INDEX = new UUID(3, 2);
  private static final UUID SALES = new UUID(3, 3);
  private static final Caller ALICE = caller(PrincipalKind.USER, new UUID(2, 0), "alice");

  private final Subjects subjects =
      new Subjects(
          new Subject(
              Optional.of(ALICE.principal()),
              "alice",
              List.of(
                  unit(NORTH, Layer.ORG, null, null),
                  unit(SEARCH, Layer.TEAM, NORTH, Role.TECH_LEAD),
                  unit(INDEX, Layer.PROJECT, SEARCH, Role.TECH_LEAD),
                  unit(SALES, Layer.TEAM, NORTH, Role.VIEWER)),
              Rights.NONE),
          List.of(),
          List.of(),
          1);

  @Test
  void aRoleLetsWriteWhereItHolds() {
    Permits permits = permits("");

    permits.require(ALICE, "memory.write.team", subjects, Layer.TEAM, SEARCH);
    permits.require(ALICE, "memory.write.project", subjects, Layer.PROJECT, INDEX);
    assertDenied(() -> permits.require(ALICE, "memory.write.team", subjects, Layer.TEAM, SALES));
    assertDenied(() -> permits.require(ALICE, "memory.write.org", subjects, Layer.ORG, NORTH));
    assertDenied(
        () -> permits.require(ALICE, "memory.write.company", subjects, Layer.COMPANY, null));
    assertThat(permits.areNarrowed(ALICE)).isFalse();
  }

  @Test
  void aClosedUnitIsClosedWithAllThatIsBeneathIt() {
    Permits permits =
        permits("forbid (principal, action, resource in Mnemon::Unit::\"" + SEARCH + "\");");

    assertThat(permits.areNarrowed(ALICE)).isTrue();
    assertThat(units(permits)).containsExactlyInAnyOrder(NORTH, SALES);
    assertDenied(() -> permits.require(ALICE, "memory.add", subjects, Layer.PROJECT, INDEX));
  }

  @Test
  void aClosedLayerIsLeftOut() {
    Permits permits =
        permits(
            "forbid (principal, action == Mnemon::Action::\"memory.search\", resource) when {"
                + " context has layer && [\"user\", \"team\"].contains(context.layer) };");

    assertThat(permits.layers(ALICE, "memory.search", subjects, EnumSet.allOf(Layer.class)))
        .doesNotContain(Layer.USER)
        .contains(Layer.SESSION, Layer.COMPANY);
    assertThat(units(permits)).containsExactlyInAnyOrder(NORTH, INDEX);
    assertDenied(() -> permits.layers(ALICE, "memory.search", subjects, EnumSet.of(Layer.USER)));
  }

  @Test
  void anApplicationIsHeldToWhatIsForbiddenToTheUserItActsFor() {
    Permits permits =
        permits(
            "forbid (principal == Mnemon::User::\"" + ALICE.principal() + "\", action, resource);");
    Caller application = caller(PrincipalKind.APPLICATION, new UUID(2, 9), "helper");
    Subject self =
        new Subject(Optional.of(application.principal()), "helper", List.of(), Rights.NONE);
    Subject alice = new Subject(Optional.of(ALICE.principal()), "alice", List.of(), Rights.NONE);
    Subjects naming = new Subjects(self, List.of(alice), List.of(), 1);
    Subjects namingNobody = new Subjects(self, List.of(), List.of(), 1);
    MemoryScope hers = MemoryScope.of(ScopeKey.ofUser(ALICE.principal()), "alice", null);
    MemoryScope ofAnother = MemoryScope.of(ScopeKey.ofUser(new UUID(2, 8)), "ben", null);

    permits.require(application, "memory.search", namingNobody);
    permits.require(application, "memory.delete", namingNobody, ofAnother);
    assertDenied(() -> permits.require(application, "memory.search", naming));
    assertDenied(() -> permits.require(application, "memory.add", naming, Layer.USER, null));
    assertDenied(() -> permits.require(application, "memory.delete", namingNobody, hers));
  }

  private Set<UUID> units(Permits permits) {
    Map<UUID, UnitView> seen =
        subjects.caller().units().stream()
            .collect(Collectors.toMap(UnitView::id, Function.identity()));
    return permits.units(ALICE, "memory.search", subjects, seen, seen.keySet());
  }

  private static Permits permits(String policy) {
    List<TenantPolicy> policies =
        policy.isEmpty() ? List.of() : List.of(new TenantPolicy("p", policy));
    return new Permits(ENGINE.authorizer(tenant -> new TenantRules(1, List.of(), policies)));
  }

  private static Caller caller(PrincipalKind kind, UUID id, String name) {
    return new Caller(TENANT, id, kind, name, null, List.of(), List.of(), null, false, 1, null);
  }

  private static void assertDenied(Runnable work) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(work::run)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
  }

  private static UnitView unit(UUID id, Layer layer, @Nullable UUID parent, @Nullable Role role) {
    return new UnitView(
        id, layer, Optional.ofNullable(parent), Rights.of(Optional.ofNullable(role)));
  }
}
