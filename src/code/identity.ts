import type { Code } from "../protocol/code.ts";
import { contentHash } from "./hash.ts";

/** The hash that a piece of code goes by, of what is executed alone: the same in every process. */
export function hashOf(code: Code): string {
  switch (code[0]) {
    case "source":
      return contentHash(`source\0${code[2]}`);
    case "builtin":
      return contentHash(`builtin\0${code[1]}`);
    case "module":
      return contentHash(`module\0${code[3]}\0${code[2]}`);
  }
}
