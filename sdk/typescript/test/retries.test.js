// When a call is made again, and what errors are made of.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { inspect } from "node:util";
import * as sdk from "../dist/index.js";
import { waitMs } from "../dist/transport.js";

const json = (body, status = 200, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "Retry-After": "0", ...headers } });
const cut = () => new TypeError("fetch failed");
const refused = () => new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } });

/** Answers one after the other with what it was given. */
function client(answers, options = {}) {
  const requests = [];
  const fetch = async (url, init) => {
    requests.push({ url: new URL(url), ...init });
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return typeof answer === "number" ? json({}, answer) : answer;
  };
  return { requests, mnemon: new sdk.Mnemon({ url: "http://mnemon.test", apiKey: "mn_k", fetch, ...options }) };
}

test("an add is repeated with the same key, and two adds have two", async () => {
  const { mnemon, requests } = client([503, cut(), 201, 201]);
  await mnemon.add({ layer: "user", content: "tea" });
  await mnemon.add({ layer: "user", content: "tea" });
  const keys = requests.map((request) => request.headers["Idempotency-Key"]);
  assert.equal(new Set(keys.slice(0, 3)).size, 1);
  assert.notEqual(keys[2], keys[3]);
});

for (const [name, call] of Object.entries({
  update: (m) => m.update("m", { content: "x" }),
  restore: (m) => m.restore("m"),
  promote: (m) => m.promote("m"),
  "delete of a version": (m) => m.delete("m", { version: 1 }),
  "confirmed deletion": (m) => m.deleteMany({ layers: ["user"], confirmation: "c" }),
  "import of lines that come": (m) => m.import(new Set(["{}"])),
})) {
  test(`${name}: what may have been done is not done again`, async () => {
    for (const failure of [502, 503, 504, cut()]) {
      const { mnemon, requests } = client([failure, failure]);
      await assert.rejects(call(mnemon), failure instanceof Error ? sdk.UnreachableError : sdk.UnavailableError);
      assert.equal(requests.length, 1);
    }
  });
}

test("what was not sent is sent again", async () => {
  const { mnemon, requests } = client([refused(), 429, 200]);
  await mnemon.update("m", { content: "x" });
  assert.equal(requests.length, 3);
});

test("a wait is what the server asks for, or doubles", () => {
  assert.equal(waitMs(0, "7"), 7_000);
  assert.equal(waitMs(0, "100000"), 60_000);
  assert.equal(waitMs(0, "Wed, 21 Oct 2015 07:28:00 GMT"), 0);
  for (const attempt of [0, 1, 2]) {
    const share = waitMs(attempt, "soon") / (200 * 2 ** attempt);
    assert.ok(share >= 0.5 && share <= 1);
  }
});

test("retries end", async () => {
  const { mnemon, requests } = client([429, 429, 429], { retries: 2 });
  await assert.rejects(mnemon.get("m"), sdk.RateLimitedError);
  assert.equal(requests.length, 3);
});

test("a deletion whose answer was lost is done", async () => {
  await client([cut(), 404]).mnemon.delete("m");
  await assert.rejects(client([404]).mnemon.delete("m"), sdk.NotFoundError);
});

test("a refusal is told whole", async () => {
  const violations = [{ field: "content", message: "must not be empty" }];
  const problem = { type: "urn:mnemon:error:invalid-argument", detail: "content: must not be empty", instance: "t1", violations };
  await assert.rejects(client([json(problem, 400)]).mnemon.get("m"), (error) => {
    assert.ok(error instanceof sdk.InvalidRequestError);
    assert.deepEqual([error.status, error.code, error.traceId], [400, "invalid-argument", "t1"]);
    assert.deepEqual(error.violations, violations);
    assert.equal(error.message, "content: must not be empty (400 invalid-argument, trace t1)");
    return true;
  });
});

test("a proxy's page is an error too", async () => {
  const page = new Response("<html>", { status: 502, statusText: "Bad Gateway" });
  await assert.rejects(client([page], { retries: 0 }).mnemon.get("m"), /answered Bad Gateway/);
});

test("an answer that does not come ends at the timeout", async () => {
  const fetch = (_, { signal }) => new Promise((_, no) => signal.addEventListener("abort", () => no(signal.reason)));
  const mnemon = new sdk.Mnemon({ url: "http://mnemon.test", apiKey: "mn_k", fetch, timeoutMs: 5, retries: 0 });
  await assert.rejects(mnemon.get("m"), /longer than the timeout/);
});

/** Reads what it is sent, and answers. */
const reading = async (_, { body, signal }) => {
  const broken = new Promise((_, no) => signal.addEventListener("abort", () => no(signal.reason)));
  const text = await Promise.race([new Response(body).text(), broken]);
  return json({ lines: text.split("\n").length - 1 });
};

test("an import may take long as long as it goes on", async () => {
  const mnemon = new sdk.Mnemon({ url: "http://mnemon.test", apiKey: "mn_k", fetch: reading });
  async function* lines(pauses) {
    for (const pause of pauses) {
      await delay(pause);
      yield {};
    }
  }
  const options = { timeoutMs: 500 };
  assert.equal((await mnemon.import(lines(Array(8).fill(100)), options)).lines, 8);
  await assert.rejects(mnemon.import(lines([5, 1_500]), options), /longer than the timeout/);
});

test("an export goes on after the last whole line", async () => {
  const pieces = ['{"memory":{"id":"m', '1"}}\n{"mem'];
  const breaking = new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece) controller.enqueue(new TextEncoder().encode(piece));
      else controller.error(cut());
    },
  });
  const { mnemon, requests } = client([new Response(breaking), new Response('{"memory":{"id":"m2"}}\n')]);
  const ids = [];
  for await (const line of mnemon.export()) ids.push(line.memory.id);
  assert.deepEqual(ids, ["m1", "m2"]);
  assert.equal(requests[1].url.searchParams.get("after"), "m1");
});

for (const [name, failure] of Object.entries({ 429: 429, 503: 503, refused: refused(), cut: cut() })) {
  for (const upload of [undefined, "monday"]) {
    const as = upload ? "named by the caller" : "without a name";
    test(`${name}, ${as}: lines that can be read once are sent once`, async () => {
      const { mnemon, requests } = client([failure, 200]);
      const lines = ["{}", "{}"].values();
      await assert.rejects(mnemon.import(lines, { upload }), sdk.MnemonError);
      assert.equal(requests.length, 1);
      assert.equal(lines.next().done, false, "nothing is read before it is sent");
    });

    test(`${name}, ${as}: an array is sent whole again under one name`, async () => {
      const { mnemon, requests } = client([failure, 200]);
      await mnemon.import(['{"a":1}\n', { b: 2 }], { upload });
      assert.deepEqual(requests.map(({ body }) => body), ['{"a":1}\n{"b":2}\n', '{"a":1}\n{"b":2}\n']);
      const [first, second] = requests.map(({ url }) => url.searchParams.get("upload"));
      assert.equal(first, second);
      assert.ok(first.startsWith(upload ?? "import-"));
    });
  }
}

test("each import has a name of its own, and a trial none", async () => {
  const { mnemon, requests } = client([200, 200, 200]);
  for (const dryRun of [false, false, true]) await mnemon.import(["{}"], { dryRun });
  const [first, second, trial] = requests.map(({ url }) => url.searchParams.get("upload"));
  assert.notEqual(first, second);
  assert.equal(trial, null);
});

test("lines that come are sent as they come", async () => {
  const { mnemon, requests } = client([200]);
  await mnemon.import((async function* () { yield '{"a":1}'; yield { b: 2 }; })());
  assert.equal(await new Response(requests[0].body).text(), '{"a":1}\n{"b":2}\n');
});

test("pages follow the cursor", async () => {
  const { mnemon, requests } = client([json({ memories: [{ id: "1" }], next_cursor: "c" }), json({ memories: [{ id: "2" }] })]);
  const ids = [];
  for await (const memory of mnemon.list({ scope: { user: "a" }, filter: { tags: "t" }, pageSize: 1 })) ids.push(memory.id);
  assert.deepEqual(ids, ["1", "2"]);
  assert.deepEqual(Object.fromEntries(requests[1].url.searchParams), { "scope.user": "a", filter: '{"tags":"t"}', limit: "1", cursor: "c" });
});

test("what was counted is deleted to its end, and never more", async () => {
  const answers = [
    { count: 25_000, deleted: 0, confirmation: "first" },
    { count: 15_000, deleted: 10_000, confirmation: "second" },
    { count: 5_000, deleted: 10_000, confirmation: "third" },
    { count: 0, deleted: 5_000 },
    { count: 10_000, deleted: 10_000, confirmation: "fifth" },
    { count: 10_001, deleted: 0, confirmation: "sixth" },
  ];
  const { mnemon, requests } = client(answers.map((answer) => json(answer)));
  const selection = { layers: ["user"] };
  const counted = await mnemon.deleteMany(selection);
  assert.deepEqual(counted, answers[0]);
  assert.deepEqual(await mnemon.deleteMany({ ...selection, confirmation: counted.confirmation }), { count: 0, deleted: 25_000 });
  const grown = await mnemon.deleteMany({ ...selection, confirmation: "fourth" });
  assert.deepEqual(grown, { count: 10_001, deleted: 10_000, confirmation: "sixth" });
  const sent = requests.map(({ body }) => JSON.parse(body));
  const words = [undefined, "first", "second", "third", "fourth", "fifth"];
  assert.deepEqual(sent, words.map((confirmation) => (confirmation ? { ...selection, confirmation } : selection)));
});

test("an id is one part of the path", async () => {
  const { mnemon, requests } = client([200]);
  await mnemon.get("a/../b?x");
  assert.equal(requests[0].url.pathname, "/v1/memories/a%2F..%2Fb%3Fx");
  assert.throws(() => mnemon.get(""), /an id is needed/);
});

test("without a key or with half an address nothing starts", () => {
  delete process.env.MNEMON_API_KEY;
  assert.throws(() => new sdk.Mnemon({ url: "http://mnemon.test" }), /MNEMON_API_KEY/);
  assert.throws(() => new sdk.Mnemon({ url: "mnemon.test", apiKey: "k" }), /http:\/\/host:port/);
});

test("nobody who prints the client sees its key", async () => {
  const { mnemon } = client([cut()], { apiKey: "mn_hidden", retries: 0 });
  const error = await mnemon.get("m").catch((error) => error);
  for (const one of [mnemon, error]) {
    const printed = inspect(one, { depth: Infinity, showHidden: true }) + JSON.stringify(one);
    assert.ok(!printed.includes("mn_hidden"), printed);
  }
});
