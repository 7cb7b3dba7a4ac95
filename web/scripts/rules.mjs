// The rules of check.mjs about one source file. Each takes the file's path below src/ and its text, and yields what is
// wrong with it.
import { dirname, join } from "node:path/posix";

/** Which folder may import from which. */
const LAYERS = {
  shared: ["shared"],
  worker: ["shared", "worker"],
  main: ["shared", "main"],
  element: ["shared", "main", "element"],
  viewer: ["shared", "element", "viewer"],
  wrap: ["shared", "main", "wrap"],
  react: ["shared", "main", "wrap", "react"],
  vue: ["shared", "main", "wrap", "vue"],
  solid: ["shared", "main", "wrap", "solid"],
  svelte: ["shared", "main", "wrap", "svelte"],
  package: ["main", "package"],
  "index.ts": ["shared", "main", "worker"],
};

/** The framework that a wrapper is for: its user has it already. */
const PEERS = {
  react: /^react$/,
  vue: /^vue$/,
  solid: /^solid-js(\/web)?$/,
  svelte: /^svelte(\/\w+)?$/,
  package: /^virtual:worker-code$/,
};

/** Sinks that turn text into markup or code. */
const FORBIDDEN = [
  /\binnerHTML\b/, /\bouterHTML\b/, /\binsertAdjacentHTML\b/, /\bsrcdoc\b/, /\bsetHTMLUnsafe\b/, /document\.write/,
  /\bcreateContextualFragment\b/, /\beval\(/, /\bnew Function\(/, /\bset(Timeout|Interval)\(\s*["'`]/,
];

const MAX_LINES = 400;
const MAX_COLUMNS = 120;

const EXPORT = /^export (abstract class|class|function|async function|const|let|interface|type(?= \w)|enum) /;
const METHOD = /^ {2}(?:get |async |static )*([a-z]\w*)(?:<.*>)?\(/;

/** Imports of every form: with names, for effect, and at run time. */
export function* layers(path, text) {
  const layer = path.split("/")[0];
  for (const [, named, effect, later] of text.matchAll(/from "([^"]+)"|import "([^"]+)"|import\(\s*"([^"]+)"/g)) {
    const target = named ?? effect ?? later;
    if (!target.startsWith(".")) {
      if (PEERS[layer]?.test(target)) continue;
      yield `${layer} may not import ${target}: there is no run-time dependency`;
      continue;
    }
    // The address of the worker's file is all that others know of it.
    if (target.endsWith("?worker&url")) continue;
    const to = join(dirname(path), target).split("/")[0];
    if (!LAYERS[layer]?.includes(to)) yield `${layer} may not import ${target}`;
  }
}

/** Every exported declaration has a comment before it; so has every public method of an exported class. */
export function* docs(_path, text) {
  const lines = text.split("\n");
  let exported = "";
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1]?.trim() ?? "";
    const isDocumented = before.endsWith("*/");
    // A later overload shares the comment of the first.
    if (EXPORT.test(line) && !isDocumented && !/^export function/.test(before)) {
      yield `line ${index + 1}: export without a comment`;
    }
    if (/^export (abstract )?class /.test(line)) exported = line;
    if (line === "}") exported = "";
    const method = METHOD.exec(line)?.[1];
    // What fulfils an interface is explained there.
    if (exported === "" || / implements /.test(exported) || method === undefined || method === "constructor") continue;
    const isRepeated = lines.slice(0, index).some((other) => METHOD.exec(other)?.[1] === method);
    if (!isDocumented && !isRepeated) yield `line ${index + 1}: ${method} without a comment`;
  }
}

/** Nothing that turns text into markup or code. */
export function* sinks(_path, text) {
  for (const word of FORBIDDEN) if (word.test(text)) yield `${word} is forbidden`;
}

/** Files and lines that can be read. */
export function* sizes(_path, text) {
  const lines = text.split("\n");
  if (lines.length > MAX_LINES) yield `${lines.length} lines; over ${MAX_LINES} means two ideas`;
  for (const [index, line] of lines.entries()) {
    if (line.length > MAX_COLUMNS) yield `line ${index + 1} is ${line.length} columns wide`;
  }
}

/** Every rule. */
export const RULES = [layers, docs, sinks, sizes];
