import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Puts scripts and styles into the page itself: it is one file, which needs no other. */
const whole: Plugin = {
  name: "whole",
  enforce: "post",
  generateBundle(_, bundle) {
    const parts = Object.values(bundle);
    const page = parts.find(({ fileName }) => fileName.endsWith(".html"));
    if (page?.type !== "asset") throw new Error("There is no page to put scripts and styles into.");
    let html = String(page.source).replaceAll(
      /\s*<(?:script type="module"[^>]*><\/script|link rel="stylesheet"[^>]*)>/g,
      "",
    );
    for (const part of parts) {
      if (part === page) continue;
      const inside =
        part.type === "chunk"
          ? `<script type="module">${part.code.replaceAll("</script", "<\\/script")}</script>`
          : `<style>${part.source}</style>`;
      const place = part.type === "chunk" ? "</body>" : "</head>";
      html = html.replace(place, () => `${inside}\n${place}`);
      delete bundle[part.fileName];
    }
    page.source = html;
  },
};

/** Builds the page of reports into dist/dashboard/report.html, a template into which data are put. */
export default defineConfig({
  root: here("."),
  base: "./",
  logLevel: "warn",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [whole],
  build: {
    outDir: here("../../../dist/dashboard"),
    // Beside the dashboard's page, which is built before.
    emptyOutDir: false,
    target: "es2023",
    modulePreload: false,
    rolldownOptions: { input: here("report.html") },
  },
});
