import fc from "fast-check";

/** A value as text that tells apart whatever must not be mixed up, in the order in which it is there. */
export function show(value: unknown): string {
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${Array.from(value, show).join()}]`;
  const type = Object.getPrototypeOf(value).constructor.name;
  return `${type}${showContent(value)}`;
}

function showContent(value: object): string {
  if (value instanceof Map) return `{${[...value].map(([k, v]) => `${show(k)}=>${show(v)}`).join()}}`;
  if (value instanceof Set) return `{${[...value].map(show).join()}}`;
  if (value instanceof Date) return `(${value.getTime()})`;
  if (value instanceof URL || value instanceof RegExp) return `(${JSON.stringify(String(value))})`;
  if (ArrayBuffer.isView(value)) {
    return `(${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")})`;
  }
  if (value instanceof ArrayBuffer) return `(${Buffer.from(value).toString("hex")})`;
  const fields = Object.entries(value).filter(([key]) => key !== "name");
  const shown = fields.map(([key, field]) => `${JSON.stringify(key)}:${show(field)}`).join();
  if (!(value instanceof Error)) return `{${shown}}`;
  const head = [value.name, value.message, value.stack, "cause" in value, value.cause];
  const errors = value instanceof AggregateError ? show(value.errors) : "";
  return `(${head.map(show).join()}${errors}){${shown}}`;
}

/** Any text at all: lone surrogates, byte order marks, lengths on both sides of what coders treat differently. */
const text: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary", maxLength: 400 }),
  fc
    .array(fc.integer({ min: 0xd7f0, max: 0xe010 }), { maxLength: 80 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .tuple(fc.constantFrom("\ufeff", "\ud800", "\udfff", "é", "💡"), fc.nat(300))
    .map(([s, n]) => s + "x".repeat(n)),
);

const key: fc.Arbitrary<string> = fc
  .oneof(text, fc.constantFrom("constructor", "toString", "hasOwnProperty", "length", "then", "10", "9", ""))
  .filter((name) => name !== "__proto__");

const bytes = fc.uint8Array({ maxLength: 64 });

const half = Reflect.get(globalThis, "Float16Array"); // not in every Node.js

const view = fc
  .tuple(
    fc.constantFrom<new (buffer: ArrayBuffer) => unknown>(
      ...[Uint8ClampedArray, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array],
      ...[Float32Array, Float64Array, BigUint64Array, BigInt64Array, DataView],
      ...(half === undefined ? [] : [half]),
    ),
    bytes,
  )
  .map(([View, content]) => new View(content.slice(0, content.length - (content.length % 8)).buffer));

const regExp = fc
  .tuple(
    fc.constantFrom("a+(b|c)", "^/x/$", "[\\d\ud83d]", "(?<name>é)", "\\u{1f600}"),
    fc.constantFrom("", "g", "iu", "dsy"),
  )
  .map(([source, flags]) => new RegExp(source, source.startsWith("\\u") ? "u" : flags.replace("u", "")));

/** A supported value that holds no others. */
export const leaf: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    undefined,
    true,
    false,
    0,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double(),
  fc.bigInt(),
  fc.bigInt({ min: -(2n ** 600n), max: 2n ** 600n }),
  text,
  fc.date({ noInvalidDate: false }),
  fc
    .constantFrom(
      "mailto:a@b.c",
      "data:text/plain,é",
      "file:///a b",
      "x:/.//y",
      "http://bücher.example/?q=ü#ß",
    )
    .map((href) => new URL(href)),
  fc.webUrl({ withFragments: true, withQueryParameters: true }).map((href) => new URL(href)),
  regExp,
  bytes,
  view,
  bytes.map((content) => content.slice().buffer),
);

const classes = [Error, TypeError, RangeError, SyntaxError, EvalError, URIError, ReferenceError] as const;

/** Any supported value. */
export const { value } = fc.letrec<{ value: unknown }>((tie) => {
  const child = tie("value");
  const fields = fc.dictionary(key, child, { maxKeys: 5, noNullPrototype: true });
  const options = fc.oneof(fc.constant({}), fc.record({ cause: child }));
  return {
    value: fc.oneof(
      { maxDepth: 5, depthIdentifier: "value" },
      leaf,
      fc.array(child, { maxLength: 6 }),
      fields,
      fc.array(fc.tuple(child, child), { maxLength: 5 }).map((entries) => new Map(entries)),
      fc.array(child, { maxLength: 5 }).map((members) => new Set(members)),
      fc
        .tuple(fc.constantFrom(...classes), text, options, fields)
        .map(([Class, message, given, { message: _, stack: __, name: ___, cause: ____, ...rest }]) =>
          Object.assign(new Class(message, given), rest),
        ),
      fc
        .tuple(fc.array(child, { maxLength: 3 }), text)
        .map(([errors, message]) => new AggregateError(errors, message)),
    ),
  };
});

/** A way to put a value into another one, and how the path to it goes on. */
interface Wrapping {
  readonly wrap: (inner: unknown) => unknown;
  readonly step: string;
}

const wrapping: fc.Arbitrary<Wrapping> = fc.oneof(
  fc.array(leaf, { maxLength: 4 }).map(
    (before): Wrapping => ({
      wrap: (inner) => [...before, inner, 1],
      step: `[${before.length}]`,
    }),
  ),
  fc.constantFrom(["items", ".items"], ["a b", '["a b"]'], ["7", '["7"]'], ["then", ".then"]).map(
    ([name, step]): Wrapping => ({
      wrap: (inner) => ({ z: 1, [String(name)]: inner, a: null }),
      step: String(step),
    }),
  ),
  fc.constantFrom<[unknown, string]>(["k", '.get("k")'], [7, ".get(7)"], [true, ".values()[1]"]).map(
    ([at, step]): Wrapping => ({
      wrap: (inner) =>
        new Map<unknown, unknown>([
          ["before", 1],
          [at, inner],
        ]),
      step,
    }),
  ),
  fc.constant<Wrapping>({
    wrap: (inner) =>
      new Map([
        ["before", 1 as unknown],
        [inner, 2],
      ] as [unknown, unknown][]),
    step: ".keys()[1]",
  }),
  fc.constant<Wrapping>({ wrap: (inner) => new Set(["before", inner, "after"]), step: ".values()[1]" }),
  fc.constant<Wrapping>({ wrap: (inner) => fixed(new RangeError("no", { cause: inner })), step: ".cause" }),
  fc.constant<Wrapping>({
    wrap: (inner) => fixed(Object.assign(new Error("no"), { detail: inner })),
    step: ".detail",
  }),
  fc.constant<Wrapping>({ wrap: (inner) => fixed(new AggregateError([1, inner], "no")), step: ".errors[1]" }),
);

function fixed<E extends Error>(error: E): E {
  error.stack = "no stack";
  return error;
}

/** A nest for a value somewhere in another one, with the path to it. */
export const nest: fc.Arbitrary<{ readonly around: (inner: unknown) => unknown; readonly path: string }> = fc
  .array(wrapping, { maxLength: 6 })
  .map((wrappings) => ({
    around: (inner) => wrappings.reduceRight((value, { wrap }) => wrap(value), inner),
    path: wrappings.map(({ step }) => step).join(""),
  }));
