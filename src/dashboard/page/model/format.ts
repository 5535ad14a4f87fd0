import { formatNumber } from "../../../client/text/units.ts";

const WHOLE = new Intl.NumberFormat("en");

/** A whole number, grouped by thousands. */
export function count(value: number): string {
  return WHOLE.format(Math.round(value));
}

/** A number per second. */
export function rate(perSecond: number): string {
  return perSecond >= 1000 ? `${count(perSecond)}/s` : `${formatNumber(perSecond)}/s`;
}

/** The time of day of an instant, given in ms since 1970; `true` adds its ms. */
export function clock(at: number, precise = false): string {
  const date = new Date(at);
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(padded).join(":");
  return precise ? `${time}.${String(date.getMilliseconds()).padStart(3, "0")}` : time;
}

/** A number with its noun, which takes an s unless there is one. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

function padded(value: number): string {
  return String(value).padStart(2, "0");
}
