import type { NowView } from "../client/observer/views.ts";
import type { Looks } from "./looks.ts";
import { reasonOf } from "./reason.ts";
import { json, type Reply } from "./reply.ts";

/** 200 where a scheduler answers and leads, else 503 with why. */
export async function health(looks: Looks): Promise<Reply> {
  try {
    const { cluster, scheduler, epoch }: NowView = JSON.parse(await looks.pulse.answer());
    const leads = scheduler === "leading";
    const why = leads ? null : `The scheduler is ${scheduler}.`;
    return json(JSON.stringify({ healthy: leads, cluster, scheduler, epoch, why }), leads ? 200 : 503);
  } catch (error) {
    const why = reasonOf(error);
    return json(JSON.stringify({ healthy: false, why }), 503);
  }
}
