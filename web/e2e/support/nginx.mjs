// Debian's nginx in front of a program, with the configuration that docs/deployment.md gives.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually } from "./eventually.mjs";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PLACES = [process.env.NGINX, "/usr/sbin/nginx", `${ROOT}build/nginx/usr/sbin/nginx`];
const EXECUTABLE = PLACES.find((path) => path !== undefined && existsSync(path));

/** Why there can be none; undefined when there can. */
export const whyNoNginx =
  EXECUTABLE === undefined ? "nginx is not installed: apt-get install nginx-light, or name one by NGINX" : undefined;

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What the page on deployment shows, with this machine's places in it. */
async function documented(places) {
  const text = await readFile(`${ROOT}docs/deployment.md`, "utf8");
  const [, snippet] = /```nginx\n([^]*?)```/.exec(text);
  return Object.entries(places).reduce((config, [shown, real]) => {
    if (!config.includes(shown)) throw new Error(`docs/deployment.md no longer shows "${shown}" for nginx`);
    return config.replaceAll(shown, real);
  }, snippet);
}

/** All that nginx writes goes into its own folder, and it stays in the foreground as this user. */
const whole = (folder, servers) => `
daemon off;
master_process off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join("\n  ")}
  ${servers}
}`;

/** Starts it before the program at `upstream`; resolves to `{url, stop}`. `certificate`, `key`: files. */
export async function startNginx({ upstream, certificate, key }) {
  const folder = await mkdtemp(join(tmpdir(), "pdum-rfb-nginx-"));
  const port = await freePort();
  const servers = await documented({
    "listen 443 ssl": `listen 127.0.0.1:${port} ssl`,
    "/etc/ssl/certs/rfb.example.pem": certificate,
    "/etc/ssl/private/rfb.example.key": key,
    "http://127.0.0.1:8765/": upstream,
  });
  await writeFile(join(folder, "nginx.conf"), whole(folder, servers));
  const child = spawn(EXECUTABLE, ["-e", join(folder, "error.log"), "-p", folder, "-c", join(folder, "nginx.conf")]);
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  const gone = once(child, "exit");
  await eventually(
    async () => {
      if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}: ${said}`);
      return existsSync(join(folder, "pid"));
    },
    () => `nginx runs; it said: ${said}`,
  );
  const stop = async () => {
    if (child.exitCode === null) child.kill("SIGTERM");
    await gone;
    await rm(folder, { recursive: true, force: true });
  };
  return { url: `https://127.0.0.1:${port}/base/path/`, stop };
}
