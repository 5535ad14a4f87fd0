import type { Code } from "../protocol/code.ts";
import { NotFoundError, TroupeError } from "../protocol/errors.ts";
import { findBuiltin } from "./builtins.ts";
import { evaluate } from "./evaluate.ts";
import { helpersIn } from "./helpers.ts";

/** What a failing `import()` of Node's carries. */
interface ImportFailure extends Error {
  readonly code?: string;
  readonly url?: string;
}

async function importModule(url: string): Promise<Record<string, unknown>> {
  try {
    return await import(url);
  } catch (error) {
    const { code, url: missing } = error as ImportFailure;
    if (code === "ERR_UNKNOWN_FILE_EXTENSION" && /\.[cm]?ts$/.test(new URL(url).pathname)) {
      throw new TroupeError(
        `${url} is TypeScript, and this worker cannot load that: start it with tsx (node --import tsx), ` +
          "run it on a Node that strips types (22.18 or newer), or submit from the compiled module.",
        { cause: error },
      );
    }
    if (code === "ERR_MODULE_NOT_FOUND" && missing === url) {
      throw new NotFoundError(`There is no ${url} on this worker: a module has to exist on every machine.`, {
        cause: error,
      });
    }
    throw error;
  }
}

async function loadExport(url: string, exported: string): Promise<unknown> {
  const module = await importModule(url);
  if (Object.hasOwn(module, exported)) return module[exported];
  throw new NotFoundError(
    `${url} has no export "${exported}"; it has ${Object.keys(module).join(", ") || "none"}.`,
  );
}

/**
 * The function or class that `captureCode` captured, made anew in this thread; `scope` is what its source
 * finds in scope besides the globals. Rejects with a `NotFoundError` where a built-in, module or export
 * is missing, and with whatever a module or class throws while it is made.
 */
export async function loadCode(code: Code, scope: Readonly<Record<string, unknown>>): Promise<unknown> {
  switch (code[0]) {
    case "source": {
      const [, name, text] = code;
      const file = `troupe:${name.replace(/[^\w$.-]+/g, "_") || "lambda"}`;
      return evaluate(text, name, file, { ...scope, ...helpersIn(text) });
    }
    case "builtin": {
      const found = findBuiltin(code[1]);
      if (found !== undefined) return found;
      throw new NotFoundError(
        `There is no built-in ${code[1]} in Node ${process.version}, which this worker runs.`,
      );
    }
    case "module":
      return loadExport(code[1], code[2]);
  }
}
