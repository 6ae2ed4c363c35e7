// The public conformance suite of MCP, untouched, against the server.
import { execFile } from "node:child_process";
import { createServer, request } from "node:http";
import { promisify } from "node:util";
import { Calls, key, url, version } from "./calls.mjs";

const run = promisify(execFile);
const name = "@modelcontextprotocol/conformance";
const command = ["--import", "./older_node.mjs", `node_modules/${name}/dist/index.js`];
const at = { cwd: process.env.CLIENTS };

// Scenarios that cannot be asked of this server; every other one is run, also one that is new.
const LEFT_OUT = [
  [/^(logging-set-level|completion-complete|resources-(un)?subscribe)$/, "a capability that is not announced"],
  [/^server-sse-/, "needs a session and a stream; there are none"],
  [/^(tools-call-|elicitation-|json-schema-|resources-(read|templates)-|prompts-get-)/, "calls a test fixture of the suite, e.g. the tool test_simple_text"],
];

// The suite has no option for a credential, so somebody between adds it and changes nothing else.
const between = createServer((asked, answer) => {
  const headers = { ...asked.headers, authorization: `Bearer ${key}` };
  const onward = request(url + asked.url, { method: asked.method, headers }, (answered) => {
    answer.writeHead(answered.statusCode, answered.headers);
    answered.pipe(answer);
  });
  onward.on("error", () => answer.destroy());
  asked.pipe(onward);
});
await new Promise((ready) => between.listen(0, "localhost", ready));
const target = `http://localhost:${between.address().port}/mcp`;

const { stdout } = await run("node", [...command, "list", "--server"], at);
const scenarios = [...stdout.matchAll(/^ {2}- (\S+)/gm)].map(([, scenario]) => scenario);
if (scenarios.length === 0) throw new Error(`the suite names no scenarios: ${stdout}`);
const leftOut = (scenario) => LEFT_OUT.findIndex(([pattern]) => pattern.test(scenario));
const calls = new Calls(`npm ${name} ${version(name)}`);
for (const scenario of scenarios.filter((one) => leftOut(one) < 0)) {
  await calls.call(scenario, async () => {
    try {
      await run("node", [...command, "server", "--url", target, "--scenario", scenario], at);
    } catch (e) {
      throw new Error(`${e.stdout}`.replaceAll(/\s+/g, " ").slice(-300));
    }
  });
}
LEFT_OUT.forEach(([, reason], i) => {
  const these = scenarios.filter((one) => leftOut(one) === i);
  calls.note(`not run: ${these.length} scenarios (${these.join(", ")}): ${reason}`);
});
between.close();
calls.report();
