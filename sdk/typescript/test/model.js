// A language model that says what it is told to, turn by turn, and keeps what it was asked.
import * as mocks from "ai/test";

const Mock = mocks.MockLanguageModelV4 ?? mocks.MockLanguageModelV3 ?? mocks.MockLanguageModelV2;
const plain = Mock.name.endsWith("V2");
const count = (total) => (plain ? total : { total, text: total, noCache: total });

export function scripted(...turns) {
  let turn = 0;
  return new Mock({
    doGenerate: async ({ prompt }) => {
      const next = turns[turn++];
      const said = typeof next === "function" ? next(resultsIn(prompt)) : next;
      const content =
        typeof said === "string"
          ? [{ type: "text", text: said }]
          : [said].flat().map(({ tool, ...input }, number) => ({
              type: "tool-call",
              toolCallId: `call-${turn}-${number}`,
              toolName: tool,
              input: JSON.stringify(input),
            }));
      const reason = typeof said === "string" ? "stop" : "tool-calls";
      return {
        content,
        finishReason: plain ? reason : { unified: reason },
        usage: { inputTokens: count(1), outputTokens: count(1), totalTokens: 2 },
        warnings: [],
      };
    },
  });
}

/** What the last tools answered, as the model sees it. */
const resultsIn = (prompt) =>
  prompt.at(-1).role === "tool" ? prompt.at(-1).content.map((part) => part.output.value) : [];
