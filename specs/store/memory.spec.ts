import { MemoryLogs } from "../../src/store/memory.ts";
import { logContract } from "./contract.ts";

logContract("in memory", async () => {
  const logs = new MemoryLogs();
  return { open: () => logs.open(), close: async () => {} };
});
