import type { Operation } from "./operation.ts";

/** What one client asked and heard; without a time after what is told before it. */
export type Told<Request, Reply> = readonly [
  client: string,
  request: Request,
  reply: Reply | null,
  time?: readonly [called: number, returned: number, arrived?: number],
];

/** A history in short: the first operation takes from 0 to 5, the second from 10 to 15, and so on. */
export function tell<Request, Reply>(...lines: readonly Told<Request, Reply>[]): Operation<Request, Reply>[] {
  return lines.map(([client, request, reply, time], i) => {
    const [called, end, arrived] = time ?? [i * 10, i * 10 + 5];
    const returned = reply === null ? Number.POSITIVE_INFINITY : end;
    return { client, object: "it", request, called, reply, returned, arrived: arrived ?? returned };
  });
}
