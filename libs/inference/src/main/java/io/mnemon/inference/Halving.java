package io.mnemon.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the texts of a refused batch that a model does not take, so that they do not take the
 * vectors of their neighbours, and how much of them it takes: halves the batch until a text is
 * alone, and the text until it is short enough.
 */
final class Halving {
  /** What is left of the longest text after so many halvings, every model takes. */
  private static final int MOST_HALVINGS = 8;

  private final Model model;
  private final boolean cuts;

  /**
   * @param model is asked again and again
   * @param cuts whether the beginning of a text that is refused is good enough
   */
  Halving(Model model, boolean cuts) {
    this.model = model;
    this.cuts = cuts;
  }

  /** What is asked for vectors. */
  @FunctionalInterface
  interface Model {
    List<Embedding> ask(List<String> texts) throws InterruptedException, InputRefusedException;
  }

  /**
   * The vectors of texts that were refused together; none for a text of which nothing is taken.
   *
   * @param place which the first of them is, among others
   * @throws TextRefusedException for a text that is not taken, if none is cut
   */
  List<Optional<Embedding>> of(List<String> refused, int place, InputRefusedException refusal)
      throws InterruptedException {
    if (refused.size() == 1) {
      return List.of(ofOne(refused.getFirst(), place, refusal));
    }
    int half = (refused.size() + 1) / 2;
    List<Optional<Embedding>> vectors = new ArrayList<>(refused.size());
    vectors.addAll(ofPart(refused.subList(0, half), place));
    vectors.addAll(ofPart(refused.subList(half, refused.size()), place + half));
    return vectors;
  }

  private List<Optional<Embedding>> ofPart(List<String> texts, int place)
      throws InterruptedException {
    try {
      return model.ask(texts).stream().map(Optional::of).toList();
    } catch (InputRefusedException e) {
      return of(texts, place, e);
    }
  }

  private Optional<Embedding> ofOne(String text, int place, InputRefusedException refusal)
      throws InterruptedException {
    if (!cuts) {
      throw new TextRefusedException(refusal.why(), place);
    }
    String rest = half(text);
    for (int halvings = 1; halvings <= MOST_HALVINGS && !rest.isBlank(); halvings++) {
      try {
        return Optional.of(model.ask(List.of(rest)).getFirst());
      } catch (InputRefusedException e) {
        rest = half(rest);
      }
    }
    return Optional.empty();
  }

  private static String half(String text) {
    int characters = text.codePointCount(0, text.length());
    return text.substring(0, text.offsetByCodePoints(0, characters / 2));
  }
}
