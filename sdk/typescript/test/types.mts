// What is right for the compiler, and what is not. Compiled by types.test.js, never run.
import { Mnemon } from "../dist/index.js";

export async function use(mnemon: Mnemon) {
  const filter = { importance: { gte: 0.5 } };
  for await (const line of mnemon.export({ scope: { user: "ann" }, filter })) console.log(line.memory.id);
  await mnemon.deleteMany({ scope: { user: "ann" }, filter });

  await mnemon.update("m", { valid_to: null, tags: null, expires_at: new Date() });
  // @ts-expect-error a memory has a content
  await mnemon.update("m", { content: null });

  for await (const { earlier } of mnemon.export()) {
    for (const { change, memory } of earlier ?? []) console.log(change, memory.content, memory.version);
    // @ts-expect-error the id stands in the newest version
    console.log(earlier?.[0]?.memory.id);
  }
}
