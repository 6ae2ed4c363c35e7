// OpenAI's client for Node, untouched, through what it does with embeddings.
import OpenAI, { AuthenticationError, BadRequestError, NotFoundError } from "openai";
import { Calls, equal, key, ok, url, version } from "./calls.mjs";

const calls = new Calls(`npm openai ${version("openai")}`);
const openai = new OpenAI({ apiKey: key, baseURL: `${url}/v1`, maxRetries: 0 });
const stranger = new OpenAI({ apiKey: "wrong", baseURL: `${url}/v1`, maxRetries: 0 });
const model = "bge-small-en-v1.5-q8";
const texts = ["Lea likes green tea", "The harbour was closed by ice", "Lea drinks tea every morning"];
const create = (more) => openai.embeddings.create({ model, input: texts, ...more });
const cosine = (a, b) => a.reduce((sum, component, i) => sum + component * b[i], 0);

const ours = await calls.call("create, in base64 as the client asks by default", async () => {
  const answer = await create();
  equal([answer.object, answer.model, answer.data.length], ["list", model, 3]);
  equal(answer.data.map((one) => [one.object, one.index, one.embedding.length]), [0, 1, 2].map((i) => ["embedding", i, 384]));
  ok(Math.abs(cosine(answer.data[0].embedding, answer.data[0].embedding) - 1) < 1e-5, "unit vectors");
  return answer;
});
await calls.call("create, as floats", async () =>
  equal(
    (await create({ encoding_format: "float" })).data.map((one) => one.embedding.map(Math.fround)),
    ours.data.map((one) => [...one.embedding])));
await calls.call("meaning", () => {
  const [tea, ice, morning] = ours.data.map((one) => one.embedding);
  ok(cosine(tea, morning) > cosine(tea, ice) + 0.1, "what means the same is near");
});
await calls.call("usage", () => equal(ours.usage, { prompt_tokens: 6 + 8 + 7, total_tokens: 21 }));
await calls.call("one text", async () => {
  const { data } = await create({ input: texts[1] });
  ok(cosine(data[0].embedding, ours.data[1].embedding) > 0.9999, "the same vector");
});
await calls.call("default model, right dimensions, a user", async () =>
  equal((await create({ model: "default", dimensions: 384, user: "js-lea" })).model, model));
await calls.call("300 texts in order", async () => {
  const { data } = await create({ input: Array.from({ length: 300 }, (_, i) => texts[i % 3]) });
  equal(data.map((one) => one.index), Array.from({ length: 300 }, (_, i) => i));
  ok(data.every((one, i) => cosine(one.embedding, ours.data[i % 3].embedding) > 0.9999), "each its own");
});
const refused = (name, kind, status, code, param, more) =>
  calls.refused(name, (e) => {
    ok(e instanceof kind, `${e}`);
    equal([e.status, e.code, e.param], [status, code, param]);
    ok(e.error.message, "a sentence");
    return true;
  }, () => create(more));
await refused("another model", NotFoundError, 404, "model_not_found", "model", { model: "text-embedding-3-small" });
await refused("other dimensions", BadRequestError, 400, "invalid_value", "dimensions", { dimensions: 256 });
await refused("tokens", BadRequestError, 400, "invalid_value", "input[0]", { input: [1, 2, 3] });
await refused("lists of tokens", BadRequestError, 400, "invalid_value", "input[0]", { input: [[1, 2], [3]] });
await refused("an empty text", BadRequestError, 400, "invalid_value", "input[0]", { input: "" });
await refused("no text", BadRequestError, 400, "invalid_value", "input", { input: [] });
await refused("2049 texts", BadRequestError, 400, "invalid_value", "input", { input: Array(2049).fill("a") });
await refused("an unknown field", BadRequestError, 400, "invalid_value", "inputs", { inputs: 1 });
await calls.refused("a wrong key", AuthenticationError, () => stranger.embeddings.create({ model, input: "a" }));
calls.report();
