package io.mnemon.bench.speed;

import io.mnemon.bench.corpus.Sentences;
import io.mnemon.bench.door.Draft;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the memories of a run say, and what is asked about them.
 *
 * <p>Memory number n says text n modulo the number of texts, and belongs to user n / 1,000: nobody
 * has a text twice. Three of four are facts, one is a turn of an episode.
 */
final class Texts {
  private static final long TEXT_SEED = 20_260_501;
  private static final long FRESH_SEED = 7;
  private static final int CACHED = 500;
  private static final int EPISODE_EVERY = 4;
  private static final int EPISODE_TURNS = 20;
  private static final Instant FIRST_DAY = Instant.parse("2026-01-01T09:00:00Z");

  private final List<String> texts;
  private final List<String> cached;
  private final Sentences fresh;

  /**
   * @param run the same texts come for the same number
   */
  Texts(int distinct, long run) {
    texts = new Sentences(TEXT_SEED + run).statements(distinct);
    cached = new Sentences(TEXT_SEED + run).questions(CACHED);
    fresh = new Sentences(FRESH_SEED + run);
  }

  String text(long memory) {
    return texts.get((int) (memory % texts.size()));
  }

  int distinct() {
    return texts.size();
  }

  int user(long memory) {
    return (int) (memory / Math.min(SpeedPlan.USER_SIZE, texts.size()));
  }

  static String userName(int user) {
    return "user-" + user;
  }

  Draft draft(long memory) {
    String user = userName(user(memory));
    if (memory % EPISODE_EVERY != 0) {
      return Draft.fact(user, text(memory));
    }
    long turn = memory / EPISODE_EVERY;
    return Draft.turn(
        user,
        text(memory),
        "episode-" + turn / EPISODE_TURNS,
        FIRST_DAY.plusSeconds(60 * turn),
        "m" + memory);
  }

  /** A text that no memory says yet. */
  synchronized String freshText() {
    return fresh.statements(1).getFirst();
  }

  /** A question that nobody has asked. */
  synchronized String freshQuestion() {
    return fresh.questions(1).getFirst();
  }

  /** Questions that are asked again and again. */
  List<String> cachedQuestions() {
    return cached;
  }

  String cachedQuestion(long number) {
    return cached.get((int) (number % cached.size()));
  }

  Supplier<String> fresh() {
    return this::freshQuestion;
  }
}
