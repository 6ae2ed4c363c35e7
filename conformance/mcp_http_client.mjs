// The official client of MCP for Node, untouched, over Streamable HTTP.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { discoverOAuthProtectedResourceMetadata, extractWWWAuthenticateParams } from "@modelcontextprotocol/sdk/client/auth.js";
import { Calls, equal, key, url, version } from "./calls.mjs";
import { everything } from "./mcp_calls.mjs";

const name = "@modelcontextprotocol/sdk";
const calls = new Calls(`npm ${name} ${version(name)}, Streamable HTTP`);
const transport = (token) =>
  new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
    requestInit: { headers: { Authorization: `Bearer ${token}` } },
  });
const client = () => new Client({ name: "conformance", version: "1" });

await calls.refused("a wrong key", { code: 401 }, () => client().connect(transport("wrong")));
await everything(calls, client(), transport(key), "js-http");
await calls.call("two clients at once", async () => {
  const clients = [client(), client()];
  await Promise.all(clients.map((one) => one.connect(transport(key))));
  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      clients[i % 2].callTool({ name: "memory_search", arguments: { query: `city ${i}`, user: "js-http" } })),
  );
  await Promise.all(clients.map((one) => one.close()));
});
await calls.call("who gives tokens", async () => {
  const refused = await fetch(`${url}/mcp`, { method: "POST" });
  const { resourceMetadataUrl } = extractWWWAuthenticateParams(refused);
  for (const opts of [{ resourceMetadataUrl }, {}]) {
    const found = await discoverOAuthProtectedResourceMetadata(`${url}/mcp`, opts);
    equal([found.resource, found.authorization_servers], [`${url}/mcp`, ["https://login.example.com/realms/acme"]]);
  }
});
calls.report();
