package io.mnemon.governance.identity;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.AtOneEpoch;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Grantee;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Lasting;
import io.mnemon.governance.tenant.Page;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.tenancy.Caller;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Which issuers a tenant trusts, and who their subjects are. For those who answer for the tenant:
 * whoever chooses an issuer chooses who signs in as whom.
 */
final class Issuers {
  private final Directory directory;
  private final IssuerStore store;
  private final IdentityStore identities;
  private final IssuerRules rules;
  private final Guard guard;
  private final Settled settled;
  private final int maxIssuers;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  /**
   * @param maxIssuers how many issuers a tenant may trust
   */
  Issuers(
      Directory directory,
      IssuerStore store,
      IdentityStore identities,
      IssuerRules rules,
      Guard guard,
      Settled settled,
      int maxIssuers,
      Supplier<UUID> ids,
      InstantSource clock) {
    this.directory = directory;
    this.store = store;
    this.identities = identities;
    this.rules = rules;
    this.guard = guard;
    this.settled = settled;
    this.maxIssuers = maxIssuers;
    this.ids = ids;
    this.clock = clock;
  }

  /** An issuer is trusted, or refused, as a whole: a repeated request finds its name taken. */
  Issuer create(Caller caller, String url, IssuerTerms terms) {
    return AtOneEpoch.keep(() -> createNow(caller, url, terms));
  }

  private Issuer createNow(Caller caller, String url, IssuerTerms terms) {
    Snapshot snapshot = required(caller, "issuer.create");
    Issuer issuer =
        new Issuer(
            ids.get(),
            rules.checkedUrl("issuer", url),
            rules.checked(terms, snapshot.tree()),
            clock.instant());
    requireLasting(new Lasting(caller, snapshot), "issuer.create", issuer.terms().mappings());
    require(store.create(Directory.scopeOf(caller), issuer, maxIssuers, snapshot.epoch()), issuer);
    return issuer;
  }

  Page<Issuer> list(Caller caller, Page.Request wanted) {
    required(caller, "issuer.read");
    return store.list(Directory.scopeOf(caller), wanted);
  }

  Issuer get(Caller caller, String id) {
    required(caller, "issuer.read");
    return find(caller, id);
  }

  Issuer update(Caller caller, String id, UnaryOperator<IssuerTerms> change) {
    Issuer issuer = AtOneEpoch.keep(() -> updateNow(caller, id, change));
    settled.await(Directory.scopeOf(caller));
    return issuer;
  }

  private Issuer updateNow(Caller caller, String id, UnaryOperator<IssuerTerms> change) {
    Snapshot snapshot = required(caller, "issuer.update");
    Issuer before = find(caller, id);
    Issuer issuer =
        new Issuer(
            before.id(),
            before.url(),
            rules.checked(change.apply(before.terms()), snapshot.tree()),
            before.createdAt());
    if (!issuer.terms().isWithin(before.terms())) {
      requireLasting(
          new Lasting(caller, snapshot),
          "issuer.update",
          issuer.terms().mappingsBeyond(before.terms()));
    }
    require(store.update(Directory.scopeOf(caller), issuer, snapshot.epoch()), issuer);
    return issuer;
  }

  void delete(Caller caller, String id) {
    UUID unused = AtOneEpoch.keep(() -> deleteNow(caller, id));
    settled.await(Directory.scopeOf(caller));
  }

  private UUID deleteNow(Caller caller, String id) {
    Snapshot snapshot = required(caller, "issuer.delete");
    Issuer issuer = find(caller, id);
    require(store.delete(Directory.scopeOf(caller), issuer, snapshot.epoch()), issuer);
    return issuer.id();
  }

  /**
   * Says who a subject is.
   *
   * @return the principal's id
   */
  UUID link(Caller caller, String id, String subject, PrincipalRef named) {
    UUID principal = AtOneEpoch.keep(() -> linkNow(caller, id, subject, named));
    settled.await(Directory.scopeOf(caller));
    return principal;
  }

  private UUID linkNow(Caller caller, String id, String subject, PrincipalRef named) {
    Snapshot snapshot = directory.look(caller, named);
    new Lasting(caller, snapshot)
        .require(guard, "identity.link", "a link of somebody to a subject");
    Issuer issuer = find(caller, id);
    if (subject.isEmpty() || !TokenRules.isReasonable(subject)) {
      throw ServiceException.invalid("subject", "must be the claim sub of the issuer's tokens");
    }
    Grantee principal =
        snapshot
            .find(named)
            .orElseThrow(() -> ServiceException.notFound("principal " + named.name()));
    if (principal.principal().platformAdmin()) {
      throw new ServiceException(
          ErrorCode.PERMISSION_DENIED,
          "an administrator of the platform does not sign in through the issuer of a tenant");
    }
    UUID known = principal.principal().id();
    identities.link(
        Directory.scopeOf(caller), issuer, subject, known, clock.instant(), snapshot.epoch());
    return known;
  }

  /** Trust ends with nobody's role, nor does what groups give as long as they are mapped. */
  private void requireLasting(Lasting granter, String action, List<GroupMapping> mappings) {
    granter.require(guard, action, "trust in an issuer");
    mappings.forEach(
        mapping -> granter.requireRole(mapping.role(), mapping.unit(), "what a group gives"));
  }

  private Snapshot required(Caller caller, String action) {
    Snapshot snapshot = directory.look(caller);
    guard.require(caller, action, snapshot.standing(caller), caller.tenant());
    return snapshot;
  }

  private Issuer find(Caller caller, String id) {
    return PrincipalRef.id(id)
        .flatMap(known -> store.find(Directory.scopeOf(caller), known))
        .orElseThrow(() -> notFound(id));
  }

  private static ServiceException notFound(String id) {
    return ServiceException.notFound("issuer " + id);
  }

  private void require(IssuerChange change, Issuer issuer) {
    switch (change) {
      case IssuerChange.Done() -> {}
      case IssuerChange.NameTaken() ->
          throw taken(
              "there is an issuer " + issuer.terms().name() + " already: choose another name");
      case IssuerChange.UrlTaken() ->
          throw taken(
              "the tenant trusts "
                  + issuer.url()
                  + " already: change that one, it may have several"
                  + " audiences");
      case IssuerChange.AudienceTaken() ->
          throw taken(
              "one of the audiences belongs to another tenant at this issuer: use the client that"
                  + " your identity provider has for you alone");
      case IssuerChange.LimitReached() ->
          throw new ServiceException(
              ErrorCode.RESOURCE_EXHAUSTED,
              "the tenant trusts " + maxIssuers + " issuers already, which is the limit");
      case IssuerChange.NoSuchIssuer() -> throw notFound(issuer.id().toString());
    }
  }

  private static ServiceException taken(String message) {
    return new ServiceException(ErrorCode.ALREADY_EXISTS, message);
  }
}
