package io.mnemon.governance.provisioning;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.PrincipalLimit;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The users of a company's directory: each is a principal, for as long as they are there. */
final class Users {
  private final Access access;
  private final UserStore store;
  private final PrincipalLimit limit;
  private final Settled settled;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  Users(
      Access access,
      UserStore store,
      PrincipalLimit limit,
      Settled settled,
      Supplier<UUID> ids,
      InstantSource clock) {
    this.access = access;
    this.store = store;
    this.limit = limit;
    this.settled = settled;
    this.ids = ids;
    this.clock = clock;
  }

  DirectoryUser create(Caller caller, UserAttributes attributes) {
    access.require(caller, "directory.write");
    UserAttributes checked = attributes.checked();
    TenantScope scope = Directory.scopeOf(caller);
    UserStore.Change change = store.create(scope, ids.get(), checked, limit.max(), clock.instant());
    return get(scope, done(scope, change, checked.userName()));
  }

  DirectoryUser replace(
      Caller caller, String id, UserAttributes attributes, @Nullable Long expectedVersion) {
    access.require(caller, "directory.write");
    UserAttributes checked = attributes.checked();
    TenantScope scope = Directory.scopeOf(caller);
    DirectoryUser before = find(scope, id).orElseThrow(() -> unknown(id));
    if (Boolean.FALSE.equals(checked.active())) {
      requireOther(caller, before.id());
    }
    boolean current = expectedVersion == null || expectedVersion == before.version();
    if (current && checked.orActive(before.attributes().active()).equals(before.attributes())) {
      // Directories say again and again what they have said.
      return before;
    }
    UserStore.Change change =
        store.replace(scope, before.id(), checked, expectedVersion, clock.instant());
    return get(scope, done(scope, change, checked.userName()));
  }

  void delete(Caller caller, String id, @Nullable Long expectedVersion) {
    access.require(caller, "directory.write");
    TenantScope scope = Directory.scopeOf(caller);
    UUID user = PrincipalRef.id(id).orElseThrow(() -> unknown(id));
    requireOther(caller, user);
    done(scope, store.delete(scope, user, expectedVersion, clock.instant()), id);
  }

  DirectoryUser get(Caller caller, String id) {
    access.require(caller, "directory.read");
    return find(Directory.scopeOf(caller), id).orElseThrow(() -> unknown(id));
  }

  Slice<DirectoryUser> list(Caller caller, UserStore.Conditions conditions, Slice.Request wanted) {
    access.require(caller, "directory.read");
    return store.list(Directory.scopeOf(caller), conditions, wanted);
  }

  private Optional<DirectoryUser> find(TenantScope scope, String id) {
    return PrincipalRef.id(id).flatMap(known -> store.find(scope, known));
  }

  private DirectoryUser get(TenantScope scope, UUID id) {
    return store.find(scope, id).orElseThrow(() -> unknown(id.toString()));
  }

  private UUID done(TenantScope scope, UserStore.Change change, String named) {
    return switch (change) {
      case UserStore.Change.Done(UUID id, boolean tookRights) -> {
        if (tookRights) {
          settled.await(scope);
        }
        yield id;
      }
      case UserStore.Change.NameTaken() ->
          throw new ServiceException(
              ErrorCode.ALREADY_EXISTS,
              "there is a principal "
                  + named
                  + " already that the directory cannot take over: choose another name");
      case UserStore.Change.NoSuchUser() -> throw unknown(named);
      case UserStore.Change.OtherVersion(long current) -> throw Access.otherVersion(current);
      case UserStore.Change.LimitReached() -> throw limit.reached();
      case UserStore.Change.LastAdmin() ->
          throw new ServiceException(
              ErrorCode.FAILED_PRECONDITION,
              named + " is the tenant's last tenant_admin without an end: make another one first");
    };
  }

  private static void requireOther(Caller caller, UUID id) {
    if (id.equals(caller.principal())) {
      throw new ServiceException(
          ErrorCode.FAILED_PRECONDITION,
          "nobody deactivates themselves: ask another administrator");
    }
  }

  private static ServiceException unknown(String id) {
    return ServiceException.notFound("user " + id);
  }
}
