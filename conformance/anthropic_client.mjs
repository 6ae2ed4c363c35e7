// Anthropic's memory tool for Node, untouched (under a name of its own, since mem0ai wants another one): our files beside its own on a file system, answer for answer.
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { betaMemoryTool } from "anthropic-sdk/helpers/beta/memory";
import { BetaLocalFilesystemMemoryTool } from "anthropic-sdk/tools/memory/node";
import { Calls, equal, key, ok, url, version } from "./calls.mjs";

const calls = new Calls(`npm @anthropic-ai/sdk ${version("anthropic-sdk")}`);
const remote = (user, token = key) => {
  const run = async (command) => {
    const answer = await fetch(`${url}/compat/anthropic/memory?user=${user}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(command),
    });
    const result = await answer.json();
    if (!answer.ok || result.is_error) throw new Error(result.content ?? result.error.message);
    return result.content;
  };
  return betaMemoryTool({ view: run, create: run, str_replace: run, insert: run, delete: run, rename: run });
};
const theirs = betaMemoryTool(await BetaLocalFilesystemMemoryTool.init(await mkdtemp(`${tmpdir()}/memory-`)));
const ours = remote("js-files");
// A file system's directories have a size of their own; ours have that of what is in them.
const plain = (text, path) =>
  text.replace(/^[\d.]+[BKMG]\t(.*)$/gm, (line, name) => (name.endsWith("/") || name === path ? name : line));
const said = async (tool, command) => {
  try {
    return plain(await tool.run(tool.parse(command)), command.path);
  } catch (e) {
    return `Error: ${e.message}`;
  }
};
const same = (command, more) =>
  calls.call(`${command} ${JSON.stringify(more)}`, async () => {
    const answer = await said(ours, { command, ...more });
    equal(answer, await said(theirs, { command, ...more }));
    return answer;
  });
const at = (path) => ({ path: `/memories${path}` });

await same("view", at(""));
await same("create", { ...at("/tea.txt"), file_text: "green\nblack\nmint\nrooibos\nassam\n" });
await same("create", { ...at("/tea.txt"), file_text: "again" });
await same("create", { ...at("/notes/work/plan.md"), file_text: "# Plan\n\n1. build\n2. test" });
await same("create", { ...at("/notes/work/deep/far/away.md"), file_text: "x".repeat(1536) });
await same("create", { ...at("/notes/empty.md"), file_text: "" });
await same("create", { ...at("/notes/ümläut – 茶.md"), file_text: "grün\n緑茶" });
await same("create", { ...at("/.hidden"), file_text: "no" });
await same("create", { ...at("/notes/node_modules/x.js"), file_text: "no" });
await same("view", at(""));
await same("view", at("/notes"));
await same("view", at("/notes/work/deep"));
await same("view", at("/tea.txt"));
await same("view", at("/notes/empty.md"));
await same("view", at("/notes/ümläut – 茶.md"));
await same("view", { ...at("/tea.txt"), view_range: [2, 3] });
await same("view", { ...at("/tea.txt"), view_range: [4, -1] });
await same("view", { ...at("/tea.txt"), view_range: [0, 99] });
await same("view", at("/none"));
await same("str_replace", { ...at("/tea.txt"), old_str: "mint", new_str: "peppermint" });
await same("str_replace", { ...at("/tea.txt"), old_str: "green", new_str: "green\njasmine" });
await same("str_replace", { ...at("/tea.txt"), old_str: "$&", new_str: "x" });
await same("str_replace", { ...at("/tea.txt"), old_str: "black", new_str: "$& and $1" });
await same("str_replace", { ...at("/tea.txt"), old_str: "e", new_str: "x" });
await same("str_replace", { ...at("/none"), old_str: "a", new_str: "b" });
await same("str_replace", { ...at("/notes"), old_str: "a", new_str: "b" });
await same("view", at("/tea.txt"));
await same("insert", { ...at("/tea.txt"), insert_line: 0, insert_text: "# Teas\n" });
await same("insert", { ...at("/tea.txt"), insert_line: 8, insert_text: "last" });
await same("insert", { ...at("/tea.txt"), insert_line: 99, insert_text: "x" });
await same("insert", { ...at("/tea.txt"), insert_line: -1, insert_text: "x" });
await same("insert", { ...at("/none"), insert_line: 0, insert_text: "x" });
await same("insert", { ...at("/notes/empty.md"), insert_line: 0, insert_text: "no more" });
await same("view", at("/tea.txt"));
await same("rename", { old_path: "/memories/tea.txt", new_path: "/memories/drinks/tea.txt" });
await same("rename", { old_path: "/memories/none", new_path: "/memories/other" });
await same("rename", { old_path: "/memories/notes/work/plan.md", new_path: "/memories/drinks/tea.txt" });
await same("rename", { old_path: "/memories/notes/work", new_path: "/memories/notes/job" });
await same("rename", { old_path: "/memories", new_path: "/memories/all" });
await same("view", at("/notes"));
await same("view", at("/drinks/tea.txt"));
await same("delete", at("/drinks/tea.txt"));
await same("delete", at("/drinks/tea.txt"));
await same("delete", at("/notes/job"));
await same("delete", at(""));
await same("view", at("/notes"));
await same("view", at("/notes/job/plan.md"));
await same("view", at("/../etc/passwd"));
await same("view", { path: "/etc/passwd" });
await calls.call("twenty edits at once, none lost", async () => {
  await said(ours, { command: "create", path: "/memories/count", file_text: "begin" });
  await Promise.all(Array.from({ length: 20 }, (_, i) =>
    ours.run({ command: "insert", path: "/memories/count", insert_line: 1, insert_text: `line ${i}` })));
  const text = await said(ours, { command: "view", path: "/memories/count" });
  equal(Array.from({ length: 20 }, (_, i) => text.includes(`\tline ${i}\n`) || text.endsWith(`\tline ${i}`)).filter(Boolean).length, 20);
});
await calls.call("another user sees none of them", async () => {
  const text = await said(remote("js-other"), { command: "view", path: "/memories" });
  ok(!text.includes("notes"), text);
});
await calls.refused("a wrong key", /key/, () => remote("js-files", "wrong").run({ command: "view", path: "/memories" }));
calls.report();
