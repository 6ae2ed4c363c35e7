package io.mnemon.memory.truth;

import io.mnemon.inference.Embedding;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryReader.Stored;
import io.mnemon.memory.truth.Verdict.Contradicts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a memory for others of its scope, and from them for it.
 *
 * <p>Design. Of the memories that contradict an older one, the earliest ends its validity, at the
 * moment from which it is true itself. So whoever comes first, and however many come between: once
 * every pair has been looked at, the same links stand. What somebody has restored, what is limited
 * in time by those who wrote it, and what had ended before, is left alone.
 *
 * @param links the links to be made
 * @param nearDuplicates what says nearly the same, and how near it is
 */
record Judgement(List<Link> links, Map<UUID, Double> nearDuplicates) {
  Judgement {
    links = List.copyOf(links);
    nearDuplicates = Map.copyOf(nearDuplicates);
  }

  /**
   * @param known links of all the memories, undone ones included
   */
  static Judgement of(Stored.Live memory, Collection<Stored.Live> others, List<Link> known) {
    Map<UUID, Memory> memories =
        others.stream().collect(Collectors.toMap(Stored.Live::id, Stored.Live::memory));
    memories.put(memory.id(), memory.memory());
    Map<UUID, Link> wanted = new HashMap<>();
    Map<UUID, Double> near = new HashMap<>();
    for (Stored.Live other : others) {
      Memory own = memory.memory();
      boolean isOlder = Moment.of(own).compareTo(Moment.of(other.memory())) < 0;
      Memory older = isOlder ? own : other.memory();
      Memory newer = isOlder ? other.memory() : own;
      OptionalDouble cosine = cosine(memory.vector(), other.vector());
      switch (Comparison.of(older.attributes().content(), newer.attributes().content(), cosine)) {
        case Contradicts(Verdict.Reason reason) -> {
          if (mayEnd(older, newer, known)) {
            wanted.merge(
                older.id(),
                link(older, newer, reason, known),
                (one, two) -> earlier(memories, one, two));
          }
        }
        case Verdict.Exact exact -> near.put(other.id(), 1.0);
        case Verdict.NearDuplicate nearly -> near.put(other.id(), cosine.orElse(1));
        case Verdict.Unrelated unrelated -> {}
      }
    }
    List<Link> links = new ArrayList<>();
    for (Link link : wanted.values()) {
      Optional<Link> standing = standing(known, link.older());
      if (standing.isEmpty() || precedes(memories, link, standing.get())) {
        links.add(link);
      }
    }
    return new Judgement(links, near);
  }

  private static OptionalDouble cosine(Optional<Embedding> one, Optional<Embedding> other) {
    return one.isPresent() && other.isPresent()
        ? OptionalDouble.of(one.get().cosine(other.get()))
        : OptionalDouble.empty();
  }

  static Optional<Link> standing(List<Link> known, UUID older) {
    return known.stream().filter(link -> link.older().equals(older) && link.stands()).findFirst();
  }

  /** The end of validity that those who wrote it gave it. */
  private static @Nullable Instant statedEnd(Memory memory, List<Link> known) {
    Instant end = memory.attributes().validTo();
    Link standing = standing(known, memory.id()).orElse(null);
    return standing != null && standing.closedAt().equals(end) ? standing.openUntil() : end;
  }

  private static boolean mayEnd(Memory older, Memory newer, List<Link> known) {
    boolean wasUndone =
        known.stream()
            .anyMatch(
                link ->
                    !link.stands()
                        && link.older().equals(older.id())
                        && link.newer().equals(newer.id()));
    Instant end = statedEnd(older, known);
    return !wasUndone
        && statedEnd(newer, known) == null
        && (end == null || end.isAfter(Moment.of(newer).start()));
  }

  private static Link link(Memory older, Memory newer, Verdict.Reason reason, List<Link> known) {
    Instant from = older.attributes().validFrom();
    Instant start = Moment.of(newer).start();
    // What was never true for a moment could not be asked for: an interval has a length.
    Instant end = from == null || start.isAfter(from) ? start : from.plusNanos(1_000);
    return new Link(
        older.id(),
        newer.id(),
        older.scope().id(),
        reason.word(),
        end,
        statedEnd(older, known),
        null);
  }

  private static Link earlier(Map<UUID, Memory> memories, Link one, Link two) {
    return precedes(memories, two, one) ? two : one;
  }

  /** A link whose newer memory is not there any more stands. */
  private static boolean precedes(Map<UUID, Memory> memories, Link link, Link standing) {
    Memory newer = memories.get(link.newer());
    Memory other = memories.get(standing.newer());
    return newer != null && other != null && Moment.of(newer).compareTo(Moment.of(other)) < 0;
  }
}
