const terminal = process.stderr.isTTY;
const interval = terminal ? 100 : 3000;

/** Counts what is done of what is known, on one line of stderr that is written anew, or now and then on its own. */
export class Progress {
  private readonly way: string;
  private known: number;
  private finished = 0;
  private written = performance.now();

  constructor(way: string, known: number) {
    this.way = way;
    this.known = known;
  }

  /** More work came to light. */
  more(count: number): void {
    this.known += count;
  }

  /** One thing is done. */
  done(): void {
    this.finished++;
    if (performance.now() - this.written > interval) this.write();
  }

  /** Ends the line. */
  end(): void {
    this.write();
    if (terminal) process.stderr.write("\n");
  }

  private write(): void {
    this.written = performance.now();
    const text = `${this.way}: ${this.finished} of ${this.known}`;
    process.stderr.write(terminal ? `\r${text}\x1b[K` : `${text}\n`);
  }
}
