package io.mnemon.bench.corpus;

import java.time.Instant;
import java.util.List;

/** A long conversation and what is asked about it. */
public record Conversation(String name, List<Turn> turns, List<Question> questions) {
  public Conversation {
    turns = List.copyOf(turns);
    questions = List.copyOf(questions);
  }

  /**
   * What one of them said.
   *
   * @param content speaker, text and the caption of a picture that was sent along
   */
  public record Turn(String id, String session, Instant time, String content) {}

  /**
   * @param evidence the ids of the turns that answer it
   */
  public record Question(String text, int category, List<String> evidence) {
    public Question {
      evidence = List.copyOf(evidence);
    }
  }
}
