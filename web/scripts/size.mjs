// Builds the core, the view and its worker, minified. Its gzipped size is printed and may not grow beyond the limit. Not
// in it, and told apart: the clips that prove capabilities with what decodes them. What a page loads on demand is no part
// of either.
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const LIMIT_BYTES = 16 * 1024;

const root = resolve(import.meta.dirname, "..");

/** Each of the two is built alone, without the other's text. */
const WORKER_ADDRESS = { path: /entry\.ts\?worker&url$/, code: 'export default "worker.js";' };

const WITHOUT_CLIPS = [
  { path: /\/clips\.ts$/, code: "export const CLIPS = [];" },
  { path: /\/clip_probe\.ts$/, code: "export const tryClip = undefined;" },
];

/** Puts other code in the place of modules. */
function standIns(modules) {
  return {
    name: "stand-ins",
    enforce: "pre",
    resolveId(source) {
      const index = modules.findIndex(({ path }) => path.test(source));
      return index < 0 ? undefined : `\0stand-in ${index}`;
    },
    load: (id) => (id.startsWith("\0stand-in ") ? modules[Number(id.split(" ")[1])].code : undefined),
  };
}

/** The gzipped bytes that a page loads at once for an entry. */
async function sizeOf(entry, format, without = []) {
  const [{ output }] = await build({
    root,
    configFile: false,
    logLevel: "silent",
    publicDir: false,
    plugins: [standIns([WORKER_ADDRESS, ...without])],
    build: {
      write: false,
      target: "es2022",
      // Vite leaves the white space of a library to the bundler that takes it.
      lib: { entry: resolve(root, entry), formats: [format], name: "core" },
      rollupOptions: { output: { minify: true, comments: { annotation: false } } },
    },
  });
  return gzipSync(output.find(({ isEntry }) => isEntry).code, { level: 9 }).length;
}

const view = await sizeOf("src/main/view.ts", "es");
const worker = await sizeOf("src/worker/entry.ts", "iife", WITHOUT_CLIPS);
const clips = (await sizeOf("src/worker/entry.ts", "iife")) - worker;
const core = view + worker;
const verdict = core <= LIMIT_BYTES ? "within" : "beyond";
console.log(`size: view ${view} and worker ${worker}: ${core} bytes gzipped, ${verdict} the limit of ${LIMIT_BYTES}`);
console.log(`size: the clips and what decodes them add ${clips}`);
process.exitCode = core <= LIMIT_BYTES ? 0 : 1;
