import { collected } from "../../src/client/session/hold.ts";

/** What nobody but the garbage collector may find out of reach, for the present simulation. */
let kept: WeakKey[] = [];

const register = collected.register.bind(collected);
collected.register = (target, held, token) => {
  kept.push(target);
  register(target, held, token);
};

/** Begins to keep all futures and references in reach: when garbage is collected is no matter of dice. */
export function keepAll(): void {
  kept = [];
}
