package io.mnemon.memory.recall;

import io.mnemon.index.Filter;
import io.mnemon.memory.record.Kind;
import io.mnemon.tenancy.Layer;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What is looked for. The caller has checked the request: bounds are only asserted here.
 *
 * @param text what is looked for
 * @param layers only these layers, all if empty
 * @param kinds only these kinds, all if empty
 * @param tags only memories that carry all of these
 * @param limit how many are found at most, 1 to 100
 * @param offset how many of the best come on earlier pages
 * @param threshold only results with at least this score
 * @param mode which legs search
 * @param filter what else must hold for a memory
 * @param asOf what was true at this time, that of {@code knownAt} if empty
 * @param knownAt what was recorded by this time, now if empty
 * @param referenceTime what words of time in the text count from, now if empty
 * @param expand how many neighbouring turns come with each result on either side, 0 to 10
 * @param explain whether each result tells how its score came about
 */
public record RecallQuery(
    String text,
    Set<Layer> layers,
    Set<Kind> kinds,
    Set<String> tags,
    int limit,
    int offset,
    OptionalDouble threshold,
    Mode mode,
    Optional<Filter> filter,
    Optional<Instant> asOf,
    Optional<Instant> knownAt,
    Optional<Instant> referenceTime,
    int expand,
    boolean explain) {

  public RecallQuery {
    layers = Set.copyOf(layers);
    kinds = Set.copyOf(kinds);
    tags = Set.copyOf(tags);
    if (limit < 1 || limit > 100 || offset < 0 || expand < 0 || expand > 10) {
      throw new IllegalArgumentException(
          "limit %d must be 1 to 100, offset %d at least 0, expand %d 0 to 10"
              .formatted(limit, offset, expand));
    }
  }

  /** A search of the same memories at the same time for something else, by both legs. */
  RecallQuery about(String something) {
    return new RecallQuery(
        something,
        layers,
        Set.of(),
        Set.of(),
        limit,
        0,
        OptionalDouble.empty(),
        Mode.HYBRID,
        Optional.empty(),
        asOf,
        knownAt,
        referenceTime,
        0,
        false);
  }

  /** Which legs search. */
  public enum Mode {
    /** By meaning and by words. */
    HYBRID,
    /** By meaning only. */
    DENSE,
    /** By words only. */
    LEXICAL;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word on the wire. */
    public String word() {
      return word;
    }

    public static Optional<Mode> ofWord(String word) {
      for (Mode mode : values()) {
        if (mode.word.equals(word)) {
          return Optional.of(mode);
        }
      }
      return Optional.empty();
    }
  }
}
