package io.mnemon.memory.sight;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.memory.sight.ScopeStore.KnownScope;
import io.mnemon.memory.sight.ScopeStore.Named;
import io.mnemon.memory.sight.ScopeStore.Wanted;
import io.mnemon.memory.sight.SubjectDirectory.Reach;
import io.mnemon.memory.sight.SubjectDirectory.Subjects;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.TenantScope;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  /**
   * Who sees no more scopes is told all of them, also where a few things are asked for: they are
   * kept, so that mostly nothing has to be asked.
   */
  private static final int FEW = 1000;

  private final SubjectDirectory directory;
  private final ScopeStore scopes;
  private final Permits permits;
  private final int maxScopes;

  /**
   * @param maxScopes how many scopes one request may look through
   */
  public Sights(SubjectDirectory directory, ScopeStore scopes, Permits permits, int maxScopes) {
    this.directory = directory;
    this.scopes = scopes;
    this.permits = permits;
    this.maxScopes = maxScopes;
  }

  /**
   * @param action what the caller wants to do, e.g. {@code memory.search}
   * @param layers the layers that are asked for; all if empty
   * @throws ServiceException PERMISSION_DENIED if the action is not allowed; NOT_FOUND for a
   *     subject or a unit that is not the caller's to see; RESOURCE_EXHAUSTED if more scopes are
   *     visible than one request may look through
   */
  public Sight of(Caller caller, String action, NamedScope named, Set<Layer> layers) {
    List<KnownScope> found = all(caller, wanted(caller, action, named, layers), maxScopes);
    if (found.size() > maxScopes) {
      throw new ServiceException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "more than "
              + maxScopes
              + " scopes are visible: name a user, a session or a unit in scope");
    }
    return sight(caller, found);
  }

  /**
   * Enough to look at some things, as far as the caller may, however many scopes it sees. A thing
   * that is out of sight and one that is not there look the same.
   *
   * @throws ServiceException PERMISSION_DENIED if the action is not allowed; RESOURCE_EXHAUSTED if
   *     the things lie in more scopes than one request may look through
   */
  public Sight of(Caller caller, String action, Things things) {
    Wanted wanted = wanted(caller, action, NamedScope.ANYWHERE, Set.of());
    int few = Math.min(FEW, maxScopes);
    List<KnownScope> found = all(caller, wanted, few);
    if (found.size() > few) {
      found = scopes.find(nothingOf(caller), wanted, things, maxScopes + 1);
    }
    if (found.size() > maxScopes) {
      throw new ServiceException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "this lies in more than " + maxScopes + " scopes: name fewer at once");
    }
    return sight(caller, found);
  }

  /** One more than so many if there are more. */
  private List<KnownScope> all(Caller caller, Wanted wanted, int most) {
    return scopes.find(nothingOf(caller), wanted, most + 1);
  }

  private static TenantScope nothingOf(Caller caller) {
    return TenantScope.of(caller.tenant(), Set.of());
  }

  private Wanted wanted(Caller caller, String action, NamedScope named, Set<Layer> layers) {
    Subjects subjects = directory.resolve(caller, setOf(named.user()), setOf(named.agent()), false);
    permits.require(caller, action, subjects);
    Set<Layer> wanted = layers.isEmpty() ? EnumSet.allOf(Layer.class) : EnumSet.copyOf(layers);
    Map<UUID, Subject.UnitView> seen = seen(caller, subjects);
    Set<UUID> units = units(seen, named.unit());
    if (permits.areNarrowed(caller)) {
      wanted = permits.layers(caller, action, subjects, wanted);
      units = permits.units(caller, action, subjects, seen, units);
    }
    Persons persons = persons(caller, subjects, wanted);
    return new Wanted(
        persons.layers(),
        persons.users(),
        persons.named(),
        agent(caller, subjects, wanted),
        named.session(),
        units);
  }

  private static Sight sight(Caller caller, List<KnownScope> found) {
    return new Sight(
        TenantScope.of(
            caller.tenant(),
            found.stream().map(KnownScope::id).collect(Collectors.toUnmodifiableSet())),
        found.stream()
            .filter(KnownScope::hasSecrets)
            .map(KnownScope::id)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /**
   * Requires a right to what touches no memory.
   *
   * @param user whom it is for, if for anybody
   * @throws ServiceException PERMISSION_DENIED if the action is not allowed; NOT_FOUND for a user
   *     whom the caller may not act for
   */
  public void require(Caller caller, String action, @Nullable String user) {
    permits.require(caller, action, directory.resolve(caller, setOf(user), Set.of(), false));
  }

  private static Set<String> setOf(@Nullable String name) {
    return name == null ? Set.of() : Set.of(name);
  }

  private static Map<UUID, Subject.UnitView> seen(Caller caller, Subjects subjects) {
    Map<UUID, Subject.UnitView> seen = new LinkedHashMap<>();
    subjects.caller().units().forEach(unit -> seen.put(unit.id(), unit));
    // An agent that was granted less than its user must not see more by naming that user.
    if (caller.kind() == PrincipalKind.APPLICATION) {
      subjects.users().stream()
          .flatMap(user -> withinGrant(caller, user))
          .forEach(unit -> seen.putIfAbsent(unit.id(), unit));
    }
    return seen;
  }

  /** The units whose memories are looked through: all that are seen, or one with those above it. */
  private static Set<UUID> units(Map<UUID, Subject.UnitView> seen, @Nullable String named) {
    if (named == null) {
      return seen.keySet();
    }
    Set<UUID> chain = Permits.chain(seen, Ids.unit(named));
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
    Set<UUID> above = Permits.chain(units, grant.unit());
    return user.units().stream()
        .filter(
            unit ->
                above.contains(unit.id())
                    || Permits.chain(units, unit.id()).contains(grant.unit()));
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
      case Reach.Tenant(String prefix, Set<UUID> into, Set<UUID> outOf) ->
          // What the record calls those who were renamed says nothing any more: their ids do.
          new Persons(
              wanted,
              into,
              new Named(
                  prefix,
                  Stream.concat(into.stream(), outOf.stream())
                      .collect(Collectors.toUnmodifiableSet())));
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
  private record Persons(Set<Layer> layers, Set<UUID> users, @Nullable Named named) {
    static Persons of(Set<Layer> layers, Set<UUID> users) {
      return new Persons(layers, users, null);
    }
  }
}
