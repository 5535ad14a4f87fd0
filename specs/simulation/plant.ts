/** Any method of a class. */
export type Method = (this: never, ...args: never[]) => unknown;

/** A method of a class, and what it is replaced by. */
export type Plant = readonly [on: object, name: string | symbol, plant: (real: Method) => Method];

/** Has a class do something else while `act` goes on. */
export async function planted([on, name, plant]: Plant, act: () => Promise<void>): Promise<void> {
  const real = Object.getOwnPropertyDescriptor(on, name) as PropertyDescriptor;
  const { value, get } = real;
  const method = plant((value ?? get) as Method);
  Object.defineProperty(on, name, { ...real, ...(get === undefined ? { value: method } : { get: method }) });
  try {
    await act();
  } finally {
    Object.defineProperty(on, name, real);
  }
}

/** Lets every so many calls of a method do something else. */
export const everySo = (count: number, otherwise: Method) => {
  let calls = 0;
  return (real: Method): Method =>
    function (this: never, ...args: never[]) {
      return (++calls % count === 0 ? otherwise : real).apply(this, args);
    };
};

/** Does nothing. */
export const nothing: Method = () => undefined;

/** Lets the first call on each object do something else. */
export const firstTime = (otherwise: Method) => {
  const called = new WeakSet<object>();
  return (real: Method): Method =>
    function (this: never, ...args: never[]) {
      const known = called.has(this);
      called.add(this);
      return (known ? real : otherwise).apply(this, args);
    };
};
