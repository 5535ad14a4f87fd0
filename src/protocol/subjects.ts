/** Address of the scheduler; workers and clients are `worker.<id>` and `client.<id>`. */
export const SCHEDULER = "scheduler";

/** Letters, digits, `-` and `_`: what a cluster, worker or client may be called in a subject. */
export const TOKEN = /^[A-Za-z0-9_-]{1,64}$/;

/** Whether an address is that of a process in this role: who may speak under it is for NATS permissions to say. */
export function isA(role: "client" | "worker" | "supervisor", address: string): boolean {
  return address.startsWith(`${role}.`);
}

/** Subject of messages for `to` sent by `from`: who speaks is in the subject, not in the payload. */
export function mailSubject(cluster: string, to: string, from: string): string {
  return `troupe.${cluster}.${to}.${from}`;
}

/** Subscription to all messages for `address`. */
export function mailbox(cluster: string, address: string): string {
  return `troupe.${cluster}.${address}.>`;
}

/** Subject on which `holder` hands out bytes of results to `from`. */
export function dataSubject(cluster: string, holder: string, from: string): string {
  return `troupe.${cluster}.data.${holder}.${from}`;
}

/** Subscription to all requests for results of `holder`. */
export function dataRequests(cluster: string, holder: string): string {
  return `troupe.${cluster}.data.${holder}.>`;
}

/** Address at which the worker at `address` takes calls to its actors. */
export function hostAddress(address: string): string {
  return address.replace(/^[^.]*/, "actors");
}

/** Address from which the client at `address` calls actors. */
export function callerAddress(address: string): string {
  return address.replace(/^[^.]*/, "caller");
}

/** Where a scheduler says that it leads from now on. */
export function announcement(cluster: string): string {
  return `troupe.${cluster}.announce`;
}

/** Where a scheduler that leads says so again and again, to others that may have missed that it does. */
export function reminder(cluster: string): string {
  return `troupe.${cluster}.reminder`;
}

/** Where a scheduler that leads answers who asks. */
export function probe(cluster: string): string {
  return `troupe.${cluster}.probe`;
}

/** Subject on which `from` says that it looks on. */
export function lookSubject(cluster: string, from: string): string {
  return `troupe.${cluster}.look.${from}`;
}

/** Subscription to all who look on. */
export function lookers(cluster: string): string {
  return lookSubject(cluster, ">");
}

/** Subject on which `from` tells what it does, while somebody looks on. */
export function traceSubject(cluster: string, from: string): string {
  return `troupe.${cluster}.trace.${from}`;
}

/** Subscription to what all processes tell of themselves. */
export function traces(cluster: string): string {
  return traceSubject(cluster, ">");
}

/** Where nobody ever listens: a server that does not say so has somebody who listens to everything. */
export function unheardSubject(cluster: string): string {
  return `troupe.${cluster}.unheard`;
}

/** Subject of the record of who leads, in JetStream. */
export function leadSubject(cluster: string): string {
  return `troupe.${cluster}.lead`;
}

/** What the subjects of a cluster's log begin with, in JetStream. */
export function logSubject(cluster: string): string {
  return `troupe.${cluster}.log`;
}
