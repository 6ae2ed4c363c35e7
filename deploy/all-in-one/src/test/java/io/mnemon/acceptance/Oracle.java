package io.mnemon.acceptance;

import io.mnemon.acceptance.Company.ActFor;
import io.mnemon.acceptance.Company.Grant;
import io.mnemon.acceptance.Company.Kept;
import io.mnemon.acceptance.Company.Person;
import io.mnemon.acceptance.Company.Unit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may see and write what, worked out from the rules alone and as plainly as they are written:
 * personal memories are for their user and for whoever acts for that user; a unit's are for those
 * who have a role there, above or beneath; the company's are for everybody in it.
 */
final class Oracle {
  private static final List<String> ROLES =
      List.of("viewer", "agent", "developer", "tech_lead", "architect", "admin", "tenant_admin");

  private final Company company;

  Oracle(Company company) {
    this.company = company;
  }

  static boolean isWithin(Unit unit, Unit other) {
    for (Unit at = unit; at != null; at = at.parent()) {
      if (at.equals(other)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the caller sees the memory when it names nobody. */
  boolean sees(Person caller, Kept memory) {
    if (memory.company() != company) {
      return false;
    }
    Person user = memory.user();
    if (user != null) {
      return actsFor(caller, user) && (!caller.is("agent") || isNoOthers(memory, caller));
    }
    return memory.unit() == null || seen(caller).contains(memory.unit());
  }

  /** A layer of one agent is not another agent's to see. */
  private static boolean isNoOthers(Kept memory, Person agent) {
    return memory.agent() == null || memory.agent().equals(agent);
  }

  /**
   * Whether the caller sees the memory when it names a user: of personal memories only that user's.
   */
  boolean seesNaming(Person caller, Person named, Kept memory) {
    if (memory.company() != company) {
      return false;
    }
    if (memory.user() != null) {
      return memory.user().equals(named) && sees(caller, memory);
    }
    return sees(caller, memory) || seenNaming(caller, named).contains(memory.unit());
  }

  /**
   * The units that the caller sees when it names a user: an application sees, besides its own,
   * those of the user's that the grant reaches by which it acts for the user. A grant reaches its
   * unit, what is beneath, and what is above where the user is beneath.
   */
  Set<Unit> seenNaming(Person caller, Person named) {
    Set<Unit> seen = new HashSet<>(seen(caller));
    if (caller.is("application") && caller.actFor() != null) {
      Unit granted = caller.actFor().unit();
      Set<Unit> users = seen(named);
      users.stream()
          .filter(
              unit ->
                  granted == null
                      || isWithin(unit, granted)
                      || (isWithin(granted, unit) && users.contains(granted)))
          .forEach(seen::add);
    }
    return seen;
  }

  /** Whether a caller may name a user. */
  boolean actsFor(Person caller, Person user) {
    if (!company.people().contains(user)) {
      return false;
    }
    return switch (caller.kind()) {
      case "user" -> caller.equals(user);
      case "agent" -> user.equals(caller.user());
      default -> caller.actFor() != null && covers(caller.actFor(), user);
    };
  }

  private static boolean covers(ActFor actFor, Person user) {
    Unit unit = actFor.unit();
    boolean belongs =
        unit == null
            || (user.home() != null && isWithin(user.home(), unit))
            || user.grants().stream().anyMatch(g -> g.unit() != null && isWithin(g.unit(), unit));
    return belongs && user.name().startsWith(actFor.prefix());
  }

  /** The units that a principal sees. */
  Set<Unit> seen(Person person) {
    Set<Unit> own = new HashSet<>();
    for (Unit unit : company.units()) {
      if (person.grants().stream().anyMatch(grant -> opens(grant, unit))) {
        own.add(unit);
      }
    }
    if (person.user() == null) {
      return own;
    }
    Set<Unit> users = seen(person.user());
    if (!person.grants().isEmpty()) {
      users.retainAll(own);
    }
    return users;
  }

  private static boolean opens(Grant grant, Unit unit) {
    return grant.unit() == null || isWithin(unit, grant.unit()) || isWithin(grant.unit(), unit);
  }

  /** What becomes of an attempt to write to a unit, as an HTTP status. */
  int statusOfWriting(Person caller, Unit unit) {
    if (!seen(caller).contains(unit)) {
      return 404;
    }
    String needed =
        switch (unit.layer()) {
          case "project" -> "developer";
          case "team" -> "tech_lead";
          default -> "architect";
        };
    return rank(caller, unit).filter(rank -> rank >= ROLES.indexOf(needed)).isPresent() ? 201 : 403;
  }

  /** The strongest role that applies on a unit: granted there or above. */
  private static Optional<Integer> rank(Person person, @Nullable Unit unit) {
    Optional<Integer> own =
        person.grants().stream()
            .filter(grant -> grant.unit() == null || (unit != null && isWithin(unit, grant.unit())))
            .map(grant -> ROLES.indexOf(grant.role()))
            .reduce(Math::max);
    if (person.user() == null) {
      return own;
    }
    Optional<Integer> lent = rank(person.user(), unit);
    int most = person.grants().isEmpty() ? ROLES.indexOf("agent") : own.orElse(-1);
    return lent.map(rank -> Math.min(rank, most)).filter(rank -> rank >= 0);
  }
}
