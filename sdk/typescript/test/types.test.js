// What callers write, before the compiler.
import { spawnSync } from "node:child_process";
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

test("what is right compiles, and what is wrong does not", () => {
  const folder = join(import.meta.dirname, "..");
  const tsc = join(folder, "node_modules/typescript/bin/tsc");
  const options = ["--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--lib", "es2023,dom"];
  const { stdout } = spawnSync(process.execPath, [tsc, ...options, "test/types.mts"], { cwd: folder, encoding: "utf8" });
  assert.equal(stdout, "");
});
