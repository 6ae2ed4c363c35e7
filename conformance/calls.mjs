// Runs the calls of one client, and prints one line of JSON about them.
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";

export const url = process.env.MNEMON_URL;
export const key = process.env.MNEMON_API_KEY;

export function version(name) {
  const file = `${process.env.CLIENTS}/node_modules/${name}/package.json`;
  return JSON.parse(readFileSync(file, "utf8")).version;
}

export class Calls {
  #client;
  #passed = 0;
  #failures = [];
  #notes = [];

  constructor(client) {
    this.#client = client;
  }

  async call(name, work) {
    try {
      const answer = await work();
      this.#passed++;
      return answer;
    } catch (e) {
      this.#failures.push(`${name}: ${e?.message ?? e}`.split("\n")[0]);
      return undefined;
    }
  }

  /** A call that has to be refused, and in a form that the client understands. */
  async refused(name, error, work) {
    await this.call(name, () => assert.rejects(work, error));
  }

  /** Something to know of the result that is no failure. */
  note(text) {
    this.#notes.push(text);
  }

  report() {
    console.log(
      JSON.stringify({ client: this.#client, passed: this.#passed, failures: this.#failures, notes: this.#notes }),
    );
  }
}

export function equal(actual, expected) {
  assert.deepEqual(actual, expected);
}

export function ok(value, message) {
  assert.ok(value, message);
}
