package io.mnemon.memory.upkeep;

import io.mnemon.index.IndexChange;
import io.mnemon.index.IndexDocument;
import io.mnemon.index.Surroundings;
import io.mnemon.index.Surroundings.Nearby;
import io.mnemon.index.Usage;
import io.mnemon.inference.Embedding;
import io.mnemon.memory.recall.BlindTerms;
import io.mnemon.memory.recall.TimeTold;
import io.mnemon.memory.record.Attributes;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryFacts;
import io.mnemon.memory.record.MemoryReader.Stored;
import io.mnemon.memory.record.Sensitivity;
import io.mnemon.memory.upkeep.Conversation.Neighbour;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What the index may know of a memory: of a private one the hashes of its words and its vector, of
 * a secret one nothing.
 *
 * <p>Design. A turn of a conversation means little by itself ("Yes, twice!"), so it is indexed in
 * context: its words count 1, those of the turns right before and after it 2/3, of the next but one
 * 1/3; its vector is blended with theirs (before 0.6 and 0.3, after 0.4 and 0.2). A long turn
 * explains itself, and what stands around it would only blur it: the weights fall in a straight
 * line with its length, to nothing at 100 words, and of a neighbour only the first 60 words count.
 * On LoCoMo this finds a tenth more of the evidence, with messages of any length no less than
 * without. Only turns of kind {@code episode} are treated so: a fact, a preference or a note stands
 * alone.
 */
final class Projection {
  private static final int SELF_CONTAINED_WORDS = 100;
  private static final int NEIGHBOUR_WORDS = 60;
  private static final double WORDS_AT_ONE = 2.0 / 3;
  private static final double WORDS_AT_TWO = 1.0 / 3;

  private final BlindTerms blindTerms;

  Projection(BlindTerms blindTerms) {
    this.blindTerms = blindTerms;
  }

  /** The change for what stands alone; empty if the index is to stay as it is. */
  Optional<IndexChange> change(UUID tenant, Stored stored) {
    return switch (stored) {
      case Stored.Gone gone -> Optional.of(new IndexChange.Remove(gone.id(), gone.version()));
      case Stored.Live live -> Optional.of(change(tenant, live, List.of()));
      case Stored.Unreadable unreadable -> Optional.empty();
    };
  }

  /**
   * @param around the turns around it that help to find it, none if it stands alone
   */
  IndexChange change(UUID tenant, Stored.Live live, List<Neighbour> around) {
    return isSecret(live.memory())
        ? new IndexChange.Remove(live.id(), live.version())
        : new IndexChange.Put(document(tenant, live, around));
  }

  /** Whether the memory is found by words only because its vector has not been made yet. */
  static boolean lacksVector(Stored stored) {
    return stored instanceof Stored.Live live
        && live.vector().isEmpty()
        && !isSecret(live.memory());
  }

  static boolean isSecret(Memory memory) {
    return memory.attributes().sensitivity() == Sensitivity.SECRET;
  }

  private IndexDocument document(UUID tenant, Stored.Live live, List<Neighbour> around) {
    Memory memory = live.memory();
    Attributes attributes = memory.attributes();
    List<Neighbour> lasting =
        around.stream().filter(each -> lastsAsLong(each.turn().memory(), memory)).toList();
    double openness =
        lasting.isEmpty()
            ? 0
            : 1 - Words.count(attributes.content()) / (double) SELF_CONTAINED_WORDS;
    List<Neighbour> helpful = openness > 0 ? lasting : List.of();
    return new IndexDocument(
        memory.id(),
        memory.version(),
        memory.scope().id(),
        memory.scope().layer(),
        attributes.kind().word(),
        words(tenant, memory, attributes.content()),
        Speaker.of(memory).map(name -> words(tenant, memory, name)).orElse(null),
        attributes.sensitivity() != Sensitivity.PRIVATE && TimeTold.in(attributes.content()),
        surroundings(tenant, helpful, openness),
        live.vector().map(vector -> blend(vector, helpful, openness)).orElse(null),
        attributes.tags(),
        attributes.importance(),
        attributes.eventTime(),
        memory.trueSince(),
        attributes.validTo(),
        attributes.expiresAt(),
        memory.episode(),
        MemoryFacts.of(memory),
        new Usage(memory.worth().uses(), memory.worth().lastUse()));
  }

  /** What expires must not go on in the context of what stays. */
  private static boolean lastsAsLong(Memory neighbour, Memory own) {
    Instant end = neighbour.attributes().expiresAt();
    Instant ownEnd = own.attributes().expiresAt();
    return end == null || (ownEnd != null && !end.isBefore(ownEnd));
  }

  /** The text, or what may stand for it. */
  private String words(UUID tenant, Memory memory, String text) {
    return memory.attributes().sensitivity() == Sensitivity.PRIVATE
        ? blindTerms.ofText(tenant, text)
        : text;
  }

  private Surroundings surroundings(UUID tenant, List<Neighbour> around, double openness) {
    if (around.isEmpty()) {
      return Surroundings.NONE;
    }
    List<Nearby> texts = new ArrayList<>();
    long state = 1;
    for (Neighbour neighbour : around) {
      Memory memory = neighbour.turn().memory();
      String begin = Words.first(NEIGHBOUR_WORDS, memory.attributes().content());
      double weight = Math.abs(neighbour.distance()) == 1 ? WORDS_AT_ONE : WORDS_AT_TWO;
      texts.add(new Nearby(words(tenant, memory, begin), weight * openness));
      state = mix(state, memory.id().getMostSignificantBits());
      state = mix(state, memory.id().getLeastSignificantBits());
      state = mix(state, 2 * memory.version() + (neighbour.turn().vector().isPresent() ? 1 : 0));
      state = mix(state, neighbour.distance());
    }
    return new Surroundings(texts, state);
  }

  private static long mix(long state, long value) {
    return Long.rotateLeft((state ^ value) * 0x9E3779B97F4A7C15L, 31);
  }

  private static Embedding blend(Embedding own, List<Neighbour> around, double openness) {
    return Embedding.sum(
        Stream.concat(
                Stream.of(new Embedding.Weighted(own, 1)),
                around.stream()
                    .flatMap(
                        neighbour ->
                            neighbour.turn().vector().stream()
                                .map(
                                    vector ->
                                        new Embedding.Weighted(
                                            vector,
                                            openness * vectorWeight(neighbour.distance())))))
            .toList());
  }

  private static double vectorWeight(int distance) {
    return switch (distance) {
      case -1 -> 0.6;
      case 1 -> 0.4;
      case -2 -> 0.3;
      default -> 0.2;
    };
  }
}
