import type { Client } from "../../src/client/client.ts";
import type { Bank } from "./bank.ts";
import type { Till } from "./till.ts";

/** Looks up named actors of a bank, which have what they had, and ends them; says what is not so. */
export async function audit(
  { accounts, ledger }: Bank,
  client: Client,
  isGone: (host: string | null) => boolean,
): Promise<string[]> {
  const faults: string[] = [];
  for (const [till, { name, broken, hosts }] of accounts.all) {
    if (name === null || broken) continue;
    try {
      const total = await close(client, name);
      const known = ledger.total(till);
      if (total !== known) throw new Error(`It has ${total}, not ${known}.`);
    } catch (error) {
      // Whose maker died before it was told of it, may never have been made.
      if (hosts.size > 0 && !accounts.mayBeDead(till, isGone)) faults.push(`${name}: ${String(error)}`);
    }
  }
  return faults;
}

/** Ends an actor; what it had. */
async function close(client: Client, name: string): Promise<number> {
  using reference = await client.lookup<Till>(name);
  const total = await reference.total;
  await client.kill(reference);
  return total;
}
