package io.mnemon.governance.identity;

import java.time.Instant;

/**
 * Which tokens of an issuer are not good any more.
 *
 * @param subject whose; empty where only the session is known
 * @param actor of those with which this agent acts for the subject; of all if empty
 * @param session of this session; of all if empty
 * @param issuedUntil those issued until then
 */
record Cutoff(String subject, String actor, String session, Instant issuedUntil) {

  /**
   * Whether the token is refused. A session that has ended is over for all its tokens, whenever
   * issued; a token that names no session may belong to it, and is judged by when it was issued.
   */
  boolean refuses(Presented token) {
    if (!session.isEmpty() && !token.session().isEmpty()) {
      return session.equals(token.session());
    }
    return subject.equals(token.subject())
        && (actor.isEmpty() || actor.equals(token.actor()))
        && !token.issuedAt().isAfter(issuedUntil);
  }
}
