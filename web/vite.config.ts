import { defineConfig } from "vite";

/** The page that the server serves. Addresses are relative, so that it works below any path. */
export default defineConfig({
  root: "src/viewer",
  base: "./",
  worker: { format: "es" },
  build: {
    outDir: "../../dist/viewer",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: true,
  },
});
