/** How many items fit into a queue, as whoever says so first has it, until that is empty again. */
export class Limit {
  /** Null until somebody says; 0 for no limit. */
  size: number | null = null;
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  /** Whether a user says otherwise than others before. */
  conflicts(setting: number | null): boolean {
    return setting !== null && this.size !== null && setting !== this.size;
  }

  /** The limit in numbers, also where a user gives one and there is none yet. */
  by(setting: number | null = null): number {
    return (setting ?? this.size) || Number.POSITIVE_INFINITY;
  }

  /** Why another limit cannot be. */
  refusal(setting: number): string {
    return `Queue "${this.#name}" has a maxSize of ${this.size} already, not ${setting}. Give the same, or none.`;
  }

  /** Why so many are never had together. */
  excess(count: number): string {
    return `Queue "${this.#name}" never holds ${count} items: its maxSize is ${this.size}. Get at most so many at once.`;
  }
}
