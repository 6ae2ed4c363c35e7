package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.acceptance.Company.Kept;
import io.mnemon.acceptance.Company.Person;
import io.mnemon.acceptance.Company.Unit;
import io.mnemon.acceptance.Door.Narrowed;
import io.mnemon.acceptance.Door.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One random read, and what it may show. */
final class Reading {
  private static final List<String> LAYERS =
      List.of("agent", "user", "session", "project", "team", "org", "company");

  private final World world;
  private final Company company;
  private final Oracle oracle;
  private final Person caller;
  private final Kept target;
  private final @Nullable Person user;
  private final @Nullable Unit unit;
  private final List<String> layers;
  private final int operation;
  private final int door;
  private final boolean byName;

  /** Draws it. */
  Reading(World world, Random random) {
    this.world = world;
    this.company = pick(world.companies(), random);
    this.oracle = new Oracle(company);
    this.caller = pick(company.callers(), random);
    // Mostly what is near enough to leak.
    this.target = pick(random.nextInt(4) == 0 ? world.memories() : company.memories(), random);
    Company other = random.nextInt(5) == 0 ? pick(world.companies(), random) : company;
    this.user = random.nextInt(3) == 0 ? pick(other.users(), random) : null;
    this.unit = random.nextInt(4) == 0 ? pick(other.units(), random) : null;
    this.layers = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      layers.addAll(LAYERS.stream().filter(layer -> random.nextBoolean()).toList());
    }
    this.operation = random.nextInt(6);
    this.door = random.nextInt(3);
    // A name means somebody else in another tenant.
    this.byName = other == company && random.nextBoolean();
  }

  private static <T> T pick(List<T> some, Random random) {
    return some.get(random.nextInt(some.size()));
  }

  /** Reads through one of the doors over HTTP, gRPC and MCP; gives whether it was partial. */
  boolean check(List<Door> doors) {
    boolean isNarrowed = user != null || unit != null || !layers.isEmpty();
    Door chosen = doors.get(operation == 2 && isNarrowed ? door % 2 : door);
    Narrowed narrowed =
        new Narrowed(
            user == null ? null : byName ? user.name() : user.id(),
            unit == null ? null : unit.id(),
            layers);
    String key = caller.key();
    return switch (operation) {
      case 0 -> one(chosen.get(key, target.id()));
      case 1 -> one(chosen.history(key, target.id()));
      case 2 -> all(chosen.list(key, narrowed));
      case 3 -> some(chosen.search(key, Writers.COMMON, "hybrid", narrowed));
      case 4 -> some(chosen.search(key, target.word(), "hybrid", narrowed));
      default ->
          door == 2
              ? some(chosen.search(key, target.word(), "hybrid", narrowed))
              : exactly(chosen.search(key, target.word(), "lexical", narrowed));
    };
  }

  private boolean one(Seen seen) {
    assertThat(seen)
        .as("%s", this)
        .isEqualTo(
            oracle.sees(caller, target)
                ? new Seen.Shown(Set.of(target.id()), false)
                : new Seen.NotFound());
    return false;
  }

  private boolean all(Seen seen) {
    if (!mayAsk()) {
      assertThat(seen).as("%s", this).isEqualTo(new Seen.NotFound());
      return false;
    }
    assertThat(shown(seen).ids()).as("%s", this).isEqualTo(visible());
    return false;
  }

  private boolean some(Seen seen) {
    if (!mayAsk()) {
      assertThat(seen).as("%s", this).isEqualTo(new Seen.NotFound());
      return false;
    }
    Seen.Shown shown = shown(seen);
    assertThat(visible()).as("%s", this).containsAll(shown.ids());
    return shown.partial();
  }

  /** Words find what holds them and nothing else. */
  private boolean exactly(Seen seen) {
    if (!mayAsk()) {
      return some(seen);
    }
    Seen.Shown shown = shown(seen);
    Set<String> expected = visible();
    expected.retainAll(Set.of(target.id()));
    if (shown.partial()) {
      assertThat(expected).as("%s", this).containsAll(shown.ids());
    } else {
      assertThat(shown.ids()).as("%s", this).isEqualTo(expected);
    }
    return shown.partial();
  }

  private Seen.Shown shown(Seen seen) {
    assertThat(seen).as("%s", this).isInstanceOf(Seen.Shown.class);
    return (Seen.Shown) seen;
  }

  private boolean mayAsk() {
    return (user == null || oracle.actsFor(caller, user) || isNobodyHere())
        && (unit == null || seenUnits().contains(unit));
  }

  /** The id of another company's user is a name that nobody has, for whoever may give it. */
  private boolean isNobodyHere() {
    return user != null
        && !company.people().contains(user)
        && caller.is("application")
        && caller.actFor() != null
        && user.id().startsWith(caller.actFor().prefix());
  }

  private Set<Unit> seenUnits() {
    return user == null ? oracle.seen(caller) : oracle.seenNaming(caller, user);
  }

  /** The ids of all that this read may show. */
  private Set<String> visible() {
    return world.memories().stream()
        .filter(kept -> layers.isEmpty() || layers.contains(kept.layer()))
        .filter(kept -> isInNamedUnit(kept))
        .filter(
            kept ->
                user == null ? oracle.sees(caller, kept) : oracle.seesNaming(caller, user, kept))
        .map(Kept::id)
        .collect(Collectors.toSet());
  }

  /** A named unit narrows the layers of units to itself and what is above it. */
  private boolean isInNamedUnit(Kept kept) {
    return unit == null || kept.unit() == null || Oracle.isWithin(unit, kept.unit());
  }

  @Override
  public String toString() {
    return "operation %d through door %d by %s of tenant %s for %s; user %s, unit %s, layers %s"
        .formatted(operation, door, caller, company.id(), target, user, unit, layers);
  }
}
