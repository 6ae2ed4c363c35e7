package io.mnemon.memory.upkeep;

/** The changes that the index has not durably followed yet, and what carries them there. */
public interface Backlog extends AutoCloseable {
  /**
   * Makes every change due at once that an earlier process, dead by now, was handling or had put
   * off. Only for a service of which one process runs.
   */
  void takeOver();

  /** Carries one batch of what is due; done if nothing is. */
  void relay();

  /** Begins to carry in the background. */
  void start();

  /** How many changes are waiting. */
  long size();

  /** Finishes the batch in hand and stops. */
  @Override
  void close();
}
