import type { Lead, LeadRecord } from "../protocol/lead.ts";

/** The record of who leads a cluster: it outlives all processes, and is changed by compare-and-set alone. */
export interface Leadership {
  /** Rejects where the store cannot be reached. */
  look(): Promise<LeadRecord>;
  /**
   * Replaces the record that has this version; resolves to the new version, or to null where another was faster.
   * Rejects where it is not known what has become of it.
   */
  write(lead: Lead, version: number): Promise<number | null>;
}
