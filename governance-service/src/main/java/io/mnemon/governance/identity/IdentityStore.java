package io.mnemon.governance.identity;

import io.mnemon.governance.tenant.Membership;
import io.mnemon.governance.tenant.Principal;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where is kept who the subjects of issuers are, and who has signed out. */
interface IdentityStore {
  /**
   * What is known about who shows a token; empty if the tenant is being erased. One moment's truth:
   * a sign-out that was answered before is in it.
   */
  Optional<Known> look(TenantScope scope, Issuer issuer, Presented token);

  /**
   * @param epoch the tenant's authorization epoch
   * @param user who the subject is; null if nobody knows
   * @param agent who acts for the subject; null if nobody does or nobody knows
   */
  record Known(long epoch, @Nullable Person user, @Nullable Person agent, List<Cutoff> cutoffs) {
    public Known {
      cutoffs = List.copyOf(cutoffs);
    }
  }

  /**
   * Makes a principal of a subject, or of an agent that acts for it. The epoch stays: nobody's
   * rights change.
   *
   * @param actor empty for the subject itself
   * @param maxPrincipals how many a tenant may have
   */
  Joining join(
      TenantScope scope,
      Issuer issuer,
      String subject,
      String actor,
      Principal principal,
      int maxPrincipals);

  /** What came of the wish to join. */
  sealed interface Joining {
    record Joined() implements Joining {}

    /** Somebody else has the name, or the subject has joined meanwhile. */
    record Taken() implements Joining {}

    record LimitReached() implements Joining {}
  }

  /**
   * Says that a subject, of whom nothing is known yet, is the user whom the directory knows by
   * this. The epoch stays, as when somebody joins.
   */
  Found linkDirectoryUser(
      TenantScope scope,
      Issuer issuer,
      String subject,
      ClaimNames.Attribute attribute,
      String value,
      Instant at);

  /** What came of the search in the directory. */
  enum Found {
    LINKED,
    NOBODY,
    /** More than one user has the value. */
    SEVERAL,
    /** The user is another subject of the issuer already. */
    TAKEN,
    /**
     * The user was here before the directory, or was given roles by a person: who writes to the
     * directory may not decide who that is.
     */
    MORE_THAN_THAT
  }

  /**
   * Says that a subject is a principal that exists. If it was another one so far, what it had by
   * tokens is taken back, and its agents are forgotten.
   *
   * @param epoch at which it was judged that it may be said
   * @throws io.mnemon.governance.tenant.EpochMovedException if the epoch is another one by now;
   *     then nothing was changed
   */
  void link(
      TenantScope scope, Issuer issuer, String subject, UUID principal, Instant at, long epoch);

  /** Remembers the latest token, unless a later one was shown. */
  void shown(TenantScope scope, Issuer issuer, Presented token);

  /**
   * Puts memberships in place of all that tokens of the issuer gave, unless a later token was
   * shown.
   */
  void putGroups(
      TenantScope scope,
      Issuer issuer,
      Presented token,
      UUID principal,
      List<Membership> memberships);

  /**
   * Refuses all tokens of a principal that were issued until now, and those that it has shown
   * already.
   *
   * @param keepUntil until when tokens that are refused could be good
   */
  void signOut(TenantScope scope, UUID principal, Instant now, Instant keepUntil);

  /**
   * Refuses tokens as the issuer says; false and without effect if its message was heard before.
   *
   * @param message the message's id
   * @param keepUntil until when the message and the tokens could be good
   */
  boolean signOut(
      TenantScope scope,
      Issuer issuer,
      String message,
      Cutoff cutoff,
      Instant now,
      Instant keepUntil);
}
