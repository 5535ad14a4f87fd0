import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Builds the page into dist/dashboard: one script, one sheet of styles, and no request to anywhere else. */
export default defineConfig({
  root: here("."),
  base: "./",
  logLevel: "warn",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: here("../../../dist/dashboard"),
    emptyOutDir: true,
    target: "es2023",
    // The content security policy allows no `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
