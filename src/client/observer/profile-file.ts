import { writeFile } from "node:fs/promises";
import { cpuProfile } from "../../profile/cpuprofile.ts";
import type { Profile } from "../../profile/profile.ts";
import { writeReport } from "./report-file.ts";

/** Writes a profile in the format that the file's name asks for. `only` is the function that it is about. */
export async function writeProfile(
  filename: string,
  profile: Profile,
  only: string | undefined,
): Promise<void> {
  if (!/\.html$/i.test(filename)) return writeFile(filename, JSON.stringify(cpuProfile(profile)));
  const title = only === undefined ? "troupe profile" : `troupe profile of ${only}`;
  await writeReport(filename, { title, profile, stretch: null });
}
