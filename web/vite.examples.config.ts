import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { defineConfig } from "vite";
import { svelteCompiler, vueCompiler } from "./scripts/compilers.mjs";

const root = resolve(import.meta.dirname, "examples");

const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());

/** The examples, which import the built package by its name as its users do. */
export default defineConfig({
  root,
  base: "./",
  plugins: [svelteCompiler(), vueCompiler()],
  oxc: { jsx: { runtime: "automatic" } },
  worker: { format: "es" },
  build: {
    outDir: resolve(import.meta.dirname, "dist/examples"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    rollupOptions: { input: ["index.html", ...folders.map(({ name }) => `${name}/index.html`)].map((path) => join(root, path)) },
  },
});
