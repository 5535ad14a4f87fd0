import type { Bus, Subscription } from "../../src/bus/bus.ts";

export const text = (message: Uint8Array): string => new TextDecoder().decode(message);
export const bytes = (words: string): Uint8Array => new TextEncoder().encode(words);

/** What a promise rejects with; an error when it resolves. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("It was expected to reject, and resolved.");
}

/** Hears all messages of a subject, each as `subject: text` or as text alone. */
export class Recorder {
  readonly heard: string[] = [];
  readonly subscription: Subscription;
  #wake: () => void = () => undefined;

  private constructor(bus: Bus, pattern: string, withSubject: boolean) {
    this.subscription = bus.subscribe(pattern, (message, subject) => {
      this.heard.push(withSubject ? `${subject}: ${text(message)}` : text(message));
      this.#wake();
    });
  }

  /** Resolves when messages are routed to the recorder. */
  static async on(bus: Bus, pattern: string, withSubject = false): Promise<Recorder> {
    const recorder = new Recorder(bus, pattern, withSubject);
    await bus.flush();
    return recorder;
  }

  /** What was heard, once `last` is the last of it. */
  async until(last: string): Promise<readonly string[]> {
    while (this.heard.at(-1) !== last) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.heard;
  }
}
