// A sandbox and a merchant backend with a page, on ports that are free.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

export async function start(programs, dist, plans) {
  const [sandboxPort, port] = [await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), "bench-page-"));
  const stdio = ["ignore", "ignore", "inherit"];
  const sandbox = spawn(join(programs, "gocardless-sandbox"), ["--listen", `127.0.0.1:${sandboxPort}`], { stdio });
  const url = `http://localhost:${port}`;
  const merchant = spawn(join(programs, "merchant"), {
    stdio,
    env: {
      ...process.env,
      RUST_LOG: "error",
      GOCARDLESS_ENVIRONMENT: "local",
      GOCARDLESS_URL: `http://127.0.0.1:${sandboxPort}`,
      GOCARDLESS_ACCESS_TOKEN: "sandbox_demo",
      DATABASE_URL: `sqlite:${join(folder, "merchant.sqlite3")}`,
      PUBLIC_URL: url,
      LISTEN_ADDR: `127.0.0.1:${port}`,
      PAGES_DIR: dist,
      PLANS_FILE: plans,
      // A run is many payers at one address.
      CLIENT_REQUESTS_PER_MINUTE: "0",
      BROWSER_REQUESTS_PER_MINUTE: "0",
    },
  });
  const stop = async () => {
    const running = [sandbox, merchant].filter((it) => it.exitCode === null);
    const ends = running.map((it) => new Promise((resolve) => it.once("exit", resolve)));
    for (const it of running) it.kill();
    await Promise.all(ends);
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + 30_000;
  for (;;) {
    const ready = await fetch(`${url}/readyz`).then((answer) => answer.ok, () => false);
    if (ready) return { url, stop };
    if (Date.now() > deadline || merchant.exitCode !== null) {
      await stop();
      throw new Error("the servers do not get ready");
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
