package io.mnemon.governance.audit;

import io.mnemon.audit.LogEntry;
import io.mnemon.tenancy.AuditEntry;
import io.mnemon.tenancy.PendingAudit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts pseudonyms in the place of persons. */
final class Pseudonyms {
  /** The kinds of resources that are persons, or may be. */
  private static final Set<String> PERSONS =
      Set.of("principal", "user", "agent", "application", "member");

  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final Map<UUID, String> known;

  Pseudonyms(Map<UUID, String> known) {
    this.known = Map.copyOf(known);
  }

  /** All persons that entries name. */
  static Set<UUID> personsIn(List<PendingAudit> entries) {
    Set<UUID> persons = new LinkedHashSet<>();
    for (PendingAudit pending : entries) {
      AuditEntry entry = pending.entry();
      Stream.concat(
              Stream.concat(Stream.of(entry.actor()), entry.subjects().stream()),
              entry.resources().stream()
                  .filter(resource -> PERSONS.contains(resource.kind()))
                  .map(AuditEntry.Resource::id))
          .forEach(text -> id(text).ifPresent(persons::add));
      if (entry.onBehalfOf() != null) {
        persons.add(entry.onBehalfOf());
      }
    }
    return persons;
  }

  LogEntry entry(PendingAudit pending) {
    AuditEntry entry = pending.entry();
    return new LogEntry(
        pending.id(),
        pending.at(),
        entry.service(),
        entry.action(),
        entry.allowed() ? "allowed" : "denied",
        of(entry.actor()),
        entry.actorKind(),
        of(text(entry.onBehalfOf())),
        text(entry.credential()),
        entry.subjects().stream().map(this::of).toList(),
        entry.resources().stream()
            .map(
                resource ->
                    new LogEntry.Resource(
                        resource.kind(),
                        PERSONS.contains(resource.kind()) ? of(resource.id()) : resource.id()))
            .toList(),
        entry.reason(),
        entry.request(),
        entry.count());
  }

  private String of(String text) {
    return id(text).map(id -> known.getOrDefault(id, "")).orElse(text);
  }

  private static String text(@Nullable UUID id) {
    return id == null ? "" : id.toString();
  }

  private static Optional<UUID> id(String text) {
    return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }
}
