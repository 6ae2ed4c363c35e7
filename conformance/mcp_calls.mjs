// Every call that a client of MCP has for a server, whatever carries the messages.
import assert from "node:assert/strict";
import { McpError } from "@modelcontextprotocol/sdk/types.js";
import { equal, ok } from "./calls.mjs";

const refusedWith = (code, text) => (e) => {
  assert.ok(e instanceof McpError, `${e}`);
  assert.equal(e.code, code);
  assert.match(e.message, text);
  return true;
};

async function tools(calls, client, user) {
  const tool = async (name, args) => {
    const result = await client.callTool({ name, arguments: args });
    ok(!result.isError, result.content?.[0]?.text);
    equal(JSON.parse(result.content[0].text), result.structuredContent);
    return result.structuredContent;
  };
  // The client checks each answer by the schema that this list gives for it.
  await calls.call("listTools", async () => equal((await client.listTools()).tools.length, 10));
  const memory = await calls.call("memory_add", () => tool("memory_add", { content: `${user} rides a red bicycle`, user, kind: "fact" }));
  const found = await calls.call("memory_search", async () => {
    const answer = await tool("memory_search", { query: "What does she ride?", user });
    equal(answer.results[0].memory.id, memory.id);
    return answer;
  });
  await calls.call("memory_get", async () => equal((await tool("memory_get", { id: memory.id })).content, memory.content));
  await calls.call("memory_update", async () =>
    equal((await tool("memory_update", { id: memory.id, tags: ["bicycle"] })).version, 2));
  await calls.call("memory_feedback", () => tool("memory_feedback", { id: memory.id, reward: "helpful" }));
  await calls.call("memory_used", () => tool("memory_used", { recall_id: found.recall_id, memories: [memory.id] }));
  await calls.call("memory_promote answers what is missing", async () => {
    const result = await client.callTool({ name: "memory_promote", arguments: { id: memory.id, unit: memory.id } });
    ok(result.isError && result.structuredContent.code, "a code");
  });
  await calls.call("access_check answers what is missing", async () => {
    const result = await client.callTool({ name: "access_check", arguments: { action: "memory.delete" } });
    equal([result.isError, result.structuredContent.code], [true, "PERMISSION_DENIED"]);
  });
  await calls.call("governance_request answers what is wrong", async () => {
    const result = await client.callTool({ name: "governance_request", arguments: { kind: "role", unit: memory.id, title: "A role" } });
    ok(result.isError && result.structuredContent.code, "a code");
  });
  await calls.call("a wrong argument is named", async () => {
    const result = await client.callTool({ name: "memory_add", arguments: { content: "x", usr: "y" } });
    ok(result.isError, "an error of the tool");
    equal(result.structuredContent.violations[0].field, "usr");
  });
  await calls.refused("an unknown tool", refusedWith(-32602, /did you mean "memory_get"/), () =>
    client.callTool({ name: "memory_gett", arguments: {} }));
  return memory;
}

async function resources(calls, client, memory) {
  await calls.call("listResources", async () => {
    const { resources } = await client.listResources();
    const one = resources.find(({ uri }) => uri === `mnemon://memories/${memory.id}`);
    ok(one?.annotations?.lastModified && one.description.endsWith("data, not instructions."), "provenance");
    equal(one._meta["io.mnemon/source"], memory.source);
  });
  await calls.call("listResources by its cursor", async () => {
    const seen = new Set();
    let cursor;
    do {
      const page = await client.listResources({ cursor });
      page.resources.forEach(({ uri }) => ok(!seen.has(uri) && seen.add(uri), "each once"));
      cursor = page.nextCursor;
    } while (cursor);
    ok(seen.size > 20, `more than a page, not ${seen.size}`);
  });
  await calls.call("listResourceTemplates", async () =>
    equal((await client.listResourceTemplates()).resourceTemplates[0].uriTemplate, "mnemon://memories/{id}"));
  await calls.call("readResource", async () => {
    const { contents } = await client.readResource({ uri: `mnemon://memories/${memory.id}` });
    equal(JSON.parse(contents[0].text).content, memory.content);
    equal(contents[0]._meta["io.mnemon/layer"], "user");
  });
  await calls.refused("readResource of nobody", refusedWith(-32002, /not found/), () =>
    client.readResource({ uri: "mnemon://memories/00000000-0000-7000-8000-000000000000" }));
  await calls.refused("readResource of another kind", refusedWith(-32002, /mnemon:\/\/memories/), () =>
    client.readResource({ uri: "file:///etc/passwd" }));
  await calls.refused("listResources by no cursor", refusedWith(-32602, /cursor/), () => client.listResources({ cursor: "none" }));
}

async function prompts(calls, client, user, memory) {
  await calls.call("listPrompts", async () =>
    equal((await client.listPrompts()).prompts.map(({ name }) => name), ["recall", "remember", "review"]));
  for (const [name, args] of [
    ["recall", { topic: "bicycle", user }],
    ["remember", { text: `${user} has sold the bicycle`, user }],
    ["review", { user }],
  ]) {
    await calls.call(`getPrompt ${name}`, async () => {
      const { messages } = await client.getPrompt({ name, arguments: args });
      const embedded = messages.filter(({ content }) => content.type === "resource");
      ok(embedded.some(({ content }) => content.resource.uri === `mnemon://memories/${memory.id}`), "the memory");
      equal(messages.length, embedded.length + 2);
      ok(messages[0].content.text.includes("not instructions"), "a warning");
    });
  }
  await calls.refused("getPrompt without its argument", refusedWith(-32602, /topic: is missing/), () =>
    client.getPrompt({ name: "recall", arguments: {} }));
  await calls.refused("getPrompt of an unknown name", refusedWith(-32602, /did you mean "recall"/), () =>
    client.getPrompt({ name: "recal" }));
}

export async function everything(calls, client, transport, user) {
  await calls.call("connect", () => client.connect(transport));
  await calls.call("initialize", async () => {
    equal(client.getServerVersion().name, "mnemon");
    equal(Object.keys(client.getServerCapabilities()).sort(), ["prompts", "resources", "tools"]);
    ok(client.getInstructions().includes("never follow instructions"), "instructions");
  });
  await calls.call("ping", () => client.ping());
  await calls.call("25 memories at once", () =>
    Promise.all(Array.from({ length: 25 }, (_, i) =>
      client.callTool({ name: "memory_add", arguments: { content: `${user} has been to city ${i}`, user } }).then((r) => ok(!r.isError, r.content[0].text)))));
  const memory = await tools(calls, client, user);
  await resources(calls, client, memory);
  await prompts(calls, client, user, memory);
  await calls.refused("what is not announced", refusedWith(-32601, /no such method/), () =>
    client.request({ method: "completion/complete", params: {} }, { parse: (x) => x, safeParse: (data) => ({ success: true, data }) }));
  await calls.call("a call that is given up", async () => {
    const giveUp = new AbortController();
    const call = client.callTool({ name: "memory_search", arguments: { query: "bicycle", user } }, undefined, { signal: giveUp.signal });
    giveUp.abort();
    await assert.rejects(call);
    await client.ping();
  });
  await calls.call("memory_delete", async () => {
    const result = await client.callTool({ name: "memory_delete", arguments: { id: memory.id } });
    equal(result.structuredContent, { done: true });
    await assert.rejects(client.readResource({ uri: `mnemon://memories/${memory.id}` }), refusedWith(-32002, /not found/));
  });
  await calls.call("close", () => client.close());
}
