// MCP's reference memory server and ours, given the same calls by MCP's own client: answers compared.
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { Calls, equal, key, url, version } from "./calls.mjs";

const calls = new Calls(`npm @modelcontextprotocol/server-memory ${version("@modelcontextprotocol/server-memory")}`);
const connect = async (transport) => {
  const client = new Client({ name: "conformance", version: "1" });
  await client.connect(transport);
  return client;
};
const remote = (user, token = key) =>
  connect(new StreamableHTTPClientTransport(new URL(`${url}/compat/mcp-memory?user=${user}`), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  }));
const theirs = await connect(new StdioClientTransport({
  command: "node",
  args: [`${process.env.CLIENTS}/node_modules/@modelcontextprotocol/server-memory/dist/index.js`],
  env: { PATH: process.env.PATH, MEMORY_FILE_PATH: `${await mkdtemp(`${tmpdir()}/graph-`)}/graph.jsonl` },
  stderr: "ignore",
}));
const ours = await remote("js-graph");
const same = (name, args) =>
  calls.call(`${name} ${JSON.stringify(args)}`, async () => {
    equal(await ours.callTool({ name, arguments: args }), await theirs.callTool({ name, arguments: args }));
  });
const entity = (name, entityType, ...observations) => ({ name, entityType, observations });
const relation = (from, relationType, to) => ({ from, to, relationType });

await calls.call("tools/list", async () => {
  const shown = async (client) =>
    (await client.listTools()).tools.map(({ name, title, annotations, inputSchema, outputSchema }) => [
      name, title, annotations, ...[inputSchema, outputSchema].map((one) => [one.required ?? [], Object.keys(one.properties)])]);
  equal(await shown(ours), await shown(theirs));
});
await same("read_graph", {});
await same("create_entities", { entities: [entity("Lea", "person", "sails", "drinks tea"), entity("Max", "person")] });
await same("create_entities", { entities: [entity("Lea", "ship", "other"), entity("Anna", "ship", "is made of oak")] });
await same("create_entities", { entities: [] });
await same("create_entities", { entities: [{ ...entity("Zoë – 茶 \"q\"", "cafe\n\tnew", "ends\n\nhere \\ "), more: 1 }] });
await same("create_entities", { entities: [entity("", "")] });
await same("create_relations", { relations: [relation("Lea", "knows", "Max"), relation("Lea", "sails", "Anna")] });
await same("create_relations", { relations: [relation("Lea", "knows", "Max"), relation("Max", "knows", "Lea")] });
await same("create_relations", { relations: [relation("Nobody", "likes", "Nothing")] });
await same("read_graph", {});
await same("read_graph", { more: 1 });
await same("add_observations", { observations: [{ entityName: "Lea", contents: ["sails", "is forty"] }, { entityName: "Max", contents: ["cooks", "cooks"] }] });
await same("add_observations", { observations: [{ entityName: "Lea", contents: ["a"] }, { entityName: "Lea", contents: ["a", "b"] }] });
await same("add_observations", { observations: [{ entityName: "Lea", contents: ["lost"] }, { entityName: "None", contents: ["x"] }] });
await same("add_observations", { observations: [] });
await same("search_nodes", { query: "TEA" });
await same("search_nodes", { query: "ship" });
await same("search_nodes", { query: "茶" });
await same("search_nodes", { query: "" });
await same("search_nodes", { query: "nowhere to be found" });
await same("open_nodes", { names: ["Lea", "Anna"] });
await same("open_nodes", { names: ["Nobody"] });
await same("open_nodes", { names: [] });
await same("delete_observations", { deletions: [{ entityName: "Lea", observations: ["drinks tea", "none"] }, { entityName: "None", observations: ["x"] }] });
await same("open_nodes", { names: ["Lea"] });
await same("delete_relations", { relations: [relation("Lea", "sails", "Anna"), relation("Lea", "hates", "Max")] });
await same("read_graph", {});
await same("delete_entities", { entityNames: ["Max", "None"] });
await same("read_graph", {});
await same("create_entities", { entities: [entity("Max", "cat", "is back")] });
await same("read_graph", {});
await same("create_entities", {});
await same("create_entities", { entities: "x" });
await same("create_entities", { entities: [{ name: 3, observations: [1] }, 7] });
await same("create_relations", { relations: [{ from: "a" }, null] });
await same("add_observations", { observations: [{ entityName: "Lea", contents: "x" }] });
await same("delete_entities", { entityNames: [true] });
await same("delete_observations", { deletions: {} });
await same("search_nodes", { query: null });
await same("open_nodes", { names: [["a"]] });
await same("nothing", {});
await same("delete_entities", { entityNames: ["Lea", "Anna", "Max", "", "Zoë – 茶 \"q\""] });
await same("read_graph", {});
await calls.call("ten who add at once, none lost", async () => {
  await ours.callTool({ name: "create_entities", arguments: { entities: [entity("Log", "list")] } });
  await Promise.all(Array.from({ length: 10 }, (_, i) =>
    ours.callTool({ name: "add_observations", arguments: { observations: [{ entityName: "Log", contents: [`line ${i}`] }] } })));
  const { structuredContent } = await ours.callTool({ name: "open_nodes", arguments: { names: ["Log"] } });
  equal([...structuredContent.entities[0].observations].sort(), Array.from({ length: 10 }, (_, i) => `line ${i}`));
});
await calls.call("another user has another graph", async () => {
  const { structuredContent } = await (await remote("js-other")).callTool({ name: "read_graph", arguments: {} });
  equal(structuredContent.entities, []);
});
await calls.refused("a wrong key", /401|key/, () => remote("js-graph", "wrong"));
await theirs.close();
calls.report();
process.exit(0);
