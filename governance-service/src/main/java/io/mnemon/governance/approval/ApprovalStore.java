package io.mnemon.governance.approval;

import io.mnemon.governance.event.EventType;
import io.mnemon.governance.schedule.Due;
import io.mnemon.governance.tenant.Once;
import io.mnemon.governance.tenant.Page;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where requests and votes are kept. Every change comes with its event. */
interface ApprovalStore {
  /**
   * Keeps a request, tied to its target as it is now if its kind has an action.
   *
   * @param maxPending how many requests of the tenant may be pending
   */
  Kept create(TenantScope scope, Approval approval, @Nullable Once once, int maxPending);

  Optional<Approval> find(TenantScope scope, UUID id);

  /** The latest first. */
  Page<Approval> list(TenantScope scope, Wanted wanted, Page.Request page);

  /**
   * Changes one request while nobody else does: the rule is told the request and its target as they
   * are now, the target only if the request's kind has an action.
   *
   * @param epoch what the tenant's epoch must be, and stays until the end
   * @return empty if the epoch is another one, or there is no such request
   */
  Optional<Change> change(
      TenantScope scope,
      UUID id,
      @Nullable Long epoch,
      BiFunction<Approval, Optional<Target>, Change> rule);

  /** Does what is due for a request; without a change it is not looked at again. */
  void timed(TenantScope scope, Due due, Function<Approval, Optional<Change.To>> rule);

  /**
   * Keeps a delegation in place of an earlier one.
   *
   * @param epoch at which it was judged that it may be made
   * @throws io.mnemon.governance.tenant.EpochMovedException if the epoch is another one by now;
   *     then nothing was changed
   */
  void put(TenantScope scope, Delegation delegation, long epoch);

  /**
   * Whether there was one.
   *
   * @param epoch at which it was judged that it may be taken back
   * @throws io.mnemon.governance.tenant.EpochMovedException if the epoch is another one by now;
   *     then nothing was changed
   */
  boolean removeDelegation(TenantScope scope, UUID reviewer, UUID deputy, long epoch);

  /** In whose place some may decide at a time. */
  List<Delegation> delegationsTo(TenantScope scope, Collection<UUID> deputies, Instant at);

  /**
   * Which requests somebody wants to see.
   *
   * @param state only in this state; in any if null
   * @param person whose own are shown
   * @param principal the one who may be named as a reviewer
   * @param units those on which it has a role
   * @param mine only its own
   */
  record Wanted(
      @Nullable String state, UUID person, UUID principal, Collection<UUID> units, boolean mine) {}

  /** What came of a new request. */
  sealed interface Kept {
    record New(Approval approval) implements Kept {}

    record Repeated(UUID id) implements Kept {}

    record UsedForOther() implements Kept {}

    record TooMany() implements Kept {}
  }

  /** What is to be done with a request. */
  sealed interface Change {
    Approval approval();

    /** Nothing: it has come to this already. */
    record None(Approval approval) implements Change {}

    /** Others changed it since everybody was looked up: nothing is done. */
    record Outdated(Approval approval) implements Change {}

    /**
     * It comes to this.
     *
     * @param vote the one that is new
     * @param event what happened, if others may want to know
     * @param authority with whose role it is done, if it is approved
     */
    record To(
        Approval approval, @Nullable Vote vote, @Nullable EventType event, @Nullable Role authority)
        implements Change {
      static To state(Approval approval, EventType event) {
        return new To(approval, null, event, null);
      }
    }
  }
}
