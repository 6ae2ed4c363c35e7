package io.mnemon.governance.provisioning;

import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the users of directories are kept. Every change moves the tenant's epoch; one that
 * deactivates a user takes its keys and what its groups gave it in the same transaction.
 */
interface UserStore {
  /**
   * Makes a user, or takes over the principal that has its name: one that no directory has claimed,
   * or the same person who was deleted before, as its external id tells. Somebody else who was
   * deleted gives up the name.
   *
   * @param id of the principal, if it is a new one
   * @param maxPrincipals how many a tenant may have
   */
  Change create(
      TenantScope scope, UUID id, UserAttributes attributes, int maxPrincipals, Instant at);

  /**
   * Replaces the attributes; all of them are said but whether the user is active, which stays as it
   * is then if that is not.
   */
  Change replace(
      TenantScope scope,
      UUID id,
      UserAttributes attributes,
      @Nullable Long expectedVersion,
      Instant at);

  Change delete(TenantScope scope, UUID id, @Nullable Long expectedVersion, Instant at);

  Optional<DirectoryUser> find(TenantScope scope, UUID id);

  /** Those that fit every condition, in the order of their ids. */
  Slice<DirectoryUser> list(TenantScope scope, Conditions conditions, Slice.Request wanted);

  /**
   * What is looked for; a condition that is null fits everybody.
   *
   * @param userName without regard to case
   * @param displayName without regard to case
   */
  record Conditions(
      @Nullable UUID id,
      @Nullable String userName,
      @Nullable String externalId,
      @Nullable String displayName) {}

  /** What came of the wish to change a user. */
  sealed interface Change {
    /**
     * @param tookRights whether the user may do less than before, or others less for the user
     */
    record Done(UUID id, boolean tookRights) implements Change {}

    record NameTaken() implements Change {}

    record NoSuchUser() implements Change {}

    record OtherVersion(long current) implements Change {}

    /** The tenant has as many principals as it may. */
    record LimitReached() implements Change {}

    /** Nobody would be left who administers the tenant. */
    record LastAdmin() implements Change {}
  }
}
