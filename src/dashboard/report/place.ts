import type { ProfileNode } from "../../profile/profile.ts";

/** Where a function is, as a reader knows it: files within the folder `base`, or within a package, by their paths there. */
export function placeOf({ url, line }: Pick<ProfileNode, "url" | "line">, base: string): string {
  if (url === "") return "";
  if (url.startsWith("troupe:")) return "sent as source";
  const at = line > 0 ? `:${line}` : "";
  return `${pathOf(url, base)}${at}`;
}

function pathOf(url: string, base: string): string {
  const modules = url.lastIndexOf("/node_modules/");
  if (modules >= 0) return url.slice(modules + "/node_modules/".length);
  if (url.startsWith(base)) return url.slice(base.length);
  if (url.startsWith("module:")) return url.slice(url.lastIndexOf("/") + 1);
  return url.startsWith("file://") ? decoded(url.slice("file://".length)) : url;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
