package io.mnemon.governance.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.tenancy.Holding;
import io.mnemon.tenancy.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final UUID TENANT = new UUID(7, 1);
  private static final UUID ALICE = new UUID(7, 2);

  private final Unit organization = unit(10, null, UnitKind.ORGANIZATION);
  private final Unit team = unit(11, organization, UnitKind.TEAM);
  private final Unit project = unit(12, team, UnitKind.PROJECT);
  private final Unit sibling = unit(13, organization, UnitKind.TEAM);
  private final UnitTree tree = new UnitTree(TENANT, List.of(organization, team, project, sibling));

  @Test
  void theStrongestRoleOnTheWayUpApplies() {
    Standing standing =
        granted(grant(organization.id(), Role.DEVELOPER), grant(project.id(), Role.VIEWER));

    assertThat(standing.roleOn(project.id())).contains(Role.DEVELOPER);
    assertThat(standing.roleOn(organization.id())).contains(Role.DEVELOPER);
    assertThat(standing.roleOn(TENANT)).isEmpty();
  }

  @Test
  void aRoleDoesNotReachSiblingsOrWhatIsAbove() {
    Standing standing = granted(grant(team.id(), Role.ADMIN));

    assertThat(standing.roleOn(sibling.id())).isEmpty();
    assertThat(standing.sees(sibling.id())).isFalse();
    assertThat(standing.roleOn(organization.id())).isEmpty();
    assertThat(standing.sees(organization.id())).isTrue();
    assertThat(standing.seen()).containsExactlyInAnyOrder(organization, team, project);
  }

  @Test
  void aRoleOnTheTenantReachesEverythingThatExists() {
    Standing standing = granted(grant(TENANT, Role.VIEWER));

    assertThat(standing.seen()).containsExactly(organization, team, project, sibling);
    assertThat(standing.roleOn(sibling.id())).contains(Role.VIEWER);
    assertThat(standing.roleOn(new UUID(7, 99))).isEmpty();
    assertThat(standing.sees(new UUID(7, 99))).isFalse();
  }

  @Test
  void aGrantOnAUnitThatIsGoneReachesNothing() {
    Standing standing = granted(grant(new UUID(7, 99), Role.ADMIN));

    assertThat(standing.seen()).isEmpty();
  }

  @Test
  void anAgentHasTheWeakerOfItsOwnRoleAndItsUsers() {
    Standing agent =
        new Standing.Bounded(
            granted(grant(TENANT, Role.DEVELOPER)), granted(grant(team.id(), Role.ADMIN)));

    assertThat(agent.roleOn(team.id())).contains(Role.DEVELOPER);
    assertThat(agent.roleOn(sibling.id())).isEmpty();
    assertThat(agent.roleOn(TENANT)).isEmpty();
    assertThat(agent.seen()).containsExactlyInAnyOrder(organization, team, project);
    assertThat(agent.place(team.id()).own()).isEqualTo(Holding.of(Optional.of(Role.DEVELOPER)));
    assertThat(agent.place(team.id()).user()).isEqualTo(Holding.of(Optional.of(Role.ADMIN)));
  }

  @Test
  void anAgentWithoutRolesIsAnAgentAtMostWhereItsUserStands() {
    Standing agent =
        new Standing.Borrowed(
            granted(grant(team.id(), Role.ADMIN), grant(sibling.id(), Role.VIEWER)));

    assertThat(agent.roleOn(team.id())).contains(Role.AGENT);
    assertThat(agent.roleOn(sibling.id())).contains(Role.VIEWER);
    assertThat(agent.place(team.id()).user()).isEqualTo(Holding.of(Optional.of(Role.ADMIN)));
    assertThat(agent.sees(organization.id())).isTrue();
  }

  private Standing granted(Membership... memberships) {
    return Standing.Granted.of(tree, 3, List.of(memberships));
  }

  private static Membership grant(UUID unit, Role role) {
    return new Membership(ALICE, unit, role, null, true);
  }

  private static Unit unit(int id, @Nullable Unit parent, UnitKind kind) {
    return new Unit(new UUID(7, id), parent == null ? null : parent.id(), kind, "unit " + id, NOW);
  }
}
