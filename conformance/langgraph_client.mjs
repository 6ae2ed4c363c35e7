// LangGraph's client for Node, untouched, through every call of its store.
import { Client } from "@langchain/langgraph-sdk";
import { Calls, equal, key, ok, url, version } from "./calls.mjs";

const calls = new Calls(`npm @langchain/langgraph-sdk ${version("@langchain/langgraph-sdk")}`);
const store = new Client({ apiUrl: `${url}/compat/langgraph`, apiKey: key }).store;
const notes = ["js-lea", "notes"];
const keys = async (prefix, options) =>
  (await store.searchItems(prefix, options)).items.map((one) => one.key).sort();

await calls.call("putItem", () => store.putItem(notes, "tea", { text: "Lea likes green tea", size: 3 }));
await calls.call("putItem deeper, with ttl and index", () =>
  store.putItem([...notes, "work"], "job", { text: "Lea builds ships" }, { ttl: 60, index: ["text"] }));
await calls.call("getItem", async () => {
  const item = await store.getItem(notes, "tea");
  equal([item.namespace, item.key, item.value], [notes, "tea", { text: "Lea likes green tea", size: 3 }]);
  ok(item.createdAt && item.updatedAt, "times");
});
await calls.call("getItem of nothing", async () => equal(await store.getItem(notes, "none"), null));
await calls.call("putItem again", () => store.putItem(notes, "tea", { text: "Lea likes black tea", size: 4 }));
await calls.call("putItem replaced", async () =>
  equal((await store.getItem(notes, "tea")).value, { text: "Lea likes black tea", size: 4 }));
await calls.call("searchItems", async () => equal(await keys(notes), ["job", "tea"]));
await calls.call("searchItems filter", async () => equal(await keys(notes, { filter: { size: { $gte: 4 } } }), ["tea"]));
await calls.call("searchItems offset", async () => equal((await keys(notes, { limit: 1, offset: 1 })).length, 1));
await calls.call("searchItems query", async () => {
  const { items } = await store.searchItems(notes, { query: "What does she build?", limit: 1 });
  equal(items[0].key, "job");
  ok(items[0].score > 0, "a score");
});
await calls.call("listNamespaces", async () =>
  equal((await store.listNamespaces({ prefix: ["js-lea"] })).namespaces, [notes, [...notes, "work"]]));
await calls.call("deleteItem", () => store.deleteItem(notes, "tea"));
await calls.call("deleteItem took effect", async () => equal(await store.getItem(notes, "tea"), null));
calls.report();
