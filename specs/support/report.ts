import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReportData } from "../../src/client/observer/report-data.ts";

/** A folder for what is written, which goes with its spec. */
export class Folder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<Folder> {
    return new Folder(await mkdtemp(join(tmpdir(), "troupe-report-")));
  }

  file(name: string): string {
    return join(this.path, name);
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true });
  }
}

/** The data in a page that was written. */
export async function dataIn(filename: string): Promise<ReportData> {
  const html = await readFile(filename, "utf8");
  const [, json = ""] = /<script type="application\/json" id="report">(.*?)<\/script>/s.exec(html) ?? [];
  return JSON.parse(json) as ReportData;
}
