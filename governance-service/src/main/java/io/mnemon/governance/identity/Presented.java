package io.mnemon.governance.identity;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A proven token, as far as it says who is there.
 *
 * @param id the same for the same token
 * @param subject who it is about, as the issuer knows them
 * @param actors who acts for the subject: the one who shows the token first, then those before it;
 *     none if the subject itself does
 * @param session the session of the issuer; empty if it does not say
 * @param endsAt from when on it is refused
 */
record Presented(
    UUID id,
    String subject,
    List<String> actors,
    String session,
    Instant issuedAt,
    Instant endsAt) {
  Presented {
    actors = List.copyOf(actors);
  }

  /** Who shows the token; empty for the subject itself. */
  String actor() {
    return actors.isEmpty() ? "" : actors.getFirst();
  }
}
