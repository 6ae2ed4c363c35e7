package io.mnemon.memory.record;

import io.mnemon.memory.sight.MemoryScope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One memory as its newest version has it, with its content in the clear.
 *
 * @param id UUIDv7
 * @param scope where it belongs
 * @param attributes what can be changed about it
 * @param episode the conversation or run it is a turn of
 * @param sourceMessageId the id of the message at its source
 * @param source how it came to be known
 * @param provenance where it came from
 * @param version 1 at first, one more with every change
 * @param createdAt when version 1 was recorded
 * @param updatedAt when this version was recorded
 * @param arrival its place among the turns of one episode that share an event time
 * @param nearDuplicates memories of the same scope that say nearly the same
 * @param supersessions what it has to do with the validity of others
 * @param worth what its importance is worth
 */
public record Memory(
    UUID id,
    MemoryScope scope,
    Attributes attributes,
    @Nullable String episode,
    @Nullable String sourceMessageId,
    Source source,
    Provenance provenance,
    long version,
    Instant createdAt,
    Instant updatedAt,
    long arrival,
    List<UUID> nearDuplicates,
    Supersessions supersessions,
    Worth worth) {
  public Memory {
    nearDuplicates = List.copyOf(nearDuplicates);
  }

  /** One that was not of use yet and has to do with the validity of no other. */
  public Memory(
      UUID id,
      MemoryScope scope,
      Attributes attributes,
      @Nullable String episode,
      @Nullable String sourceMessageId,
      Source source,
      Provenance provenance,
      long version,
      Instant createdAt,
      Instant updatedAt,
      long arrival,
      List<UUID> nearDuplicates) {
    this(
        id,
        scope,
        attributes,
        episode,
        sourceMessageId,
        source,
        provenance,
        version,
        createdAt,
        updatedAt,
        arrival,
        nearDuplicates,
        Supersessions.NONE,
        Worth.fresh(createdAt));
  }

  /** The same of another worth. */
  public Memory with(Worth changed) {
    return with(arrival, nearDuplicates, supersessions, changed);
  }

  /**
   * Since when it is true; null if it always was, as far as is known. What ended the validity of
   * another has begun with its own event, even if nobody said so.
   */
  public @Nullable Instant trueSince() {
    Instant from = attributes.validFrom();
    return from == null && !supersessions.supersedes().isEmpty() ? attributes.eventTime() : from;
  }

  /** What its importance is worth now, 0 to 1. */
  public double effectiveImportance() {
    return worth.of(attributes.importance());
  }

  /** Whether it is a turn of a conversation or run, which may repeat what was said before. */
  boolean isTurn() {
    return attributes.kind() == Kind.EPISODE || episode != null;
  }

  /** The same with other links. */
  public Memory with(Supersessions changed) {
    return with(arrival, nearDuplicates, changed, worth);
  }

  Memory with(long newArrival, List<UUID> newNearDuplicates) {
    return with(newArrival, newNearDuplicates, supersessions, worth);
  }

  private Memory with(
      long newArrival,
      List<UUID> newNearDuplicates,
      Supersessions newSupersessions,
      Worth newWorth) {
    return new Memory(
        id,
        scope,
        attributes,
        episode,
        sourceMessageId,
        source,
        provenance,
        version,
        createdAt,
        updatedAt,
        newArrival,
        newNearDuplicates,
        newSupersessions,
        newWorth);
  }

  /** The same at its place in the order of arrival. */
  public Memory arrived(long place) {
    return with(place, nearDuplicates);
  }

  /** One of its versions. */
  public Memory at(long someVersion, Attributes then, Instant recordedAt) {
    return new Memory(
        id,
        scope,
        then,
        episode,
        sourceMessageId,
        source,
        provenance,
        someVersion,
        createdAt,
        recordedAt,
        arrival,
        nearDuplicates);
  }

  /** The next version, with other attributes. */
  public Memory next(Attributes changed, Instant at) {
    return new Memory(
        id,
        scope,
        changed,
        episode,
        sourceMessageId,
        source,
        provenance,
        version + 1,
        createdAt,
        at,
        arrival,
        nearDuplicates,
        supersessions,
        worth.lookedAfter(at));
  }
}
