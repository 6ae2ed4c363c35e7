package io.mnemon.audit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An entry before it has its place in the chain. Persons stand in it by pseudonym; what is not
 * known is empty.
 *
 * @param outcome {@code allowed} or {@code denied}
 * @param actor a pseudonym, or {@code system:} and a name
 * @param count how often it happened
 */
public record LogEntry(
    UUID id,
    Instant at,
    String service,
    String action,
    String outcome,
    String actor,
    String actorKind,
    String onBehalfOf,
    String credential,
    List<String> subjects,
    List<Resource> resources,
    String reason,
    String request,
    long count) {
  public LogEntry {
    subjects = List.copyOf(subjects);
    resources = List.copyOf(resources);
  }

  /** Something that was touched. */
  public record Resource(String kind, String id) {}

  /** The text of the entry at its place, which is what its hash is of. */
  String text(UUID tenant, long seq, Sha256 previous) {
    return new LogLine("entry")
        .number("seq", seq)
        .text("id", id.toString())
        .text("tenant", tenant.toString())
        .text("at", at.toString())
        .text("service", service)
        .text("action", action)
        .text("outcome", outcome)
        .text("actor", actor)
        .text("actor_kind", actorKind)
        .text("on_behalf_of", onBehalfOf)
        .text("credential", credential)
        .texts("subjects", subjects)
        .resources("resources", resources)
        .text("reason", reason)
        .text("request", request)
        .number("count", count)
        .text("prev", previous.hex())
        .end();
  }
}
