package io.mnemon.governance.identity;

import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Membership;
import io.mnemon.governance.tenant.Name;
import io.mnemon.governance.tenant.Principal;
import io.mnemon.governance.tenant.PrincipalLimit;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who comes with a token: known already, or made a principal now; with the roles that the groups in
 * their latest token give.
 */
final class Arrivals {
  private final IdentityStore store;
  private final Supplier<UUID> ids;
  private final PrincipalLimit limit;

  Arrivals(IdentityStore store, Supplier<UUID> ids, PrincipalLimit limit) {
    this.store = store;
    this.ids = ids;
    this.limit = limit;
  }

  /**
   * What is known when everything that the token says has been written down: the user, and the
   * agent if one acts for them.
   *
   * @throws ServiceException UNAUTHENTICATED if they have signed out, or may not come
   */
  IdentityStore.Known known(
      TenantScope scope, Issuer issuer, Presented token, Claims claims, Instant now) {
    IdentityStore.Known known = look(scope, issuer, token);
    if (known.user() == null && isInDirectory(scope, issuer, token, claims, now)) {
      known = look(scope, issuer, token);
    }
    if (known.user() == null) {
      String name = nameOf(issuer, claims);
      join(scope, issuer, token, "", user(name, now));
      known = look(scope, issuer, token);
      require(known.user(), name);
    }
    if (takeGroups(scope, issuer, token, claims, present(known.user()), now)) {
      known = look(scope, issuer, token);
    }
    if (!token.actors().isEmpty() && known.agent() == null) {
      Principal user = present(known.user()).principal();
      if (user.kind() != PrincipalKind.USER) {
        throw Refused.token("says that somebody acts for " + user.name() + ", who is no user");
      }
      Principal agent = agent(token.actor(), user, now);
      join(scope, issuer, token, token.actor(), agent);
      known = look(scope, issuer, token);
      require(known.agent(), agent.name());
    }
    return known;
  }

  static Person present(@Nullable Person person) {
    if (person == null) {
      throw Refused.token("is about somebody who is not known here any more");
    }
    return person;
  }

  private IdentityStore.Known look(TenantScope scope, Issuer issuer, Presented token) {
    IdentityStore.Known known =
        store
            .look(scope, issuer, token)
            .orElseThrow(() -> Refused.token("is for a tenant that does not exist any more"));
    if (known.cutoffs().stream().anyMatch(cutoff -> cutoff.refuses(token))) {
      throw Refused.token(
          "is not good any more, because its subject has signed out: sign in again");
    }
    return known;
  }

  /** Whether the directory has the person; then the subject is its user from now on. */
  private boolean isInDirectory(
      TenantScope scope, Issuer issuer, Presented token, Claims claims, Instant now) {
    ClaimNames.DirectoryClaim directory = issuer.terms().claims().directory();
    Optional<String> value =
        directory == null ? Optional.empty() : proven(claims, directory.claim(), false);
    if (directory == null || value.isEmpty()) {
      return false;
    }
    return switch (store.linkDirectoryUser(
        scope, issuer, token.subject(), directory.attribute(), value.get(), now)) {
      case LINKED -> true;
      case NOBODY -> false;
      case SEVERAL ->
          throw Refused.token(
              "is of somebody of whom the directory has several, with the same "
                  + directory.attribute().word()
                  + ": ask an administrator to link the right one with"
                  + " POST /v1/issuers/{id}/identities");
      case MORE_THAN_THAT ->
          throw Refused.token(
              "is of somebody whom the directory knows, but who is more than the directory says:"
                  + " ask an administrator to link them with POST /v1/issuers/{id}/identities");
      case TAKEN ->
          throw Refused.token(
              "is of somebody whom the directory knows, but as whom another subject of the issuer"
                  + " signs in: ask an administrator to link the right one with"
                  + " POST /v1/issuers/{id}/identities");
    };
  }

  private void join(
      TenantScope scope, Issuer issuer, Presented token, String actor, Principal principal) {
    switch (store.join(scope, issuer, token.subject(), actor, principal, limit.max())) {
      case IdentityStore.Joining.Joined joined -> {}
      // Looking again tells whether it was taken by the same subject.
      case IdentityStore.Joining.Taken taken -> {}
      case IdentityStore.Joining.LimitReached reached ->
          throw Refused.token(
              "is of somebody new, but the tenant has "
                  + limit.max()
                  + " principals already, which is the limit: ask an administrator");
    }
  }

  private static void require(@Nullable Person person, String name) {
    if (person == null) {
      throw Refused.token(
          "is of somebody whose name, "
              + name
              + ", belongs to another principal here: ask an administrator to link the two with"
              + " POST /v1/issuers/{id}/identities, or all that the directory pushes with the"
              + " issuer's claims.directory");
    }
  }

  private static String nameOf(Issuer issuer, Claims claims) {
    if (!issuer.terms().createUsers()) {
      throw Refused.token(
          "is of somebody who is not known here: ask an administrator to link "
              + TokenRules.subject(claims)
              + " with POST /v1/issuers/{id}/identities");
    }
    String claim = issuer.terms().claims().principal();
    String raw =
        proven(claims, claim, true)
            .orElseThrow(
                () -> Refused.token("has no claim " + claim + ", which names people here"));
    return name(raw);
  }

  /**
   * What a claim says. An address that its issuer has not verified says nothing.
   *
   * @param isSilenceGood whether an issuer that says nothing about that is believed; some write the
   *     answer as a text
   */
  private static Optional<String> proven(Claims claims, String claim, boolean isSilenceGood) {
    if (claim.equals("email")) {
      Object verified = claims.values().get("email_verified");
      if (verified == null ? !isSilenceGood : !verified.toString().equals("true")) {
        throw Refused.token("names an e-mail address that its issuer has not verified");
      }
    }
    return claims.text(claim);
  }

  private static String name(String raw) {
    try {
      return Name.checkedPrincipal("name", raw);
    } catch (ServiceException e) {
      // What looks like an id is a fine subject, but no name.
      return checked("user " + raw);
    }
  }

  private static String checked(String raw) {
    try {
      return Name.checkedPrincipal("name", raw);
    } catch (ServiceException e) {
      throw Refused.token("names somebody in a way that cannot be a name here", e);
    }
  }

  private Principal user(String name, Instant now) {
    return new Principal(ids.get(), PrincipalKind.USER, name, null, null, false, now);
  }

  private Principal agent(String actor, Principal user, Instant now) {
    String name = checked(actor + " for " + user.name());
    return new Principal(ids.get(), PrincipalKind.AGENT, name, user.id(), null, false, now);
  }

  /** Whether anything about the user's memberships was changed. */
  private boolean takeGroups(
      TenantScope scope, Issuer issuer, Presented token, Claims claims, Person user, Instant now) {
    if (user.hasShownLater(token.issuedAt())) {
      return false;
    }
    List<Membership> wanted = memberships(issuer, token, claims, user, now);
    if (differ(issuer, user.fromIssuer(), wanted)) {
      store.putGroups(scope, issuer, token, user.principal().id(), wanted);
      return true;
    }
    if (!user.hasShown(token.issuedAt())) {
      store.shown(scope, issuer, token);
    }
    return false;
  }

  /** Only users have groups: what an agent may do is bounded by its user anyway. */
  private static List<Membership> memberships(
      Issuer issuer, Presented token, Claims claims, Person user, Instant now) {
    if (user.principal().kind() != PrincipalKind.USER) {
      return List.of();
    }
    Set<String> groups = new HashSet<>(claims.textsAt(issuer.terms().claims().groups()));
    Map<UUID, Membership> strongest = new LinkedHashMap<>();
    for (GroupMapping mapping : issuer.terms().mappings()) {
      Instant until = token.issuedAt().plus(mapping.lasts());
      Instant end = until.isAfter(token.endsAt()) ? until : token.endsAt();
      if (groups.contains(mapping.group()) && end.isAfter(now)) {
        strongest.merge(
            mapping.unit(),
            new Membership(
                user.principal().id(),
                mapping.unit(),
                mapping.role(),
                null,
                end,
                true,
                issuer.source()),
            (one, other) -> one.role().isAtLeast(other.role()) ? one : other);
      }
    }
    return List.copyOf(strongest.values());
  }

  /**
   * A role that is held and wanted is renewed when half of its time has gone, not with each token.
   */
  private static boolean differ(Issuer issuer, List<Membership> held, List<Membership> wanted) {
    if (held.size() != wanted.size()) {
      return true;
    }
    return wanted.stream()
        .anyMatch(
            membership ->
                same(held, membership)
                    .filter(found -> !needsRenewal(issuer, found, membership))
                    .isEmpty());
  }

  private static Optional<Membership> same(Collection<Membership> held, Membership wanted) {
    return held.stream()
        .filter(one -> one.unit().equals(wanted.unit()) && one.role() == wanted.role())
        .findFirst();
  }

  private static boolean needsRenewal(Issuer issuer, Membership held, Membership wanted) {
    if (held.expiresAt() == null || wanted.expiresAt() == null) {
      return true;
    }
    Duration shortest =
        issuer.terms().mappings().stream()
            .filter(mapping -> mapping.unit().equals(wanted.unit()))
            .map(GroupMapping::lasts)
            .min(Duration::compareTo)
            .orElse(Duration.ZERO);
    return held.expiresAt().isBefore(wanted.expiresAt().minus(shortest.dividedBy(2)));
  }
}
