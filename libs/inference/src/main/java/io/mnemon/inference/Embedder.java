package io.mnemon.inference;

import java.util.List;
import java.util.Optional;

/** A model that turns text into vectors of one space. Safe for use by many threads. */
public interface Embedder extends AutoCloseable {

  VectorSpace space();

  /**
   * The vectors of texts that are to be found, in the order of the texts.
   *
   * @throws EmbedderUnavailableException if the model cannot answer now
   * @throws TextRefusedException if it does not take one of the texts
   */
  List<Embedding> embedDocuments(List<String> texts);

  /**
   * The vectors of texts that are to be found, in the order of the texts. A text that the model
   * does not take, most likely because it is too long, has that of its beginning, and none if the
   * model does not take that either; the others have theirs all the same.
   *
   * @throws EmbedderUnavailableException if the model cannot answer now
   */
  default List<Optional<Embedding>> embedBeginnings(List<String> texts) {
    return embedDocuments(texts).stream().map(Optional::of).toList();
  }

  /**
   * The vectors of texts that search, in the order of the texts; each as if it were alone. One that
   * is too long for the model has that of its beginning.
   *
   * @throws EmbedderUnavailableException if the model cannot answer now
   * @throws TextRefusedException if it takes not even the beginning of one of the texts
   */
  List<Embedding> embedQueries(List<String> texts);

  /**
   * Begins with the vectors of texts that search, where somebody has something else to do
   * meanwhile. A model that is idle computes, any other does nothing yet. Returns at once.
   *
   * @return the work, which has to be closed
   */
  default Begun beginQueries(List<String> texts) {
    return () -> embedQueries(texts);
  }

  /** Vectors that are being made. */
  interface Begun extends AutoCloseable {
    /**
     * Waits for the vectors, as {@link #embedQueries} does.
     *
     * @throws EmbedderUnavailableException if the model cannot answer now
     * @throws TextRefusedException if it takes not even the beginning of one of the texts
     */
    List<Embedding> vectors();

    /** Whether the model is at work on them already. */
    default boolean isUnderWay() {
      return false;
    }

    /** Nobody wants them any more. */
    @Override
    default void close() {}
  }

  /**
   * The vector of a text that searches.
   *
   * @throws EmbedderUnavailableException if the model cannot answer now
   */
  default Embedding embedQuery(String text) {
    return embedQueries(List.of(text)).getFirst();
  }

  /**
   * How many tokens of a text to be found the model reads; of a model that does not tell, about as
   * many.
   *
   * @throws EmbedderUnavailableException if the model cannot answer now
   */
  int tokens(String text);

  /**
   * Drops what is remembered of texts.
   *
   * @throws IllegalStateException if something may be left: to be done again later
   */
  default void forget(List<String> texts) {}

  /** Whether the model would answer now. */
  boolean isReady();

  @Override
  void close();
}
