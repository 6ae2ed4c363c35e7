package io.mnemon.index;

import java.util.List;

/**
 * What stands around a memory and helps to find it, as the turns before and after do in a
 * conversation. It is found by these words too, with less weight than by its own.
 *
 * @param texts the texts around it
 * @param state tells apart what one version of a memory can be indexed with: a {@code Put} of the
 *     same version and the same state has nothing new to say
 */
public record Surroundings(List<Nearby> texts, long state) {

  /** Of a memory that stands alone. */
  public static final Surroundings NONE = new Surroundings(List.of(), 0);

  public Surroundings {
    texts = List.copyOf(texts);
  }

  /**
   * A text nearby.
   *
   * @param weight what a word of it counts, above 0, at most 1, where a word of the memory itself
   *     counts 1
   */
  public record Nearby(String text, double weight) {
    public Nearby {
      if (!(weight > 0 && weight <= 1)) {
        throw new IllegalArgumentException("the weight " + weight + " is not in (0, 1]");
      }
    }
  }
}
