package io.mnemon.memory.sight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.authorization.Explainer;
import io.mnemon.authorization.Verdict;
import io.mnemon.memory.sight.ScopeStore.Wanted;
import io.mnemon.memory.sight.Subject.UnitView;
import io.mnemon.memory.sight.SubjectDirectory.Reach;
import io.mnemon.memory.sight.SubjectDirectory.Subjects;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.Place;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an application sees that names a user: never more than its grant reaches. */
class SightsTest {
  private static final UUID TENANT = new UUID(1, 0);
  private static final UUID ALICE = new UUID(2, 0);
  private static final UUID NORTH = new UUID(3, 0);
  private static final UUID SEARCH = new UUID(3, 1);
  private static final UUID INDEX = new UUID(3, 2);
  private static final UUID SALES = new UUID(3, 3);
  private static final UUID SOUTH = new UUID(3, 4);

  /** Alice is in a project of one team, in a team beside it, and in another organization. */
  private static final List<UnitView> OF_ALICE =
      List.of(
          unit(NORTH, Layer.ORG, null),
          unit(SEARCH, Layer.TEAM, NORTH),
          unit(INDEX, Layer.PROJECT, SEARCH),
          unit(SALES, Layer.TEAM, NORTH),
          unit(SOUTH, Layer.ORG, null));

  private final List<Wanted> asked = new ArrayList<>();

  private static UnitView unit(UUID id, Layer layer, @Nullable UUID parent) {
    return new UnitView(
        id, layer, Optional.ofNullable(parent), Subject.Rights.of(Optional.of(Role.VIEWER)));
  }

  private static Caller application(Caller.@Nullable ActFor actFor) {
    return new Caller(
        TENANT,
        new UUID(4, 0),
        PrincipalKind.APPLICATION,
        "assistant",
        null,
        List.of(),
        List.of(),
        actFor,
        false,
        1,
        new UUID(5, 0));
  }

  private Set<UUID> unitsSeen(Caller caller, NamedScope named) {
    SubjectDirectory directory =
        new SubjectDirectory() {
          @Override
          public Subjects resolve(
              Caller who, Set<String> users, Set<String> agents, boolean create) {
            return new Subjects(
                new Subject(
                    Optional.of(who.principal()), who.name(), List.of(), Subject.Rights.NONE),
                users.stream()
                    .map(
                        name ->
                            new Subject(Optional.of(ALICE), name, OF_ALICE, Subject.Rights.NONE))
                    .toList(),
                List.of(),
                1);
          }

          @Override
          public Reach reach(Caller who) {
            return new Reach.Users(Set.of());
          }
        };
    ScopeStore scopes =
        new ScopeStore() {
          @Override
          public List<KnownScope> find(TenantScope tenant, Wanted wanted, int limit) {
            asked.add(wanted);
            return List.of();
          }

          @Override
          public List<KnownScope> find(
              TenantScope tenant, Wanted wanted, Things things, int limit) {
            throw new IllegalStateException("nobody asks where things lie");
          }
        };
    Explainer policies =
        new Explainer() {
          @Override
          public Verdict explain(Caller who, String action, Place place) {
            throw new IllegalStateException("nobody asks why");
          }

          @Override
          public Decision decide(Caller who, String action, Place place) {
            return new Decision.Allowed();
          }

          @Override
          public boolean isNarrowed(Caller who) {
            return false;
          }
        };
    var unused =
        new Sights(directory, scopes, new Permits(policies), 10)
            .of(caller, "memory.search", named, Set.of());
    return asked.getLast().units();
  }

  private static NamedScope alice(@Nullable UUID unit) {
    return new NamedScope("alice", null, null, unit == null ? null : unit.toString());
  }

  @Test
  void anApplicationOfTheTenantSeesAllUnitsOfTheUserThatItNames() {
    Caller caller = application(new Caller.ActFor(TENANT, ""));

    assertThat(unitsSeen(caller, alice(null)))
        .containsExactlyInAnyOrder(NORTH, SEARCH, INDEX, SALES, SOUTH);
    assertThat(asked.getLast().users()).containsExactly(ALICE);
  }

  @Test
  void anApplicationOfATeamSeesOfThemItsOwnWhatIsBeneathAndWhatIsAbove() {
    Caller caller = application(new Caller.ActFor(SEARCH, ""));

    assertThat(unitsSeen(caller, alice(null))).containsExactlyInAnyOrder(NORTH, SEARCH, INDEX);
  }

  @Test
  void aUnitBeyondTheGrantIsNotFoundByNamingIt() {
    Caller caller = application(new Caller.ActFor(SEARCH, ""));

    assertThat(unitsSeen(caller, alice(INDEX))).containsExactlyInAnyOrder(NORTH, SEARCH, INDEX);
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> unitsSeen(caller, alice(SALES)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void anApplicationWithoutAGrantSeesNoUnitOfAnybody() {
    assertThat(unitsSeen(application(null), alice(null))).isEmpty();
  }
}
