// The official client of MCP for Node, untouched, over the standard streams of `mnemon mcp`.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { Calls, key, url, version } from "./calls.mjs";
import { everything } from "./mcp_calls.mjs";

const name = "@modelcontextprotocol/sdk";
const calls = new Calls(`npm ${name} ${version(name)}, mnemon mcp`);
const transport = (env) =>
  new StdioClientTransport({
    command: process.env.MNEMON_COMMAND,
    args: ["mcp"],
    env: { PATH: process.env.PATH, JAVA_HOME: process.env.JAVA_HOME, ...env },
    stderr: "ignore",
  });
const client = () => new Client({ name: "conformance", version: "1" });

await everything(calls, client(), transport({ MNEMON_URL: url, MNEMON_API_KEY: key }), "js-stdio");
await calls.refused("a wrong key", /401 UNAUTHENTICATED/, () =>
  client().connect(transport({ MNEMON_URL: url, MNEMON_API_KEY: "wrong" })));
await calls.refused("a server that is down", /does not answer. Start Mnemon/, () =>
  client().connect(transport({ MNEMON_URL: "http://127.0.0.1:1", MNEMON_API_KEY: key })));
calls.report();
