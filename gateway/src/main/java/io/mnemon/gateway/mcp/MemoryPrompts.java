package io.mnemon.gateway.mcp;

import io.mnemon.gateway.contract.PublicMethods;
import java.util.List;

/** The prompts over memories. */
final class MemoryPrompts {
  private static final Argument USER =
      Argument.of("user", "scope.user", "Only this user's memories, by id or name.");

  private MemoryPrompts() {}

  static List<Prompt> all(PublicMethods methods) {
    return List.of(recall(methods), remember(methods), review(methods));
  }

  private static Prompt recall(PublicMethods methods) {
    return new Prompt(
        "recall",
        "Recall what is known",
        "Brings what is remembered about a topic into the conversation.",
        methods.byName("SearchMemories"),
        List.of(
            Argument.of("topic", "query", "What to recall: a question or keywords.").required(),
            USER),
        "Tell what is known about the topic, as far as these memories tell it, and go on from"
            + " there. Name the ids of those that you rely on and how old they are. Where two"
            + " disagree, what was true later holds; say that they disagree. If they do not tell"
            + " it, say so and do not guess. Then call memory_used with the ids that were of use.");
  }

  private static Prompt remember(PublicMethods methods) {
    return new Prompt(
        "remember",
        "Remember something",
        "Decides what of a text is worth keeping, beside what is already remembered, and keeps it.",
        methods.byName("SearchMemories"),
        List.of(
            Argument.of(
                    "text",
                    "query",
                    "What to keep: a sentence, notes, or what of this conversation is meant.")
                .required(),
            USER),
        "Decide what of the text is worth remembering in later conversations. Worth it: lasting"
            + " facts, preferences, decisions and their reasons, lessons. Not worth it: what holds"
            + " only now, what files or documents say anyway, guesses. Never: passwords, keys and"
            + " other secrets. Write each as one self-contained statement, with names and dates"
            + " instead of \"I\" and \"yesterday\". If a memory says it already, add nothing; if"
            + " one has become wrong, correct it with memory_update; add the rest with memory_add,"
            + " one call each. Then tell the user in a line each what you kept and what you left.");
  }

  private static Prompt review(PublicMethods methods) {
    return new Prompt(
        "review",
        "Review memories",
        "Goes through the most recent memories with you and puts right what is wrong.",
        methods.byName("ListMemories"),
        List.of(
            USER,
            Argument.of("cursor", "cursor", "The next_cursor of an earlier review, to go on.")),
        "Go through these memories with the user: list in a line each those that are outdated,"
            + " contradict each other, say the same twice, hold a secret, or will not make sense"
            + " without their conversation, with their ids and what you would do: memory_update,"
            + " memory_delete or memory_feedback. Change nothing before the user has agreed.");
  }
}
