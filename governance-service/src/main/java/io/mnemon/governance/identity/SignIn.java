package io.mnemon.governance.identity;

import io.mnemon.governance.access.TokenSignIn;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.TenantScope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Turns a token into its caller. Who it is say the issuer and the subject, and nothing else: the
 * same name of another issuer is somebody else.
 */
final class SignIn implements TokenSignIn {
  /** As issuers write it; "at+jwt" is an access token (RFC 9068). */
  private static final Set<String> TYPES = Set.of("", "jwt", "at+jwt");

  private final TokenProofs proofs;
  private final Trust trust;
  private final TokenRules rules;
  private final Arrivals arrivals;
  private final int maxActors;
  private final InstantSource clock;

  /**
   * @param maxActors how long a chain of delegation may be
   */
  SignIn(
      TokenProofs proofs,
      Trust trust,
      TokenRules rules,
      Arrivals arrivals,
      int maxActors,
      InstantSource clock) {
    this.proofs = proofs;
    this.trust = trust;
    this.rules = rules;
    this.arrivals = arrivals;
    this.maxActors = maxActors;
    this.clock = clock;
  }

  @Override
  public Optional<Caller> caller(String text) {
    return proofs.read(text).map(token -> caller(text, token));
  }

  private Caller caller(String text, TokenProofs.ClaimedToken token) {
    Claims claims = token.claims();
    if (!TYPES.contains(token.type()) || claims.has("events")) {
      throw Refused.token("is not one to sign in with: send an access token or an ID token");
    }
    Trust.Trusted trusted = trust.proven(token);
    Instant now = clock.instant();
    TokenRules.Period period = rules.period(claims, now);
    Presented presented =
        new Presented(
            idOf(text),
            TokenRules.subject(claims),
            actors(claims),
            claims.text("sid").orElse(""),
            period.issuedAt(),
            period.end());
    IdentityStore.Known known =
        arrivals.known(trusted.scope(), trusted.issuer(), presented, claims, now);
    return caller(trusted.scope(), presented, known, now);
  }

  private static Caller caller(
      TenantScope scope, Presented token, IdentityStore.Known known, Instant now) {
    Person user = Arrivals.present(known.user());
    Person who = token.actors().isEmpty() ? user : Arrivals.present(known.agent());
    boolean delegated = who.principal().kind() == PrincipalKind.AGENT;
    return new Caller(
        scope.tenant(),
        who.principal().id(),
        who.principal().kind(),
        who.principal().name(),
        who.principal().onBehalfOf(),
        who.memberships().stream()
            .filter(membership -> membership.holdsAt(now))
            .map(membership -> new Caller.RoleGrant(membership.unit(), membership.role()))
            .toList(),
        List.of(),
        null,
        false,
        known.epoch(),
        token.id(),
        token.endsAt(),
        delegated ? chain(token, who, user) : List.of());
  }

  private static List<Caller.Delegate> chain(Presented token, Person agent, Person user) {
    List<Caller.Delegate> chain = new ArrayList<>();
    chain.add(new Caller.Delegate(agent.principal().id(), agent.principal().name()));
    token.actors().stream().skip(1).forEach(name -> chain.add(new Caller.Delegate(null, name)));
    if (!token.actors().isEmpty()) {
      chain.add(new Caller.Delegate(user.principal().id(), user.principal().name()));
    } else if (agent.principal().onBehalfOf() != null) {
      chain.add(new Caller.Delegate(agent.principal().onBehalfOf(), ""));
    }
    return chain;
  }

  /** The subjects of nested claims {@code act} (RFC 8693), from the outside to the inside. */
  private List<String> actors(Claims claims) {
    List<String> actors = new ArrayList<>();
    if (claims.has("act") && claims.object("act").isEmpty()) {
      throw Refused.token("has a claim act that is no object");
    }
    Optional<Claims> act = claims.object("act");
    while (act.isPresent()) {
      actors.add(TokenRules.subject(act.get()));
      if (actors.size() > maxActors) {
        throw Refused.token("holds a chain of more than " + maxActors + " who act for another");
      }
      act = act.get().object("act");
    }
    return actors;
  }

  private static UUID idOf(String text) {
    try {
      ByteBuffer digest =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(StandardCharsets.US_ASCII)));
      return new UUID(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
