/** Members that a user's class may have by the language alone are nobody's business. */
const isOwn = (self: object, name: string): boolean => name in self && !(name in Object.prototype);

/** What a method of `self` returns for `args`, or a property's value where they are null; a `TypeError` where there is none. */
export function memberOf(self: object, name: string, args: readonly unknown[] | null): unknown {
  const kind = self.constructor.name || "lambda";
  if (!isOwn(self, name)) {
    throw new TypeError(
      `${kind} has no ${args === null ? "property" : "method"} "${name}". It has: ${names(self)}.`,
    );
  }
  const member: unknown = Reflect.get(self, name);
  if (args === null) {
    if (typeof member !== "function") return member;
    throw new TypeError(`${kind}'s "${name}" is a function, which cannot be read from here: call it.`);
  }
  if (typeof member === "function") return Reflect.apply(member, self, args);
  throw new TypeError(
    `${kind}'s "${name}" is no method but of type ${typeof member}: await it without a call.`,
  );
}

function names(self: object): string {
  const found = new Set<string>();
  for (let at: object = self; at !== Object.prototype && at !== null; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) if (isOwn(self, name)) found.add(name);
  }
  return [...found].join(", ") || "nothing";
}
