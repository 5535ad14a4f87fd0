type Members = Record<PropertyKey, unknown>;

/** Sets the name of a function or class that esbuild moved or renamed (`keepNames`). */
export function __name<Target extends object>(target: Target, value: string): Target {
  return Object.defineProperty(target, "name", { value, configurable: true });
}

/** `{ ...a, ...b }`, into `a`. */
export function __spreadValues(a: Members, b: unknown): Members {
  const from: Members = Object(b);
  for (const key of Reflect.ownKeys(from)) {
    if (Object.prototype.propertyIsEnumerable.call(from, key)) __publicField(a, key, from[key]);
  }
  return a;
}

/** `{ ...a, get b() { … } }`: adds getters and setters as they are. */
export function __spreadProps(a: Members, b: Members): Members {
  return Object.defineProperties(a, Object.getOwnPropertyDescriptors(b));
}

/** The key of a computed property, evaluated once. */
export function __restKey(key: unknown): PropertyKey {
  return typeof key === "symbol" ? key : `${key}`;
}

/** `const { a, ...rest } = source`. */
export function __objRest(source: unknown, exclude: readonly PropertyKey[]): Members {
  const rest = __spreadValues({}, source);
  for (const key of exclude) delete rest[key];
  return rest;
}

/** A field of a class, defined rather than assigned. */
export function __publicField(target: object, key: unknown, value: unknown): unknown {
  Object.defineProperty(target, __restKey(key), {
    enumerable: true,
    configurable: true,
    writable: true,
    value,
  });
  return value;
}

/** The strings of a tagged template. */
export function __template(cooked: string[], raw?: readonly string[]): readonly string[] {
  return Object.freeze(Object.defineProperty(cooked, "raw", { value: Object.freeze(raw ?? cooked.slice()) }));
}

/** `a ** b`. */
export const __pow = Math.pow;

/** A variable used before its declaration. */
export function __earlyAccess(name: string): never {
  throw new ReferenceError(`Cannot access "${name}" before initialization`);
}
