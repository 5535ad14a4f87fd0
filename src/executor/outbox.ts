/** Bytes of records that may be under way; a power of two. */
const CAPACITY = 256 * 1024;
const WORD = 4;

/** Bytes that one record may have. */
export const MAX_RECORD = CAPACITY / 8;

// Places in the head. Positions count bytes since the beginning, modulo 2 ** 32.
const WRITTEN = 0;
const READ = 1;
const AWAKE = 2;
const HEAD = 3 * WORD;

const padded = (size: number): number => (size + WORD - 1) & -WORD;
const index = (position: number): number => (position >>> 0) & (CAPACITY - 1);

/**
 * A thread's words to its process, in memory that both see: what is written is there to be read even while
 * the thread is stuck in a task, and after its end. The writer is told when the reader sleeps.
 */
export class Outbox {
  readonly memory: SharedArrayBuffer;
  readonly #head: Int32Array;
  readonly #sizes: Int32Array;
  readonly #ring: Uint8Array;

  constructor(memory = new SharedArrayBuffer(HEAD + CAPACITY)) {
    this.memory = memory;
    this.#head = new Int32Array(memory, 0, HEAD / WORD);
    this.#sizes = new Int32Array(memory, HEAD);
    this.#ring = new Uint8Array(memory, HEAD);
  }

  /** The thread: adds a record, once there is room for it; returns whether the reader has to be woken. */
  write(record: Uint8Array): boolean {
    const start = Atomics.load(this.#head, WRITTEN);
    const end = (start + WORD + padded(record.length)) | 0;
    for (;;) {
      const read = Atomics.load(this.#head, READ);
      if (((end - read) | 0) <= CAPACITY) break;
      Atomics.wait(this.#head, READ, read);
    }
    this.#sizes[index(start) / WORD] = record.length;
    const at = index(start + WORD);
    const fits = Math.min(record.length, CAPACITY - at);
    this.#ring.set(fits === record.length ? record : record.subarray(0, fits), at);
    if (fits < record.length) this.#ring.set(record.subarray(fits), 0);
    Atomics.store(this.#head, WRITTEN, end);
    return Atomics.exchange(this.#head, AWAKE, 1) === 0;
  }

  /** The process: all records since the last call, in memory of their own. */
  read(): Uint8Array[] {
    const start = Atomics.load(this.#head, READ);
    const size = (Atomics.load(this.#head, WRITTEN) - start) | 0;
    if (size === 0) return [];
    const copy = new Uint8Array(size);
    const fits = Math.min(size, CAPACITY - index(start));
    copy.set(this.#ring.subarray(index(start), index(start) + fits));
    copy.set(this.#ring.subarray(0, size - fits), fits);
    Atomics.store(this.#head, READ, (start + size) | 0);
    Atomics.notify(this.#head, READ);
    const sizes = new Int32Array(copy.buffer);
    const records: Uint8Array[] = [];
    for (let at = 0; at < size; ) {
      const length = sizes[at / WORD] ?? 0;
      records.push(copy.subarray(at + WORD, at + WORD + length));
      at += WORD + padded(length);
    }
    return records;
  }

  /** The process: what is written from now on wakes it. Read once more afterwards. */
  sleep(): void {
    Atomics.store(this.#head, AWAKE, 0);
  }
}
