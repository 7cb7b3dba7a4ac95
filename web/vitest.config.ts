import { defineConfig } from "vitest/config";
import { svelteCompiler } from "./scripts/compilers.mjs";

const WRAPPERS = "src/{element,wrap,react,svelte,solid,vue}/**/*.test.ts";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "core",
          include: ["src/**/*.test.ts", "scripts/*.test.mjs"],
          exclude: [WRAPPERS],
          environment: "node",
          setupFiles: ["src/testing/setup.mjs"],
        },
      },
      {
        // What renders: in a page, with what each framework gives to browsers.
        plugins: [svelteCompiler()],
        resolve: { conditions: ["browser"] },
        test: {
          name: "page",
          include: [WRAPPERS],
          environment: "happy-dom",
          setupFiles: ["src/testing/setup.mjs"],
          server: { deps: { inline: [/solid-js/, /svelte/] } },
        },
      },
    ],
  },
});
