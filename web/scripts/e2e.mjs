// Runs the browser tests. A file that fails is run once more, since browsers crash by themselves now and then; it is said
// which those were, and a file that fails twice fails the run.
import { readdirSync } from "node:fs";
import { relative, resolve } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";

const root = resolve(import.meta.dirname, "..");

/** The files among these in which a test failed. */
async function failingOf(files) {
  const failed = new Set();
  const events = run({ files, concurrency: 1 });
  events.on("test:fail", ({ file, todo }) => {
    if (todo === undefined) failed.add(file);
  });
  for await (const text of events.compose(new spec())) process.stdout.write(text);
  // A file of which nothing is known may be any of them.
  return failed.has(undefined) ? files : [...failed];
}

const named = process.argv.slice(2).map((file) => resolve(file));
const folder = resolve(root, "e2e");
const all = readdirSync(folder).filter((name) => name.endsWith(".test.mjs")).sort();
const files = named.length > 0 ? named : all.map((name) => resolve(folder, name));
const failed = await failingOf(files);
if (failed.length > 0) {
  const names = failed.map((file) => relative(root, file)).join(", ");
  console.log(`\nOnce more, since a test in them failed: ${names}\n`);
  const again = await failingOf(failed);
  console.log(again.length === 0 ? `\nPassed at the second attempt only: ${names}` : "\nFailed twice.");
  process.exitCode = again.length === 0 ? 0 : 1;
}
