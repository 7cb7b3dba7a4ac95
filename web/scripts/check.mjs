// Static checks beyond the type checker: the rules of rules.mjs for the sources, the manifest and the lock file.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { RULES } from "./rules.mjs";

const root = resolve(import.meta.dirname, "..");
const src = join(root, "src");

const problems = [];

/** Tests, and what only they import, may reach everywhere. */
function isShipped(path) {
  return /\.(ts|svelte)$/.test(path) && !path.endsWith(".test.ts") && !path.startsWith("testing/");
}

const shipped = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(src, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join("/"))
  .filter(isShipped);
for (const path of shipped) {
  const text = readFileSync(join(src, path), "utf8");
  for (const rule of RULES) for (const problem of rule(path, text)) problems.push(`src/${path}: ${problem}`);
}
if (shipped.length === 0) problems.push("src: no sources were found");

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
if (manifest.dependencies !== undefined) problems.push("package.json: a run-time dependency");
const lock = readFileSync(join(root, "package-lock.json"), "utf8");
if (/"resolved"|https?:\/\/[^"]*registry/.test(lock)) problems.push("package-lock.json: records download addresses");

for (const problem of problems) console.error(problem);
const found = problems.length === 0 ? "no problems" : `${problems.length} problems`;
console.log(`check: ${found} in ${shipped.length} files`);
process.exitCode = problems.length === 0 ? 0 : 1;
