import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { TroupeError } from "../../protocol/errors.ts";
import type { ReportData } from "./report-data.ts";

/** The page into which data are put, seen from this file and from what is built of it. */
const TEMPLATE = new URL(
  import.meta.url.endsWith(".ts") ? "../../../dist/dashboard/report.html" : "../../../dashboard/report.html",
  import.meta.url,
);
const PLACE = '<script type="application/json" id="report">null</script>';

/** Writes one page that needs no other file, and asks nobody for anything. */
export async function writeReport(filename: string, data: Omit<ReportData, "base">): Promise<void> {
  const template = await readFile(TEMPLATE, "utf8").catch((cause: unknown) => {
    throw new TroupeError(`The page of reports is not there: run \`npm run build\`.`, { cause });
  });
  await writeFile(filename, pageOf(template, { ...data, base: `${pathToFileURL(process.cwd()).href}/` }));
}

/** A template with data in their place. Whatever they contain, nothing of it is markup. */
export function pageOf(template: string, data: ReportData): string {
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return template.replace(PLACE, () => PLACE.replace("null", () => json));
}
