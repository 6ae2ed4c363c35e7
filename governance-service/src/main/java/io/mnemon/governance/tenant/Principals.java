package io.mnemon.governance.tenant;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.PrincipalKind;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Creates users, agents and applications, and shows them: all to admins, to others themselves. */
final class Principals {
  private final Directory directory;
  private final TenantStore store;
  private final Guard guard;
  private final PrincipalLimit limit;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  Principals(
      Directory directory,
      TenantStore store,
      Guard guard,
      PrincipalLimit limit,
      Supplier<UUID> ids,
      InstantSource clock) {
    this.directory = directory;
    this.store = store;
    this.guard = guard;
    this.limit = limit;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * @param user for an agent: the user on whose behalf it acts with a key of its own
   */
  Principal create(
      Caller caller,
      PrincipalKind kind,
      String name,
      @Nullable PrincipalRef user,
      @Nullable Once once) {
    PrincipalRef wanted = PrincipalRef.parse("name", name);
    if (user != null && kind != PrincipalKind.AGENT) {
      throw ServiceException.invalid(
          "user", "only an agent acts on behalf of a user: leave it out for " + kind.word());
    }
    Snapshot snapshot =
        user == null ? directory.look(caller, wanted) : directory.look(caller, wanted, user);
    guard.require(caller, "principal.create", snapshot.standing(caller), caller.tenant());
    requireNoId(snapshot, wanted);
    Principal principal =
        new Principal(
            ids.get(),
            kind,
            wanted.name(),
            user == null ? null : delegator(snapshot, user),
            null,
            false,
            clock.instant());
    Creation creation =
        store.createPrincipal(Directory.scopeOf(caller), principal, once, limit.max());
    return Creations.earlier(
            creation,
            "there is a principal " + wanted.name() + " already: choose another name",
            limit.reached().publicMessage())
        .flatMap(before -> find(caller, new PrincipalRef(before, before.toString())))
        .orElse(principal);
  }

  /** Whoever is called like somebody's id could be meant where that other one is named. */
  private static void requireNoId(Snapshot snapshot, PrincipalRef wanted) {
    if (wanted.id() != null && snapshot.byId(wanted.id()).isPresent()) {
      throw new ServiceException(
          ErrorCode.ALREADY_EXISTS, "the name is the id of a principal: choose another name");
    }
  }

  /**
   * @param kind only principals of this kind; all if null
   */
  Page<Principal> list(Caller caller, @Nullable PrincipalKind kind, Page.Request wanted) {
    Snapshot snapshot = directory.look(caller);
    if (readsAll(caller, snapshot)) {
      return store.principals(Directory.scopeOf(caller), kind, wanted);
    }
    Principal self = snapshot.caller(caller).principal();
    boolean shown = wanted.after() == null && (kind == null || kind == self.kind());
    return new Page<>(shown ? List.of(self) : List.of(), null);
  }

  Principal get(Caller caller, PrincipalRef named) {
    Snapshot snapshot = directory.look(caller, named);
    boolean readsAll = readsAll(caller, snapshot);
    return snapshot
        .find(named)
        .map(Grantee::principal)
        .filter(found -> readsAll || found.id().equals(caller.principal()))
        .orElseThrow(() -> ServiceException.notFound("principal " + named.name()));
  }

  private Optional<Principal> find(Caller caller, PrincipalRef named) {
    return directory.look(caller, named).find(named).map(Grantee::principal);
  }

  /** Whoever is admin of any unit must be able to find those whom to give a role there. */
  private boolean readsAll(Caller caller, Snapshot snapshot) {
    return guard.allowsSomewhere(caller, "principal.read.all", snapshot.standing(caller));
  }

  private static UUID delegator(Snapshot snapshot, PrincipalRef user) {
    return snapshot
        .find(user)
        .filter(Grantee::active)
        .map(Grantee::principal)
        .filter(found -> found.kind() == PrincipalKind.USER)
        .map(Principal::id)
        .orElseThrow(() -> ServiceException.notFound("user " + user.name()));
  }
}
