package io.mnemon.gateway.mcp;

import io.mnemon.gateway.contract.PublicMethods;
import java.util.List;

/** The tools with which agents say what memories are worth. */
final class WorthTools {
  private static final List<String> REWARDS =
      List.of("helpful", "irrelevant", "outdated", "inaccurate", "duplicate");

  private WorthTools() {}

  static List<Tool> all(PublicMethods methods) {
    return List.of(feedback(methods), used(methods), promote(methods));
  }

  private static Tool feedback(PublicMethods methods) {
    return new Tool(
        "memory_feedback",
        "Reward a memory",
        "Says how good a memory was: what helps is found sooner from then on, what does not sinks."
            + " Use it when a memory turned out right or wrong, e.g. when the user corrects it.",
        methods.byName("GiveFeedback"),
        Tool.Effect.ADDS,
        List.of(
            Argument.of("id", "id", "Id of the memory, as memory_search gave it.").required(),
            Argument.of("reward", "reward", "What it was.").oneOf(REWARDS).required(),
            Argument.of(
                "score",
                "score",
                "How much: 0 to 1 for helpful, -1 to 0 for the others. Usually left out."),
            Argument.of("reason", "reason", "Why, in a sentence."),
            Argument.of(
                "recall_id", "recall_id", "The recall_id of the search that brought it up.")));
  }

  private static Tool used(PublicMethods methods) {
    return new Tool(
        "memory_used",
        "Say what was of use",
        "Says which memories of a search went into your answer. They stay fresh and are found a"
            + " little sooner; others fade. Call it once after answering.",
        methods.byName("UseRecall"),
        Tool.Effect.ADDS,
        List.of(
            Argument.of("recall_id", "id", "The recall_id of the search.").required(),
            Argument.of("memories", "memories", "Ids of the memories that were of use.")
                .required()));
  }

  private static Tool promote(PublicMethods methods) {
    return new Tool(
        "memory_promote",
        "Share a memory with more people",
        "Promotes a memory one step: from this agent to the user, from the user to a project, then"
            + " team, organization and company. E-mail addresses and telephone numbers are left"
            + " out. It may wait for the user's consent or the approval of others: the answer's"
            + " state says so. Only if the user wants it.",
        methods.byName("PromoteMemory"),
        Tool.Effect.ADDS,
        List.of(
            Argument.of("id", "id", "Id of the memory.").required(),
            Argument.of(
                "unit",
                "unit",
                "The id of the project, team or organization; may be absent if there is only"
                    + " one.")));
  }
}
