// Loaded before the program of another process: it answers with bytes, of what is in use there or was at most.
process.on("message", (what) => {
  if (what === "peak") {
    process.send?.(process.resourceUsage().maxRSS * 1024);
    return;
  }
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.(heapUsed + external);
});
