/** Who leads a cluster, and since when. */
export interface Lead {
  /** The number of that leader's reign; those of later leaders are greater. */
  readonly epoch: number;
  /** Time on the leader's clock when it said so last, ms; its words carry no later stamps than two seconds after. */
  readonly renewed: number;
  /** Which process that is. */
  readonly holder: string;
  /** It has ended as it was asked to. */
  readonly over: boolean;
}

/** The record of who leads, and its version, which is 0 where nobody ever led and greater after each change. */
export interface LeadRecord {
  readonly lead: Lead | null;
  readonly version: number;
}

/** One record for a cluster that outlives its processes, and that is changed by compare-and-set alone. */
export interface Leadership {
  /** Rejects where the store cannot be reached. */
  look(): Promise<LeadRecord>;
  /**
   * Replaces the record that has this version; resolves to the new version, or to null where another was faster.
   * Rejects where it is not known what has become of it.
   */
  write(lead: Lead, version: number): Promise<number | null>;
}
