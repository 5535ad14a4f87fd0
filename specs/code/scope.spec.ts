import { expect } from "chai";
import fc from "fast-check";
import { findFree } from "../../src/code/scope.ts";
import { parseSource } from "../../src/code/syntax.ts";

function free(text: string): string[] {
  const { variables, words } = findFree(parseSource(text, "f"));
  return [...variables.keys(), ...words];
}

const cases: readonly (readonly [what: string, text: string, ...free: string[]])[] = [
  ["parameters", "(a, b) => a + b"],
  ["a variable of around", "(a) => a + b + c", "b", "c"],
  ["the body of a default parameter", "(a, b = a + limit) => b", "limit"],
  [
    "a default parameter, which does not see the body",
    "function (a = inside) { var inside = 1; return a; }",
    "inside",
  ],
  ["destructured parameters with defaults", "({ a, b: [c = d, ...e], ...f }) => [a, b, c, e, f]", "d", "b"],
  ["keys and members", "(o) => ({ limit: o.limit, [o.other]: o?.limit?.(), 'x': 1 })"],
  ["a shorthand property", "() => ({ limit })", "limit"],
  ["computed keys and members", "(o) => ({ [first]: o[second] })", "first", "second"],
  ["hoisted variables and functions", "() => { x = f(); for (;;) { var x; } function f() { return x; } }"],
  ["a block", "() => { { let x = 1; const y = x; class Z {} } return [x, y, Z]; }", "x", "y", "Z"],
  ["a function in a block of strict mode", "() => { { function inner() {} } return inner(); }", "inner"],
  ["loops", "(xs) => { for (const x of xs) x; for (let i = 0; i < n; i++) i; for (k in xs) k; }", "n", "k"],
  ["labels", "() => { again: for (;;) { if (x) continue again; break again; } }", "x"],
  ["a catch parameter", "() => { try { f(); } catch ({ message: [m] }) { return m; } return m; }", "f", "m"],
  ["a catch without a parameter", "() => { try {} catch { return e; } }", "e"],
  ["closures", "(a) => (b) => { const c = a; return () => [a, b, c, d]; }", "d"],
  ["shadowing", "(limit) => [1].map((limit) => limit)"],
  ["a variable that is shadowed in one place", "() => [limit, (limit) => limit]", "limit"],
  ["an assignment", "(a) => { a = 1; total += a; [x, o.y] = [1, 2]; }", "total", "x", "o"],
  ["templates", `(a) => \`\${a}\${b}\` + tag\`\${c}\``, "b", "tag", "c"],
  ["optional chaining", "(a) => a?.b?.[c]?.(d) ?? e", "c", "d", "e"],
  ["a name only under typeof", "() => typeof maybe === 'undefined'"],
  ["a name under typeof and elsewhere", "() => (typeof maybe === 'undefined' ? 1 : maybe)", "maybe"],
  ["a member under typeof", "() => typeof maybe.member", "maybe"],
  [
    "a direct eval, which hides what it uses",
    "(a) => { const b = 1; return eval('b + c') + a + b; }",
    "eval",
  ],
  ["a direct eval beside a capture", "(a) => eval('a') + limit", "eval", "limit"],
  ["the name of a function expression", "function f(n) { return n ? f(n - 1) : g(n); }", "g"],
  ["the name of a class expression", "class A { static make() { return new A(); } }"],
  ["a class that extends another", "class A extends Base { m() { return super.m(); } }", "Base"],
  ["a class that extends what it is given", "(Base) => class extends Base { x = super.y; }"],
  [
    "fields and static blocks",
    "class { a = one; static b = two; #c = three; static { four(this); } }",
    "one",
    "two",
    "three",
    "four",
  ],
  [
    "keys of a class",
    "class { static [one] = 1; [two]() {} get [three]() { return this.four; } }",
    "one",
    "two",
    "three",
  ],
  ["private members of its own", "class A { #x = 1; static is(o) { return #x in o && new A().#x; } }"],
  ["a private member of a class around", "(o) => o.#x", "#x"],
  ["a private member of a class inside", "(o) => { class A { #x = 1; } return o.#x; }", "#x"],
  ["a private member that a heritage uses", "() => class A extends f((o) => o.#x) { #x = 1; }", "f"],
  ["arguments of a function", "function () { return [arguments, () => arguments]; }"],
  ["arguments of a function around", "() => arguments[0]", "arguments"],
  ["this of a function", "function () { return [this, () => this, new.target, () => new.target]; }"],
  ["this of a function around", "() => this.x", "this"],
  ["this in a default parameter of an arrow function", "(a = this) => a", "this"],
  [
    "this in a function inside an arrow function",
    "() => [function () { return this; }, { m() { return this; } }]",
  ],
  ["this in a class inside an arrow function", "() => class { a = this; static { this.b = this; } }"],
  ["this in a key or a heritage", "() => class extends this.Base { [this.key]() {} }", "this"],
  ["this of a getter of an object around", "() => ({ get x() { return this; }, y: this })", "this"],
  ["new.target of a function around", "() => new.target", "new.target"],
  ["super of a method around", "() => super.x", "super"],
  ["super of a constructor around", "() => super(1)", "super"],
  ["super of the method itself", "m() { return super.m(); }", "super"],
  ["super of an arrow function in the method itself", "async m() { return () => super.m(); }", "super"],
  ["super of a method inside", "m() { return { __proto__: {}, n() { return super.n; } }; }"],
  ["super of a property inside that is no method", "() => ({ m: () => super.m })", "super"],
  ["import.meta", "() => import.meta.url", "import.meta"],
  ["import.meta in a function", "function () { return import.meta.dirname; }", "import.meta"],
  ["import() with options", "(a) => import(a + b, { with: { type: c } })", "b", "c"],
  ["the key of a method, which stays behind", "[key](a) { return a + b; }", "b"],
  ["a private method", "#m(a) { return a; }"],
  ["a static method", "static async *m(a) { yield a; }"],
  ["a setter", "set x(value) { this.y = value + b; }", "b"],
  ["a generator", "async function* () { yield* a; for await (const b of c) yield b; }", "a", "c"],
  ["a regular expression and numbers", "() => [/limit/dgv, 1_000n, 0b1]"],
];

/** Text of an expression, given the variables in scope, and the names in it that are not. */
type Build = (scope: ReadonlySet<string>) => { readonly text: string; readonly free: readonly string[] };

const name = fc.constantFrom("a", "b", "c", "d", "e");

function inside(scope: ReadonlySet<string>, ...names: readonly string[]): ReadonlySet<string> {
  return new Set([...scope, ...names]);
}

const { expression } = fc.letrec<{ expression: Build }>((tie) => {
  const one = tie("expression");
  const combine = (write: (...texts: string[]) => string) =>
    fc.tuple(one, one).map<Build>(([left, right]) => (scope) => {
      const [l, r] = [left(scope), right(scope)];
      return { text: write(l.text, r.text), free: [...l.free, ...r.free] };
    });
  const bind = (write: (bound: string, text: string) => string) =>
    fc.tuple(name, one).map<Build>(([bound, body]) => (scope) => {
      const { text, free } = body(inside(scope, bound));
      return { text: write(bound, text), free };
    });
  return {
    expression: fc.oneof(
      { depthSize: "medium", withCrossShrink: true },
      name.map<Build>((variable) => (scope) => ({
        text: variable,
        free: scope.has(variable) ? [] : [variable],
      })),
      name.map<Build>((variable) => () => ({ text: `(typeof ${variable})`, free: [] })),
      combine((l, r) => `(${l} + ${r})`),
      combine((l, r) => `${l}.a[${r}]`),
      combine((l, r) => `({ a: ${l}, [${r}]: 1, b() { return ${r}; } })`),
      combine((l, r) => `\`\${${l}}\${${r}}\``),
      bind((bound, text) => `((${bound}) => ${text})`),
      bind((bound, text) => `(({ x: [${bound}], y = ${text} }) => y)`),
      bind((bound, text) => `(() => { z: { var ${bound}; } return ${text}; })`),
      bind((bound, text) => `(() => { let r = ${text}; let ${bound}; return r; })`),
      bind((bound, text) => `(function* ${bound}() { yield ${text}; })`),
      bind((bound, text) => `(class ${bound} { x = ${text}; static { ${text}; } })`),
      bind((bound, text) => `(() => { try {} catch (${bound}) { return ${text}; } })`),
      bind((bound, text) => `(() => { for (const ${bound} of []) { ${text}; } })`),
      fc.tuple(name, one, one).map<Build>(([bound, value, body]) => (scope) => {
        // The value of a default parameter of that name sees the parameter; what follows the block does not.
        const own = value(inside(scope, bound));
        const after = body(scope);
        return { text: `[(${bound} = ${own.text}) => 1, ${after.text}]`, free: [...own.free, ...after.free] };
      }),
    ),
  };
});

describe("what a source takes from around it", () => {
  for (const [what, text, ...expected] of cases) {
    it(`is known for ${what}`, () => {
      expect(free(text)).to.have.members(expected);
    });
  }

  it("is known for any nesting of functions, classes, blocks and patterns", () => {
    fc.assert(
      fc.property(expression, (build) => {
        const built = build(new Set());
        expect(free(`() => ${built.text}`)).to.have.members([...new Set(built.free)]);
      }),
      { numRuns: 500 },
    );
  });
});
