import type { Sampler } from "../../src/executor/executor.ts";

/** Sees nothing. */
export const BLIND: Sampler = {
  begin: async () => {},
  collect: async () => new Uint8Array(),
  forsake: () => {},
};
