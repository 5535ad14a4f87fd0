export const COUNTER = `class Counter {
  n = 0;
  open = 0;
  peak = 0;
  constructor(n = 0) { this.n = n; }
  increment() { return ++this.n; }
  async later() {
    this.peak = Math.max(this.peak, ++this.open);
    for (let i = 0; i < 5; i++) await new Promise(setImmediate);
    this.open--;
  }
  forever() { return new Promise(() => {}); }
  spin(begun, over) {
    const { existsSync, writeFileSync } = process.getBuiltinModule("node:fs");
    writeFileSync(begun, "");
    while (!existsSync(over));
    return "spun";
  }
  async spinLater(begun, over) { await null; return this.spin(begun, over); }
  thread() { return process.getBuiltinModule("node:worker_threads").threadId; }
  give() { return { inside: [() => 1] }; }
  apply(fn, x) { return fn(x); }
  blob(size) { return new Uint8Array(size); }
  size(bytes) { return bytes.length; }
  crash() { setImmediate(() => { throw new Error("late"); }); return this.forever(); }
}`;

export const NEVER = `class Never {
  constructor(over) { while (!process.getBuiltinModule("node:fs").existsSync(over)); }
}`;

/** Source of a function that keeps its thread busy for as many ms. */
export const SPIN =
  "(ms) => { const end = performance.now() + ms; while (performance.now() < end); return ms; }";
