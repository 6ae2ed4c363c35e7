// What is right for the compiler, and what is not. Compiled by types.test.js, never run.
import { Mnemon } from "../dist/index.js";

export async function use(mnemon: Mnemon) {
  const filter = { importance: { gte: 0.5 } };
  for await (const line of mnemon.export({ scope: { user: "ann" }, filter })) console.log(line.memory.id);
  await mnemon.deleteMany({ scope: { user: "ann" }, filter });
}
