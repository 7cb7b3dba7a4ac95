// Builds the npm package into dist/package: the worker as one file, a module and its types for each source.
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "vite";

const root = resolve(import.meta.dirname, "..");
const out = join(root, "dist/package");

/** Sources name each other by their own endings; what is built of them has others. */
function renameImports(text) {
  return text.replace(/((?:from|import) "\.[^"]*|import\("\.[^"]*)\.ts"/g, '$1.js"');
}

rmSync(out, { recursive: true, force: true });
const config = { root, configFile: join(root, "vite.package.config.ts"), logLevel: "warn" };
// The modules contain the worker, so it comes first.
for (const mode of ["worker", "modules"]) await build({ ...config, mode });

const tsc = join(root, "node_modules/typescript/bin/tsc");
const { status } = spawnSync(process.execPath, [tsc, "-p", join(root, "tsconfig.package.json")], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);

copyFileSync(join(root, "src/svelte/RfbView.svelte"), join(out, "svelte/RfbView.svelte"));
writeFileSync(join(out, "worker.d.ts"), "/** A worker's script: it exports nothing. */\nexport {};\n");
for (const name of readdirSync(out, { recursive: true })) {
  if (!/\.(d\.ts|svelte)$/.test(name)) continue;
  const path = join(out, name);
  writeFileSync(path, renameImports(readFileSync(path, "utf8")));
}
