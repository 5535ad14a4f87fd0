/** Throws unless that holds; `what` says what is wrong otherwise. */
export function claim(held: boolean, what: string): void {
  if (!held) throw new Error(what);
}
