package io.mnemon.governance.provisioning;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.AtOneEpoch;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Lasting;
import io.mnemon.governance.tenant.Page;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the groups of a directory may do: their members are members of a unit, with a role. */
final class Mappings {
  private final Access access;
  private final GroupStore groups;
  private final MappingStore store;
  private final Settled settled;

  Mappings(Access access, GroupStore groups, MappingStore store, Settled settled) {
    this.access = access;
    this.groups = groups;
    this.store = store;
    this.settled = settled;
  }

  /**
   * @param named a group, by id or by its display name
   * @param unit a unit's id, or the tenant's
   */
  GroupMapping put(Caller caller, String named, String unit, Role role) {
    Kept kept = AtOneEpoch.keep(() -> putNow(caller, named, unit, role));
    settle(Directory.scopeOf(caller), kept.tookRights());
    return kept.mapping();
  }

  /**
   * @param tookRights whether somebody may do less than before
   */
  private record Kept(GroupMapping mapping, boolean tookRights) {}

  private Kept putNow(Caller caller, String named, String unit, Role role) {
    Snapshot snapshot = access.require(caller, "group_mapping.put");
    UUID on =
        PrincipalRef.id(unit)
            .filter(snapshot.standing(caller)::sees)
            .orElseThrow(() -> ServiceException.notFound("unit " + unit));
    if (role == Role.TENANT_ADMIN && !on.equals(caller.tenant())) {
      throw ServiceException.invalid(
          "role", "tenant_admin is a role on the whole tenant: put it on " + caller.tenant());
    }
    new Lasting(caller, snapshot).requireRole(role, on, "what a group gives");
    TenantScope scope = Directory.scopeOf(caller);
    DirectoryGroup group = group(scope, named);
    boolean byTenantAdmin =
        snapshot.standing(caller).roleOn(on).equals(Optional.of(Role.TENANT_ADMIN));
    boolean tookRights =
        tookRights(store.map(scope, group.id(), on, role, byTenantAdmin, snapshot.epoch()), named);
    return new Kept(new GroupMapping(group.id(), group.displayName(), on, role), tookRights);
  }

  void remove(Caller caller, String named) {
    TenantScope scope = Directory.scopeOf(caller);
    boolean tookRights =
        AtOneEpoch.keep(
            () -> {
              long epoch = access.require(caller, "group_mapping.remove").epoch();
              return tookRights(store.unmap(scope, group(scope, named).id(), epoch), named);
            });
    settle(scope, tookRights);
  }

  Page<GroupMapping> list(Caller caller, Page.Request wanted) {
    access.require(caller, "group_mapping.read");
    return store.mappings(Directory.scopeOf(caller), wanted);
  }

  private DirectoryGroup group(TenantScope scope, String named) {
    return PrincipalRef.id(named)
        .or(() -> theOnlyOne(store.named(scope, named), named))
        .flatMap(id -> groups.find(scope, id))
        .orElseThrow(() -> Groups.unknown(named));
  }

  private static Optional<UUID> theOnlyOne(List<UUID> ids, String named) {
    if (ids.size() > 1) {
      throw new ServiceException(
          ErrorCode.FAILED_PRECONDITION,
          "the directory has several groups \""
              + named
              + "\": name the one that is meant by its id");
    }
    return ids.stream().findFirst();
  }

  private void settle(TenantScope scope, boolean tookRights) {
    if (tookRights) {
      settled.await(scope);
    }
  }

  private static boolean tookRights(GroupStore.Change change, String named) {
    return switch (change) {
      case GroupStore.Change.Done(boolean tookRights) -> tookRights;
      case GroupStore.Change.NoSuchGroup() ->
          throw ServiceException.notFound("a mapping of group " + named);
      case GroupStore.Change.OtherVersion(long any) -> throw Access.otherVersion(any);
      case GroupStore.Change.NoSuchUser(UUID any) ->
          throw new IllegalStateException("mappings name no users");
      case GroupStore.Change.TooManyMembers() ->
          throw new IllegalStateException("mappings add no members");
      case GroupStore.Change.WouldGive() ->
          throw new IllegalStateException("mappings add no members");
    };
  }
}
