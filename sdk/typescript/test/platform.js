// Starts the packaged platform on free ports in a temporary folder.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../../..");
const START_MS = 120_000;

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

const ready = (url) => fetch(`${url}/health/ready`).then((answer) => answer.ok, () => false);

export async function start() {
  const folder = mkdtempSync(join(tmpdir(), "mnemon-sdk-"));
  chmodSync(folder, 0o755); // Postgres, started by root, runs as somebody else
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const java = execFileSync(join(root, ".mvn/find-jdk"), { encoding: "utf8" }).trim();
  const log = join(folder, "log");
  const out = openSync(log, "w");
  const settings = {
    MNEMON_DATA: join(folder, "data"),
    MNEMON_HTTP_PORT: String(port),
    MNEMON_GRPC_PORT: String(await freePort()),
    // What a search must see, it waits for, however busy the machine is.
    MNEMON_MEMORY_INDEX_REFRESH_PATIENCE: "5s",
    QUARKUS_HTTP_CORS_ENABLED: "true",
    QUARKUS_HTTP_CORS_ORIGINS: "https://app.example.com",
    QUARKUS_HTTP_CORS_EXPOSED_HEADERS: "Retry-After",
  };
  const process_ = spawn(
    join(java, "bin/java"),
    ["@deploy/all-in-one/jvm.options", "-jar", "deploy/all-in-one/target/quarkus-app/quarkus-run.jar"],
    { cwd: root, env: { ...process.env, ...settings }, stdio: ["ignore", out, out] },
  );
  const end = Date.now() + START_MS;
  while (!(await ready(url))) {
    if (process_.exitCode !== null || Date.now() > end) {
      process_.kill();
      throw new Error(`the platform did not start:\n${readFileSync(log, "utf8").slice(-4000)}`);
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  const key = (name) => readFileSync(join(folder, "data/keys", name), "utf8").trim();
  const tenant = await fetch(`${url}/v1/tenants`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key("admin")}`, "Content-Type": "application/json" },
    body: JSON.stringify({ name: "another" }),
  });
  return {
    url,
    application: key("application"),
    admin: key("admin"),
    otherTenant: (await tenant.json()).key,
    async stop() {
      const ended = once(process_, "exit");
      process_.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
