package io.mnemon.governance.provisioning;

import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Lasting;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The groups of a company's directory. */
final class Groups {
  private static final String WRITE = "directory.write";

  private final Access access;
  private final GroupStore store;
  private final Settled settled;
  private final Supplier<UUID> ids;
  private final InstantSource clock;
  private final int maxMembers;

  Groups(
      Access access,
      GroupStore store,
      Settled settled,
      Supplier<UUID> ids,
      InstantSource clock,
      int maxMembers) {
    this.access = access;
    this.store = store;
    this.settled = settled;
    this.ids = ids;
    this.clock = clock;
    this.maxMembers = maxMembers;
  }

  /**
   * What is to become of a group.
   *
   * @param displayName null to leave it
   * @param externalId empty for none, null to leave it
   * @param replaceMembers whether members who are not added go
   * @param add users by id
   * @param remove users by id
   */
  record Wish(
      @Nullable String displayName,
      @Nullable String externalId,
      boolean replaceMembers,
      List<String> add,
      List<String> remove) {
    Wish {
      add = List.copyOf(add);
      remove = List.copyOf(remove);
    }
  }

  DirectoryGroup create(Caller caller, Wish wish) {
    GroupStore.Edit edit = edit(caller, access.require(caller, WRITE), wish);
    TenantScope scope = Directory.scopeOf(caller);
    UUID id = ids.get();
    done(scope, store.create(scope, id, edit, clock.instant()), id.toString());
    DirectoryGroup group = find(scope, id.toString());
    return group.with(store.members(scope, id));
  }

  DirectoryGroup change(Caller caller, String id, Wish wish, @Nullable Long expectedVersion) {
    Snapshot snapshot = access.require(caller, WRITE);
    TenantScope scope = Directory.scopeOf(caller);
    DirectoryGroup before = find(scope, id);
    GroupStore.Edit edit = edit(caller, snapshot, wish);
    done(scope, store.change(scope, before.id(), edit, expectedVersion, clock.instant()), id);
    return find(scope, id);
  }

  void delete(Caller caller, String id, @Nullable Long expectedVersion) {
    access.require(caller, WRITE);
    TenantScope scope = Directory.scopeOf(caller);
    UUID group = PrincipalRef.id(id).orElseThrow(() -> unknown(id));
    done(scope, store.delete(scope, group, expectedVersion), id);
  }

  DirectoryGroup get(Caller caller, String id, boolean withMembers) {
    access.require(caller, "directory.read");
    TenantScope scope = Directory.scopeOf(caller);
    DirectoryGroup group = find(scope, id);
    return withMembers ? group.with(store.members(scope, group.id())) : group;
  }

  Slice<DirectoryGroup> list(
      Caller caller, GroupStore.Conditions conditions, Slice.Request wanted, boolean withMembers) {
    access.require(caller, "directory.read");
    return store.list(Directory.scopeOf(caller), conditions, wanted, withMembers, maxMembers);
  }

  private GroupStore.Edit edit(Caller caller, Snapshot snapshot, Wish wish) {
    return new GroupStore.Edit(
        wish.displayName() == null ? null : Attribute.required("display_name", wish.displayName()),
        wish.externalId() == null ? null : Attribute.text("external_id", wish.externalId()),
        wish.replaceMembers(),
        users("add_members", wish.add()),
        users("remove_members", wish.remove()),
        maxMembers,
        wish.add().isEmpty() || access.lasts(caller, snapshot, WRITE));
  }

  private Set<UUID> users(String field, List<String> named) {
    if (named.size() > maxMembers) {
      throw tooMany(field);
    }
    Set<UUID> users = new HashSet<>();
    for (int i = 0; i < named.size(); i++) {
      String name = named.get(i);
      String place = field + "[" + i + "]";
      users.add(
          PrincipalRef.id(name)
              .orElseThrow(
                  () ->
                      ServiceException.invalid(
                          place, "is no id of a user: members are named by their ids")));
    }
    return users;
  }

  private DirectoryGroup find(TenantScope scope, String id) {
    return PrincipalRef.id(id)
        .flatMap(known -> store.find(scope, known))
        .orElseThrow(() -> unknown(id));
  }

  private void done(TenantScope scope, GroupStore.Change change, String id) {
    switch (change) {
      case GroupStore.Change.Done(boolean tookRights) -> {
        if (tookRights) {
          settled.await(scope);
        }
      }
      case GroupStore.Change.NoSuchGroup() -> throw unknown(id);
      case GroupStore.Change.OtherVersion(long current) -> throw Access.otherVersion(current);
      case GroupStore.Change.NoSuchUser(UUID user) ->
          throw ServiceException.invalid(
              "add_members",
              "name "
                  + user
                  + ", who is no user of the directory: push the users before the groups, and"
                  + " groups only of users");
      case GroupStore.Change.TooManyMembers() -> throw tooMany("add_members");
      case GroupStore.Change.WouldGive() -> throw Lasting.shorter("what a group gives", WRITE);
    }
  }

  private ServiceException tooMany(String field) {
    return ServiceException.invalid(
        field, "are too many: a group has at most " + maxMembers + " members, split it");
  }

  static ServiceException unknown(String id) {
    return ServiceException.notFound("group " + id);
  }
}
