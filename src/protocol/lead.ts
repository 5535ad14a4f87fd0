/** What a scheduler says about leading a cluster. */
export interface Lead {
  /** Which of the schedulers that this cluster has over time; later ones are greater. */
  readonly epoch: number;
  /** Time on its clock when it said so last, ms; nothing that it stamps within two seconds from then is later. */
  readonly renewed: number;
  /** Which process that is. */
  readonly holder: string;
  /** It has ended as it was asked to. */
  readonly over: boolean;
}

/** The last that was said about leading a cluster, and its version: 0 where nothing was, greater with each word. */
export interface LeadRecord {
  readonly lead: Lead | null;
  readonly version: number;
}

/** For how long a scheduler leads after it said so last, ms. */
export const LEASE_MS = 2000;
