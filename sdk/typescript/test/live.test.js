// The client at the running platform.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import * as sdk from "../dist/index.js";
import { start } from "./platform.js";

let platform;
let mnemon;
let scope;
const all = (items) => Array.fromAsync?.(items) ?? collect(items);

async function collect(items) {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

const own = (content, more = {}) => ({ layer: "user", scope, content, ...more });

before(async () => {
  platform = await start();
  mnemon = new sdk.Mnemon({ url: platform.url, apiKey: platform.application });
});
after(() => platform?.stop());
beforeEach(() => {
  scope = { user: `user-${randomUUID()}` };
});

test("a memory from add to delete", async () => {
  const added = await mnemon.add(own("Ann likes tea", { event_time: new Date("2026-01-02T00:00:00Z") }));
  assert.equal(added.event_time, "2026-01-02T00:00:00Z");
  assert.equal((await mnemon.update(added.id, { content: "Ann likes coffee" }, { version: 1 })).version, 2);
  await assert.rejects(mnemon.update(added.id, { content: "x" }, { version: 1 }), sdk.ConflictError);
  assert.equal((await mnemon.get(added.id)).content, "Ann likes coffee");
  assert.equal((await mnemon.get(added.id, { known_at: added.created_at })).content, "Ann likes tea");
  const changes = (await all(mnemon.history(added.id, { pageSize: 1 }))).map((version) => version.change);
  assert.deepEqual(changes.sort(), ["added", "updated"]);
  const dated = await mnemon.update(added.id, { valid_to: new Date("2026-02-01T00:00:00Z"), tags: ["drinks"] });
  assert.deepEqual([dated.valid_to, dated.tags], ["2026-02-01T00:00:00Z", ["drinks"]]);
  const without = await mnemon.update(added.id, { valid_to: null, tags: null });
  assert.deepEqual([without.valid_to, without.tags ?? []], [undefined, []]);
  const [line] = await all(mnemon.export({ scope, layers: ["user"] }));
  assert.deepEqual(line.earlier.map(({ memory }) => [memory.version, memory.id]), [[1, undefined], [2, undefined], [3, undefined]]);
  await mnemon.delete(added.id, { purge: true });
  await assert.rejects(mnemon.get(added.id), sdk.NotFoundError);
});

test("one key adds once", async () => {
  const once = () => mnemon.add(own("Ann sails"), { idempotencyKey: scope.user });
  assert.equal((await once()).id, (await once()).id);
});

test("each of many has its result, and pages are followed", async () => {
  const { results } = await mnemon.addMany([1, 2, 3].map((n) => own(`Line ${n}`)).concat(own("")));
  assert.equal(results[3].error.field, "memories[3].content");
  assert.equal((await all(mnemon.list({ scope, pageSize: 2 }))).length, 3);
});

test("search and what was of use", async () => {
  for (const size of [0, 1, 2]) await mnemon.add(own(`Order ${size} was sent`, { metadata: { size } }));
  const found = await mnemon.search("orders", { scope, filter: { "metadata.size": { gte: 2 } }, explain: true });
  assert.deepEqual(found.results.map((result) => result.memory.metadata), [{ size: 2 }]);
  assert.ok(found.results[0].explain.fused > 0);
  const { id } = found.results[0].memory;
  assert.deepEqual(await mnemon.used(found.recall_id, [id]), { counted: 1 });
  const said = await mnemon.feedback(id, "helpful", { recall_id: found.recall_id });
  assert.ok(said.memory.importance > 0.5);
  await assert.rejects(mnemon.promote(id, { unit: randomUUID() }), sdk.NotFoundError);
});

test("a newer fact ends an older one and is undone", async () => {
  const writing = { infer: "consolidate" };
  const old = await mnemon.add(own("Tess lives in Porto", { event_time: "2026-01-10T00:00:00Z" }), writing);
  await mnemon.wait(old.operation);
  const next = await mnemon.add(own("Tess lives in Braga", { event_time: "2026-03-01T00:00:00Z" }), writing);
  const done = await mnemon.wait(next.operation);
  assert.equal(done.items[0].superseded[0].older, old.id);
  const then = await mnemon.search("Where does Tess live?", { scope, as_of: new Date("2026-02-01T00:00:00Z") });
  assert.deepEqual(then.results.map((result) => result.memory.id), [old.id]);
  assert.equal((await mnemon.restore(old.id, { version: 2 })).valid_to, undefined);
});

test("out and in again", async () => {
  await mnemon.addMany([1, 2, 3].map((n) => own(`Page ${n}`)));
  const selection = { scope, layers: ["user"] };
  assert.equal((await mnemon.import(mnemon.export(selection), { dryRun: true })).present, 3);
  const upload = `upload-${randomUUID()}`;
  const lines = [{ memory: own("New") }, "not json"];
  const taken = await mnemon.import(lines, { upload });
  assert.deepEqual([taken.added, taken.refused, taken.errors[0].line], [1, 1, 2]);
  assert.equal((await mnemon.upload(upload)).lines, 1);
  assert.equal((await mnemon.import(lines, { upload })).passed_over, 1);
  for await (const line of mnemon.export(selection)) {
    assert.ok(line.memory.id);
    break; // gives the connection back
  }
});

test("many are counted, then deleted", async () => {
  await mnemon.addMany([1, 2, 3].map((n) => own(`Old ${n}`)));
  const selection = { scope, layers: ["user"] };
  const { count, confirmation } = await mnemon.deleteMany(selection);
  assert.equal(count, 3);
  assert.equal((await mnemon.deleteMany({ ...selection, confirmation })).deleted, 3);
  assert.deepEqual(await all(mnemon.list({ scope })), []);
});

test("a filter narrows exports and deletions", async () => {
  await mnemon.addMany([0, 1, 2].map((size) => own(`Box ${size}`, { metadata: { size } })));
  const large = { scope, layers: ["user"], filter: { "metadata.size": { gte: 1 } } };
  const lines = await all(mnemon.export(large));
  assert.deepEqual(lines.map(({ memory }) => memory.content).sort(), ["Box 1", "Box 2"]);
  const { count, confirmation } = await mnemon.deleteMany(large);
  assert.equal(count, 2);
  await mnemon.deleteMany({ ...large, confirmation });
  assert.deepEqual((await all(mnemon.list({ scope }))).map(({ content }) => content), ["Box 0"]);
});

test("retention is the administrator's", async () => {
  const admin = new sdk.Mnemon({ url: platform.url, apiKey: platform.admin });
  assert.equal((await admin.putRetention("session", { after_days: 30 })).state, "active");
  assert.deepEqual((await admin.retention()).rules.map((rule) => rule.layer), ["session"]);
  await admin.deleteRetention("session");
  await assert.rejects(mnemon.putRetention("session", { after_days: 1 }), sdk.ForbiddenError);
});

test("wrong input is named", async () => {
  await assert.rejects(mnemon.add(own("x", { contnt: "y" })), (error) => {
    assert.ok(error instanceof sdk.InvalidRequestError && error.traceId);
    return error.violations[0].field === "contnt";
  });
});

test("another tenant sees nothing", async () => {
  const { id } = await mnemon.add(own("Ann's PIN is in the drawer"));
  const other = new sdk.Mnemon({ url: platform.url, apiKey: platform.otherTenant });
  for (const call of [() => other.get(id), () => other.delete(id), () => all(other.history(id))]) {
    await assert.rejects(call, sdk.NotFoundError);
  }
  await assert.rejects(other.update(id, { content: "mine" }), sdk.RefusedError);
  assert.deepEqual(await all(other.export()), []);
  assert.equal((await mnemon.get(id)).version, 1);
});

test("a wrong key and a wrong address", async () => {
  const stranger = new sdk.Mnemon({ url: platform.url, apiKey: "mn_wrong" });
  await assert.rejects(stranger.search("tea"), sdk.UnauthenticatedError);
  const nowhere = new sdk.Mnemon({ url: "http://127.0.0.1:1", apiKey: "mn_k", retries: 0 });
  await assert.rejects(nowhere.get("m"), sdk.UnreachableError);
});

test("pages of another origin may call if the gateway lets them in", async () => {
  const asked = (origin, headers) =>
    fetch(`${platform.url}/v1/memories:import`, {
      method: "OPTIONS",
      headers: { Origin: origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": headers },
    });
  const needed = ["authorization", "content-type", "idempotency-key", "if-match"];
  const allowed = await asked("https://app.example.com", needed.join(","));
  assert.equal(allowed.status, 200);
  assert.equal(allowed.headers.get("Access-Control-Allow-Origin"), "https://app.example.com");
  const headers = allowed.headers.get("Access-Control-Allow-Headers").toLowerCase();
  assert.deepEqual(needed.filter((name) => !headers.includes(name)), []);
  const stranger = await asked("https://elsewhere.example.com", "authorization");
  assert.equal(stranger.headers.get("Access-Control-Allow-Origin"), null);
  const wrongKey = { Origin: "https://app.example.com", Authorization: "Bearer mn_wrong" };
  const refused = await fetch(`${platform.url}/v1/memories`, { headers: wrongKey });
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get("Access-Control-Allow-Origin"), "https://app.example.com");
  assert.equal(refused.headers.get("Access-Control-Expose-Headers"), "Retry-After");
});

test("the readme shows what happens, and is strict TypeScript", () => {
  const folder = join(import.meta.dirname, "..");
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const [, code, expected] = /```ts\n(.*?)```\n\n```\n(.*?)```/s.exec(readme);
  const work = mkdtempSync(join(folder, "test", "readme-"));
  try {
    const file = join(work, "example.mts");
    writeFileSync(file, code);
    const tsc = join(folder, "node_modules/typescript/bin/tsc");
    const options = ["--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2023,dom"];
    execFileSync(process.execPath, [tsc, ...options, file], { cwd: folder, stdio: ["ignore", 2, 2] });
    const env = { ...process.env, MNEMON_URL: platform.url, MNEMON_API_KEY: platform.application };
    const printed = execFileSync(process.execPath, [join(work, "example.mjs")], { env, encoding: "utf8" });
    assert.equal(printed, expected);
  } finally {
    rmSync(work, { recursive: true });
  }
});
