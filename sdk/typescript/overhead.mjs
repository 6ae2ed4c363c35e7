// How long a search takes through this client and through bare fetch: make bench BENCH=doors runs it.
import { text } from "node:stream/consumers";
import { Mnemon } from "./dist/index.js";

const plan = JSON.parse(await text(process.stdin));
const url = process.env.MNEMON_URL;
const authorization = `Bearer ${process.env.MNEMON_API_KEY}`;
const scope = { user: plan.user };
const mnemon = new Mnemon();

const calls = {
  async straight(query) {
    const answer = await fetch(`${url}/v1/memories/search`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ query, scope, limit: 10 }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()).results;
  },
  async door(query) {
    return (await mnemon.search(query, { scope, limit: 10 })).results;
  },
};

const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
const medians = { straight: [], door: [] };
for (let round = 0; round <= plan.rounds; round++) {
  const times = { straight: [], door: [] };
  for (let number = 0; number < plan.calls; number++) {
    const sides = number % 2 ? ["straight", "door"] : ["door", "straight"];
    for (const side of sides) {
      const begin = performance.now();
      await calls[side](plan.questions[number % plan.questions.length]);
      times[side].push(performance.now() - begin);
    }
  }
  if (round > 0) for (const side of Object.keys(times)) medians[side].push(median(times[side]));
}
console.log(JSON.stringify(medians));
