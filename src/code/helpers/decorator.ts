import { __privateGet, __privateIn, __privateMethod, __privateSet } from "./class.ts";
import { __name } from "./object.ts";

type Callable = (this: unknown, ...args: unknown[]) => unknown;
type Storage = WeakMap<object, unknown>;
type LegacyDecorator = (target: object, key?: PropertyKey, description?: unknown) => unknown;

/** What to run when a class or an instance is made, as lists of functions; at 3 the metadata of the class. */
type Plan = unknown[];

const kinds = ["class", "method", "getter", "setter", "accessor", "field"] as const;
const classKind = 0;
const methodKind = 1;
const setterKind = 3;
const accessorKind = 4;
const fieldKind = 5;

const metadataKey: symbol = Reflect.get(Symbol, "metadata") ?? Symbol.for("Symbol.metadata");

function define(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, { enumerable: true, configurable: true, writable: true, value });
}

function expectCallable(value: unknown): Callable | undefined {
  if (value !== undefined && typeof value !== "function") throw new TypeError("Function expected");
  return value as Callable | undefined;
}

/** `experimentalDecorators`: a class, or (`kind` 1) a method or parameter, or (2) a field. */
export function __decorateClass(
  decorators: LegacyDecorator[],
  target: object,
  key?: PropertyKey,
  kind = 0,
): unknown {
  let result: unknown = target;
  if (kind > 0 && key !== undefined) {
    result = kind > 1 ? undefined : Object.getOwnPropertyDescriptor(target, key);
  }
  for (const decorator of decorators.toReversed()) {
    result = (kind > 0 ? decorator(target, key, result) : decorator(result as object)) || result;
  }
  if (kind > 0 && result && key !== undefined) Object.defineProperty(target, key, result);
  return result;
}

/** `experimentalDecorators`: the decorator of a parameter. */
export function __decorateParam(index: number, decorator: LegacyDecorator): LegacyDecorator {
  return (target, key) => decorator(target, key, index);
}

/** Begins the decoration of a class. */
export function __decoratorStart(base?: object): Plan {
  return [undefined, undefined, undefined, Object.create((base && Reflect.get(base, metadataKey)) ?? null)];
}

/** Gives a class the metadata that its decorators collected. */
export function __decoratorMetadata(plan: Plan, target: object): void {
  define(target, metadataKey, plan[3]);
}

/** Runs what decorators added: esbuild passes a plan and flags, TypeScript an object and functions. */
export function __runInitializers(
  ...given:
    | [plan: Plan, flags: number, self: unknown, value?: unknown]
    | [self: unknown, runs: Callable[], value?: unknown]
): unknown {
  if (typeof given[1] === "number") {
    const [plan, flags, self, initial] = given as [Plan, number, unknown, unknown];
    const runs = (plan[flags >> 1] ?? []) as Callable[];
    if (flags & 1) {
      for (const run of runs) run.call(self);
      return initial;
    }
    return runs.reduce((value, run) => run.call(self, value), initial);
  }
  const [self, runs, ...value] = given as [unknown, Callable[], unknown?];
  if (value.length > 0) return runs.reduce((current, run) => run.call(self, current), value[0]);
  for (const run of runs) run.call(self);
  return undefined;
}

/** One thing that is decorated: a class, or a member of one. */
interface Element {
  readonly kind: number;
  readonly name: string;
  readonly isStatic: boolean;
  /** Where a private member keeps its values. */
  readonly storage: Storage | undefined;
  /** The class itself, or what has the member: the class, its prototype, or the storage of a private member. */
  target: object;
  /** The function of a private method, getter or setter. */
  extra: unknown;
  /** The property, where it is a method, a getter, a setter or an accessor. */
  own: PropertyDescriptor | undefined;
}

/** How a decorator can reach the member that it decorates. */
function accessTo({ kind, name, storage, extra, own }: Element): Record<string, unknown> {
  const getter = kind === accessorKind ? own?.get : extra;
  const setter = kind === accessorKind ? own?.set : extra;
  const read = kind === methodKind ? __privateMethod : __privateGet;
  const access: Record<string, unknown> = {
    has: (object: object) => (storage ? __privateIn(storage, object) : name in object),
  };
  if (kind !== setterKind) {
    access["get"] = (object: object) =>
      storage ? read(object, storage, getter as Callable | undefined) : Reflect.get(object, name);
  }
  if (kind >= setterKind) {
    access["set"] = (object: object, value: unknown) =>
      storage
        ? __privateSet(object, storage, value, setter as Callable | undefined)
        : Reflect.set(object, name, value);
  }
  return access;
}

/** The getter and setter of an `accessor`, over the field that stores its value. */
function accessorOf(storage: Storage): PropertyDescriptor {
  return {
    configurable: true,
    enumerable: false,
    get(this: object) {
      return __privateGet(this, storage);
    },
    set(this: object, value: unknown) {
      __privateSet(this, storage, value);
    },
  };
}

function elementOf(flags: number, name: string, owner: object, extra: unknown): Element {
  const kind = flags & 7;
  const isStatic = (flags & 8) !== 0;
  const isPrivate = (flags & 16) !== 0;
  const isInherited = kind !== classKind && !isPrivate && !isStatic;
  const target = isInherited ? (owner as { prototype: object }).prototype : owner;
  const storage = isPrivate ? (owner as Storage) : undefined;
  let own: PropertyDescriptor | undefined;
  if (kind === accessorKind) own = accessorOf(extra as Storage);
  else if (kind !== classKind && kind !== fieldKind && !isPrivate)
    own = Object.getOwnPropertyDescriptor(target, name);
  return { kind, name, isStatic, storage, target, extra, own };
}

/** The key of a descriptor that holds a method, getter or setter. */
function slotOf({ kind }: Element): "value" | "get" | "set" | undefined {
  return ([undefined, "value", "get", "set"] as const)[kind];
}

function currentValue(element: Element): unknown {
  const { kind, target, extra, own, storage } = element;
  if (kind === classKind) return target;
  if (kind === fieldKind) return undefined;
  if (kind === accessorKind) return { get: own?.get, set: own?.set };
  const slot = slotOf(element);
  return storage ? extra : slot && own?.[slot];
}

/** Takes over what a decorator returned. */
function replace(element: Element, result: unknown, initializers: Callable[]): void {
  const slot = slotOf(element);
  if (element.kind === accessorKind) {
    if (typeof result !== "object" || result === null) throw new TypeError("Object expected");
    for (const key of ["get", "set"] as const) {
      const fn = expectCallable(Reflect.get(result, key));
      if (fn) element.own = { ...element.own, [key]: fn };
    }
    const first = expectCallable(Reflect.get(result, "init"));
    if (first) initializers.unshift(first);
    return;
  }
  const fn = expectCallable(result) as Callable;
  if (element.kind === fieldKind) initializers.unshift(fn);
  else if (element.kind === classKind) element.target = fn;
  else if (element.storage) element.extra = fn;
  else if (slot) element.own = { ...element.own, [slot]: fn };
}

function decorate(
  element: Element,
  decorator: Callable,
  metadata: unknown,
  initializers: Callable[],
  later: Callable[],
) {
  let isDone = false;
  const context: Record<string, unknown> = {
    kind: kinds[element.kind],
    name: element.name,
    metadata,
    addInitializer(run: unknown) {
      if (isDone) throw new TypeError("Already initialized");
      later.push(expectCallable(run ?? null) as Callable);
    },
  };
  if (element.kind !== classKind) {
    Object.assign(context, {
      static: element.isStatic,
      private: Boolean(element.storage),
      access: accessTo(element),
    });
  }
  const result = decorator.call(undefined, currentValue(element), context);
  isDone = true;
  if (result !== undefined) replace(element, result, initializers);
}

function listIn(plan: Plan, at: number): Callable[] {
  plan[at] ??= [];
  return plan[at] as Callable[];
}

/** Decorates a class or one of its members; `flags` hold its kind (1 to 5), 8 for static and 16 for private. */
export function __decorateElement(
  plan: Plan,
  flags: number,
  name: string,
  decorators: readonly Callable[],
  owner: object,
  extra?: unknown,
): unknown {
  const element = elementOf(flags, name, owner, extra);
  const { kind, isStatic, storage } = element;
  if (kind === classKind) __name(owner, name);
  else if (storage && slotOf(element)) __name(extra as object, `${["", "", "get ", "set "][kind]}${name}`);

  const isField = kind >= accessorKind;
  const at = isField ? plan.length : isStatic ? 1 : 2;
  const initializers = isField ? listIn(plan, at) : [];
  const later = listIn(plan, isField ? at + 1 : kind === classKind ? 0 : at);
  for (const decorator of decorators.toReversed()) decorate(element, decorator, plan[3], initializers, later);

  if (kind === classKind) __decoratorMetadata(plan, element.target);
  if (storage) return kind === accessorKind ? element.own : element.extra;
  if (element.own) Object.defineProperty(element.target, name, element.own);
  return element.target;
}
