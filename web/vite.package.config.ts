import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vite";
import type { Plugin } from "vite";

const WORKER_CODE = "virtual:worker-code";

const src = (path: string): string => resolve(import.meta.dirname, "src", path);

/** Puts the built worker into the package as text, in place of the address of its file. */
function inlinedWorker(): Plugin {
  return {
    name: "inlined-worker",
    enforce: "pre",
    resolveId(source, importer) {
      if (source === WORKER_CODE) return `\0${WORKER_CODE}`;
      const isDefault = source.endsWith("/default_worker.ts") && importer?.includes("/src/package/") === false;
      return isDefault ? src("package/default_worker.ts") : undefined;
    },
    load(id) {
      if (id !== `\0${WORKER_CODE}`) return undefined;
      const code = readFileSync(resolve(import.meta.dirname, "dist/package/worker.js"), "utf8");
      return `export default ${JSON.stringify(code)};`;
    },
  };
}

const outDir = "dist/package";

const ENTRIES = ["index.ts", "element/define.ts", "react/index.ts", "vue/index.ts", "solid/index.ts", "svelte/index.ts"];

/** Where modules go that have another place than their source. */
const PLACES: Readonly<Record<string, string>> = {
  // It stands in for the module of that name, whose types are its own.
  "package/default_worker": "main/default_worker.js",
  [`_virtual/_virtual_worker-code`]: "main/worker_code.js",
};

/** The worker: one file without imports, which is a classic script as well as a module. */
const worker = defineConfig({
  publicDir: false,
  build: {
    outDir,
    target: "es2022",
    lib: { entry: src("worker/entry.ts"), formats: ["iife"], name: "rfbViewWorker", fileName: () => "worker.js" },
  },
});

/** Everything else: a module for each source, so that bundlers take what is used. */
const modules = defineConfig({
  publicDir: false,
  plugins: [inlinedWorker()],
  build: {
    outDir,
    emptyOutDir: false,
    target: "es2022",
    minify: false,
    lib: {
      entry: ENTRIES.map(src),
      formats: ["es"],
    },
    rollupOptions: {
      external: /^(react|vue|solid-js|svelte)(\/|$)|\.svelte$/,
      output: {
        preserveModules: true,
        preserveModulesRoot: src(""),
        entryFileNames: ({ name }) => PLACES[name] ?? "[name].js",
      },
    },
  },
});

export default defineConfig(({ mode }) => (mode === "worker" ? worker : modules));
