type Method = (this: unknown, ...args: unknown[]) => unknown;
type Privates = WeakMap<object, unknown> | WeakSet<object>;

function expectMember(member: Privates, target: object, action: string): void {
  if (!member.has(target)) throw new TypeError(`Cannot ${action}`);
}

function stored(member: Privates, target: object): unknown {
  return member instanceof WeakMap ? member.get(target) : undefined;
}

/** `#x in object`. */
export function __privateIn(member: Privates, target: unknown): boolean {
  if (Object(target) !== target) throw new TypeError('Cannot use the "in" operator on this value');
  return member.has(target as object);
}

/** `object.#x`. */
export function __privateGet(target: object, member: Privates, getter?: Method): unknown {
  expectMember(member, target, "read from private field");
  return getter ? getter.call(target) : stored(member, target);
}

/** `#x = value` in the body of a class. */
export function __privateAdd(target: object, member: Privates, value?: unknown): void {
  if (member.has(target)) throw new TypeError("Cannot add the same private member more than once");
  if (member instanceof WeakMap) member.set(target, value);
  else member.add(target);
}

/** `object.#x = value`. */
export function __privateSet(target: object, member: Privates, value: unknown, setter?: Method): unknown {
  expectMember(member, target, "write to private field");
  if (setter) setter.call(target, value);
  else if (member instanceof WeakMap) member.set(target, value);
  return value;
}

/** `object.#method`. */
export function __privateMethod<Value>(target: object, member: Privates, method: Value): Value {
  expectMember(member, target, "access private method");
  return method;
}

/** `object.#x`, as something that can be read and written. */
export function __privateWrapper(
  target: object,
  member: Privates,
  setter?: Method,
  getter?: Method,
): { _: unknown } {
  return {
    get _() {
      return __privateGet(target, member, getter);
    },
    set _(value: unknown) {
      __privateSet(target, member, value, setter);
    },
  };
}

/** `super.key`. */
export function __superGet(home: object, target: object, key: PropertyKey): unknown {
  return Reflect.get(Object.getPrototypeOf(home), key, target);
}

/** `super.key = value`. */
export function __superSet(home: object, target: object, key: PropertyKey, value: unknown): unknown {
  Reflect.set(Object.getPrototypeOf(home), key, value, target);
  return value;
}

/** `super.key`, as something that can be read and written. */
export function __superWrapper(home: object, target: object, key: PropertyKey): { _: unknown } {
  return {
    get _() {
      return __superGet(home, target, key);
    },
    set _(value: unknown) {
      __superSet(home, target, key, value);
    },
  };
}
