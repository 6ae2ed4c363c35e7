package io.mnemon.memory.sight;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.memory.sight.ScopeStore.KnownScope;
import io.mnemon.memory.sight.ScopeStore.Wanted;
import io.mnemon.memory.sight.SubjectDirectory.Reach;
import io.mnemon.memory.sight.SubjectDirectory.Subjects;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.TenantScope;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Works out what a caller may look at. A coordinate that the request names narrows the layers that
 * have it; a coordinate that it does not name stays as wide as the caller may see.
 */
public final class Sights {
  private final SubjectDirectory directory;
  private final ScopeStore scopes;
  private final int maxScopes;

  /**
   * @param maxScopes how many scopes one request may look through
   */
  public Sights(SubjectDirectory directory, ScopeStore scopes, int maxScopes) {
    this.directory = directory;
    this.scopes = scopes;
    this.maxScopes = maxScopes;
  }

  /**
   * @param layers the layers that are asked for; all if empty
   * @throws ServiceException NOT_FOUND for a subject or a unit that is not the caller's to see;
   *     RESOURCE_EXHAUSTED if more scopes are visible than one request may look through
   */
  public Sight of(Caller caller, NamedScope named, Set<Layer> layers) {
    Subjects subjects = directory.resolve(caller, setOf(named.user()), setOf(named.agent()), false);
    Set<Layer> wanted = layers.isEmpty() ? EnumSet.allOf(Layer.class) : EnumSet.copyOf(layers);
    Set<UUID> units = units(caller, subjects, named.unit());
    Persons persons = persons(caller, subjects, wanted);
    List<KnownScope> found =
        scopes.find(
            TenantScope.of(caller.tenant(), Set.of()),
            new Wanted(
                persons.layers(),
                persons.users(),
                persons.prefix(),
                agent(caller, subjects, wanted),
                named.session(),
                units),
            maxScopes + 1);
    if (found.size() > maxScopes) {
      throw new ServiceException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "more than "
              + maxScopes
              + " scopes are visible: name a user, a session or a unit in scope");
    }
    return new Sight(
        TenantScope.of(
            caller.tenant(),
            found.stream().map(KnownScope::id).collect(Collectors.toUnmodifiableSet())),
        found.stream()
            .filter(KnownScope::hasSecrets)
            .map(KnownScope::id)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static Set<String> setOf(@Nullable String name) {
    return name == null ? Set.of() : Set.of(name);
  }

  /** The units whose memories are looked through: all that are seen, or one with those above it. */
  private static Set<UUID> units(Caller caller, Subjects subjects, @Nullable String named) {
    Map<UUID, Subject.UnitView> seen = new LinkedHashMap<>();
    subjects.caller().units().forEach(unit -> seen.put(unit.id(), unit));
    // An agent that was granted less than its user must not see more by naming that user.
    if (caller.kind() == PrincipalKind.APPLICATION) {
      subjects.users().stream()
          .flatMap(user -> withinGrant(caller, user))
          .forEach(unit -> seen.putIfAbsent(unit.id(), unit));
    }
    if (named == null) {
      return seen.keySet();
    }
    Set<UUID> chain = chain(seen, Ids.unit(named));
    if (chain.isEmpty()) {
      throw ServiceException.notFound("unit " + named);
    }
    return chain;
  }

  /**
   * A user's units as far as the grant goes by which an application acts for the user: the grant's
   * unit, those beneath it, and those above it, which everybody beneath sees.
   */
  private static Stream<Subject.UnitView> withinGrant(Caller application, Subject user) {
    Caller.ActFor grant = application.actFor();
    if (grant == null || grant.unit().equals(application.tenant())) {
      return grant == null ? Stream.empty() : user.units().stream();
    }
    Map<UUID, Subject.UnitView> units =
        user.units().stream().collect(Collectors.toMap(Subject.UnitView::id, unit -> unit));
    Set<UUID> above = chain(units, grant.unit());
    return user.units().stream()
        .filter(
            unit -> above.contains(unit.id()) || chain(units, unit.id()).contains(grant.unit()));
  }

  /** A unit and those above it, as far as they are known. */
  private static Set<UUID> chain(Map<UUID, Subject.UnitView> units, UUID from) {
    Set<UUID> chain = new HashSet<>();
    Optional<UUID> next = Optional.of(from);
    while (next.isPresent() && units.containsKey(next.get())) {
      chain.add(next.get());
      next = units.get(next.get()).parent();
    }
    return chain;
  }

  private Persons persons(Caller caller, Subjects subjects, Set<Layer> wanted) {
    if (!subjects.users().isEmpty()) {
      return Persons.of(
          wanted,
          subjects.users().stream()
              .flatMap(user -> user.id().stream())
              .collect(Collectors.toUnmodifiableSet()));
    }
    return switch (caller.kind()) {
      case USER -> Persons.of(wanted, Set.of(caller.principal()));
      case AGENT ->
          Persons.of(wanted, caller.onBehalfOf() == null ? Set.of() : Set.of(caller.onBehalfOf()));
      case APPLICATION -> reach(caller, wanted);
      case SERVICE -> Persons.of(wanted, Set.of());
    };
  }

  private Persons reach(Caller application, Set<Layer> wanted) {
    if (application.actFor() == null || wanted.stream().noneMatch(Layer::isPersonal)) {
      return Persons.of(wanted, Set.of());
    }
    return switch (directory.reach(application)) {
      case Reach.Tenant(String prefix) -> new Persons(wanted, Set.of(), prefix);
      case Reach.Users(Set<UUID> ids) -> Persons.of(wanted, ids);
    };
  }

  /**
   * The one agent whose memories are looked through, or null for any. An agent that does not exist
   * has none: an id that nobody has stands for it.
   */
  private static @Nullable UUID agent(Caller caller, Subjects subjects, Set<Layer> wanted) {
    if (!wanted.contains(Layer.AGENT)) {
      return null;
    }
    if (!subjects.agents().isEmpty()) {
      return subjects.agents().getFirst().id().orElse(Ids.NOBODY);
    }
    return caller.kind() == PrincipalKind.AGENT ? caller.principal() : null;
  }

  /** The persons whose personal scopes are looked through. */
  private record Persons(Set<Layer> layers, Set<UUID> users, @Nullable String prefix) {
    static Persons of(Set<Layer> layers, Set<UUID> users) {
      return new Persons(layers, users, null);
    }
  }
}
