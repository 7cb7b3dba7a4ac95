import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "scripts/*.test.mjs"],
    environment: "node",
    setupFiles: ["src/testing/setup.mjs"],
  },
});
