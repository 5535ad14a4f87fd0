import type { Lead, LeadRecord } from "../protocol/lead.ts";
import type { Leadership } from "./leadership.ts";

/** A record of who leads that lasts as long as this process. */
export class MemoryLeadership implements Leadership {
  #record: LeadRecord = { lead: null, version: 0 };

  async look(): Promise<LeadRecord> {
    return this.#record;
  }

  async write(lead: Lead, version: number): Promise<number | null> {
    if (version !== this.#record.version) return null;
    this.#record = { lead, version: version + 1 };
    return version + 1;
  }
}
