import type { BusStatus } from "./bus.ts";
import { surface } from "./deliver.ts";
import { closed, tooLarge } from "./failures.ts";
import { checkSubject } from "./subject.ts";

/** The status of one bus with those who listen to it, and the checks that every bus makes before it sends. */
export class BusState {
  #status: BusStatus;
  readonly #listeners = new Set<(status: BusStatus) => void>();

  constructor(status: BusStatus = "connected") {
    this.#status = status;
  }

  get status(): BusStatus {
    return this.#status;
  }

  /** Changes the status and tells the listeners; what is closed stays closed. */
  become(status: BusStatus): void {
    if (status === this.#status || this.#status === "closed") return;
    this.#status = status;
    for (const listener of [...this.#listeners]) {
      try {
        listener(status);
      } catch (error) {
        surface(error);
      }
    }
  }

  onStatus(listener: (status: BusStatus) => void): () => void {
    const own = (status: BusStatus): void => listener(status);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Throws a `ClosedError` once the bus is closed. */
  checkOpen(): void {
    if (this.#status === "closed") throw closed();
  }

  /** Throws what `Bus.publish` throws for a message that cannot be sent. */
  checkMessage(subject: string, bytes: Uint8Array, maxPayload: number): void {
    this.checkOpen();
    checkSubject(subject);
    if (bytes.length > maxPayload) throw tooLarge(subject, bytes.length, maxPayload);
  }
}
