// Node 20 lacks one function that the MCP suite imports, for a command that is not used here.
import fs from "node:fs";
import { register } from "node:module";

const module = (text) => `data:text/javascript,${encodeURIComponent(text)}`;
const shim = module(
  `export * from "node:fs"; export { default } from "node:fs"; export const globSync = () => { throw new Error("needs Node 22"); };`,
);
if (!("globSync" in fs)) {
  register(
    module(`export const resolve = (name, context, next) =>
      name === "fs" && context.parentURL?.includes("/@modelcontextprotocol/conformance/")
        ? { url: ${JSON.stringify(shim)}, shortCircuit: true }
        : next(name, context);`),
  );
}
