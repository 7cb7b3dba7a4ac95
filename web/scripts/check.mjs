// Static checks beyond the type checker: layers, forbidden words, documentation of what is exported, size, lock file.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const src = join(root, "src");

/** Which folder may import from which. */
const LAYERS = {
  shared: ["shared"],
  worker: ["shared", "worker"],
  main: ["shared", "main"],
  element: ["shared", "main", "element"],
  viewer: ["shared", "element", "viewer"],
  "index.ts": ["shared", "main"],
};

/** Sinks that turn text into markup or code. */
const FORBIDDEN = [/\binnerHTML\b/, /\bouterHTML\b/, /insertAdjacentHTML/, /document\.write/, /\beval\(/, /new Function\(/];

const problems = [];
const complain = (file, text) => problems.push(`${relative(root, file)}: ${text}`);

function checkLayers(file, text) {
  const layer = relative(src, file).split("/")[0];
  for (const [, target] of text.matchAll(/from "(\.[^"]+)"|import "(\.[^"]+)"/g)) {
    if (target === undefined) continue;
    const to = relative(src, resolve(dirname(file), target)).split("/")[0];
    // The address of the worker's file is all that main knows of it.
    if (target.endsWith("?worker&url")) continue;
    if (!LAYERS[layer]?.includes(to)) complain(file, `${layer} may not import ${target}`);
  }
}

/** Every exported declaration has a comment before it; so has every public member of an exported class. */
function checkDocs(file, lines) {
  let inClass = false;
  lines.forEach((line, index) => {
    const before = lines[index - 1]?.trim() ?? "";
    const documented = before.endsWith("*/") || before.startsWith("@");
    if (/^export (abstract )?(class|function|async function|const|let|interface|type(?= \w)|enum) /.test(line) && !documented) {
      // A later overload shares the comment of the first.
      if (!/^export function/.test(before)) complain(file, `line ${index + 1}: export without a comment`);
    }
    if (/^export (abstract )?class /.test(line)) inClass = true;
    if (line === "}") inClass = false;
    const member = /^ {2}(get |async |static readonly )?([a-z]\w*)\(.*[{;]$/.exec(line);
    if (!inClass || member === null || member[2] === "constructor" || documented) return;
    // Methods that fulfil an interface, setters and overloads are explained at its declaration.
    const repeated = lines.slice(0, index).some((other) => other.startsWith(`  ${member[2]}(`));
    const fulfils = /^export class \w+ implements/m.test(lines.join("\n"));
    if (!repeated && !fulfils) complain(file, `line ${index + 1}: ${member[2]} without a comment`);
  });
}

for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith(".ts") || entry.name.endsWith(".test.ts")) continue;
  const file = join(entry.parentPath ?? entry.path, entry.name);
  const text = readFileSync(file, "utf8");
  const lines = text.split("\n");
  checkLayers(file, text);
  checkDocs(file, lines);
  for (const word of FORBIDDEN) if (word.test(text)) complain(file, `${word} is forbidden`);
  if (lines.length > 400) complain(file, `${lines.length} lines; over 400 means two ideas`);
  lines.forEach((line, index) => {
    if (line.length > 120) complain(file, `line ${index + 1} is ${line.length} columns wide`);
  });
}

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
if (manifest.dependencies !== undefined) complain(join(root, "package.json"), "a run-time dependency");
const lock = readFileSync(join(root, "package-lock.json"), "utf8");
if (/"resolved"|https?:\/\/[^"]*registry/.test(lock)) complain(join(root, "package-lock.json"), "records download addresses");

for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? "check: no problems" : `check: ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
