// mem0's hosted client for Node, untouched, through every call that its documentation has.
import { MemoryClient } from "mem0ai";
import { Calls, equal, key, ok, url, version } from "./calls.mjs";

const calls = new Calls(`npm mem0ai ${version("mem0ai")}`);
const client = new MemoryClient({ apiKey: key, host: `${url}/compat/mem0` });
const mine = { user_id: "js-alex" };

await calls.call("ping", () => client.ping());
const added = await calls.call("add", async () => {
  const answer = await client.add(
    [
      { role: "user", content: "I am a vegetarian and allergic to nuts." },
      { role: "assistant", content: "Noted: no meat and no nuts." },
    ],
    { userId: "js-alex", metadata: { topic: "food" } },
  );
  equal(answer.results.map((one) => one.event), ["ADD", "ADD"]);
  return answer;
});
const add = async (text, options) =>
  (await client.add([{ role: "user", content: text }], { userId: "js-alex", infer: false, ...options }))
    .results[0].id;
const raw = await calls.call("add infer=false", () => add("Alex lives in Porto"));
await calls.call("add agent", () => add("Alex likes brief answers", { agentId: "js-cook" }));
const other = await calls.call("add run", () => add("We plan a dinner", { runId: "r2", appId: "kitchen" }));
await calls.call("get", async () => equal((await client.get(raw)).memory, "Alex lives in Porto"));
await calls.call("get metadata", async () =>
  equal((await client.get(added.results[0].id)).metadata, { topic: "food" }));
await calls.call("getAll", async () => equal((await client.getAll({ filters: mine })).count, 5));
await calls.call("getAll pages", async () => {
  const page = await client.getAll({ filters: mine, page: 2, pageSize: 3 });
  equal(page.results.length, 2);
  equal(page.next, null);
});
await calls.call("getAll run", async () => {
  const page = await client.getAll({ filters: { AND: [mine, { run_id: "r2" }] } });
  equal(page.results.map((one) => [one.memory, one.runId, one.appId]), [["We plan a dinner", "r2", "kitchen"]]);
});
await calls.call("search", async () => {
  const answer = await client.search("Where does Alex live?", { filters: mine, topK: 3 });
  equal(answer.results[0].memory, "Alex lives in Porto");
  ok(answer.results[0].score > 0, "a score");
});
await calls.call("search metadata", async () => {
  const filters = { AND: [mine, { metadata: { topic: "food" } }] };
  equal((await client.search("food", { filters })).results.length, 2);
});
await calls.call("update", async () =>
  equal((await client.update(raw, { text: "Alex lives in Braga" })).memory, "Alex lives in Braga"));
await calls.call("history", async () =>
  equal((await client.history(raw)).map((one) => one.newMemory), ["Alex lives in Porto", "Alex lives in Braga"]));
await calls.call("feedback", () => client.feedback({ memoryId: raw, feedback: "POSITIVE" }));
await calls.call("batchUpdate", () => client.batchUpdate([{ memoryId: raw, text: "Alex lives in Faro" }]));
await calls.call("batchDelete", () => client.batchDelete([other]));
await calls.refused("get of what is deleted", { name: "MemoryNotFoundError" }, () => client.get(other));
await calls.call("delete", () => client.delete(raw));
await calls.call("users", async () => {
  const names = (await client.users()).results.map((one) => `${one.type} ${one.name}`);
  ok(names.includes("user js-alex") && names.includes("agent js-cook"), `found ${names}`);
});
await calls.call("deleteUsers", () => client.deleteUsers({ agentId: "js-cook" }));
await calls.refused("deleteAll without a scope", { name: "ValidationError" }, () => client.deleteAll());
await calls.call("deleteAll", () => client.deleteAll({ userId: "js-alex" }));
await calls.call("deleteAll took effect", async () => equal((await client.getAll({ filters: mine })).count, 0));
await calls.refused("search without a scope", { name: "ValidationError" }, () => client.search("food", {}));
calls.report();
