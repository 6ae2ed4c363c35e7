package io.mnemon.governance.provisioning;

import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the groups of directories are kept. Every change moves the tenant's epoch, and what the
 * group is mapped to follows its members in the same transaction.
 */
interface GroupStore {
  Change create(TenantScope scope, UUID id, Edit edit, Instant at);

  Change change(TenantScope scope, UUID id, Edit edit, @Nullable Long expectedVersion, Instant at);

  Change delete(TenantScope scope, UUID id, @Nullable Long expectedVersion);

  /** The group without its members. */
  Optional<DirectoryGroup> find(TenantScope scope, UUID id);

  List<DirectoryGroup.Member> members(TenantScope scope, UUID id);

  /**
   * Those that fit every condition, in the order of their ids.
   *
   * @param withMembers whether they come with their members, so many groups as have at most {@code
   *     maxMembers} of them together, but at least one
   */
  Slice<DirectoryGroup> list(
      TenantScope scope,
      Conditions conditions,
      Slice.Request wanted,
      boolean withMembers,
      int maxMembers);

  /**
   * What is to become of a group.
   *
   * @param displayName null to leave it
   * @param externalId empty for none, null to leave it
   * @param replaceMembers whether members who are not added go
   * @param remove those who are also added stay
   * @param maxMembers how many it may have then
   * @param givesForGood whether those who come may be given what the group is mapped to
   */
  record Edit(
      @Nullable String displayName,
      @Nullable String externalId,
      boolean replaceMembers,
      Set<UUID> add,
      Set<UUID> remove,
      int maxMembers,
      boolean givesForGood) {
    public Edit {
      add = Set.copyOf(add);
      remove = Set.copyOf(remove);
    }
  }

  /**
   * What is looked for; a condition that is null fits every group.
   *
   * @param displayName without regard to case
   * @param member a user who is in it
   */
  record Conditions(
      @Nullable UUID id,
      @Nullable String displayName,
      @Nullable String externalId,
      @Nullable UUID member) {}

  /** What came of the wish to change a group. */
  sealed interface Change {
    /**
     * @param tookRights whether somebody may do less than before
     */
    record Done(boolean tookRights) implements Change {}

    record NoSuchGroup() implements Change {}

    record OtherVersion(long current) implements Change {}

    /** A user who was to be added is not in the directory. */
    record NoSuchUser(UUID id) implements Change {}

    record TooManyMembers() implements Change {}

    /** Somebody would be given what the group is mapped to. */
    record WouldGive() implements Change {}
  }
}
