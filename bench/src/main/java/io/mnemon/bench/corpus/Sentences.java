package io.mnemon.bench.corpus;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Made-up sentences and questions about people, places and things: each different from all before,
 * and the same ones for the same seed.
 */
public final class Sentences {
  private static final List<String> PEOPLE =
      words(
          "Ada Boris Chiara Daniel Elena Farid Greta Hugo Ines Jonas Kemal Lucia Mateo Nadia Oscar"
              + " Priya Quentin Rosa Samir Tessa Ulrich Vera Wendy Xavier Yasmin Zoltan");
  private static final List<String> PLACES =
      words(
          "Lisbon Oslo Turin Ghent Krakow Malaga Tartu Bergen Porto Graz Lyon Utrecht Cork Split"
              + " Bilbao Aarhus Brno Siena Leipzig Nantes");
  private static final List<String> THINGS =
      list(
          "the harbour survey|the blue bicycle|the autumn budget|a crate of lemons|the new kitchen"
              + "|the training plan|the night train|a letter from the bank|the piano lessons"
              + "|the garden wall|the payment service|the search index|a broken dishwasher"
              + "|the choir concert|the tax return|the mountain hut|the old camera|a jar of honey"
              + "|the release notes|the customer workshop|the staging cluster|a pair of boots"
              + "|the vaccination card|the rental contract|the history exam");
  private static final List<String> TIMES =
      list(
          "last Tuesday|in early spring|after lunch|on the first of March|during the holidays"
              + "|before the meeting|at half past nine|in the second week of June|late at night"
              + "|the day after the storm|this morning|over the weekend");
  private static final List<String> CLAUSES =
      list(
          "%1$s told %2$s that %4$s will be ready in %3$s %5$s"
              + "|%1$s paid %6$d euros for %4$s in %3$s %5$s"
              + "|%1$s moved to %3$s %5$s and left %4$s with %2$s"
              + "|%2$s would rather talk about %4$s than meet %1$s in %3$s %5$s"
              + "|%5$s %1$s and %2$s counted %6$d mistakes in %4$s"
              + "|%1$s cannot work on %4$s %5$s because %2$s is in %3$s"
              + "|the number %6$d stands on %4$s that %1$s brought from %3$s %5$s"
              + "|%1$s prefers to be called at extension %6$d when %4$s is discussed with %2$s"
              + "|%2$s asked %1$s to send %4$s to the office in %3$s, room %6$d"
              + "|%5$s the team in %3$s decided that %1$s looks after %4$s");
  private static final List<String> JOINTS = list(", and | because |; later | while | although ");
  private static final List<String> QUESTIONS =
      list(
          "What did %1$s say to %2$s about %4$s in %3$s %5$s?"
              + "|How much did %1$s pay for %4$s in %3$s, was it %6$d euros?"
              + "|Who looks after %4$s in %3$s since %1$s left %5$s?"
              + "|Where can %2$s find %4$s with the number %6$d?"
              + "|Why could %1$s not work on %4$s with %2$s %5$s?"
              + "|When does %1$s meet %2$s in room %6$d about %4$s?");
  private static final int MOST_CLAUSES = 3;
  private static final int MOST_NUMBER = 9_999;

  private final RandomGenerator random;
  private final Set<String> said = new HashSet<>();

  public Sentences(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }

  private static List<String> list(String text) {
    return List.of(text.split("\\|"));
  }

  /** Statements of one to three clauses, about 8 to 45 words each. */
  public List<String> statements(int count) {
    List<String> statements = new ArrayList<>(count);
    while (statements.size() < count) {
      StringBuilder text = new StringBuilder(clause(CLAUSES));
      for (int more = random.nextInt(MOST_CLAUSES); more > 0; more--) {
        text.append(one(JOINTS)).append(clause(CLAUSES));
      }
      text.setCharAt(0, Character.toUpperCase(text.charAt(0)));
      addIfNew(text.append('.').toString(), statements);
    }
    return statements;
  }

  public List<String> questions(int count) {
    List<String> questions = new ArrayList<>(count);
    while (questions.size() < count) {
      addIfNew(clause(QUESTIONS), questions);
    }
    return questions;
  }

  private void addIfNew(String text, List<String> texts) {
    if (said.add(text)) {
      texts.add(text);
    }
  }

  private String clause(List<String> patterns) {
    return one(patterns)
        .formatted(
            one(PEOPLE),
            one(PEOPLE),
            one(PLACES),
            one(THINGS),
            one(TIMES),
            1 + random.nextInt(MOST_NUMBER));
  }

  private String one(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
