import { createRequire } from "node:module";
import type * as acorn from "acorn";
import type { AnyNode, ArrowFunctionExpression, ClassExpression, FunctionExpression, Program } from "acorn";

/** The source of one function or class, parsed in a place where all that it may contain is allowed. */
export interface Syntax {
  readonly tree: Program;
  /** The function or class itself; of a method, the function without its key. */
  readonly body: FunctionExpression | ArrowFunctionExpression | ClassExpression;
  /** The constructor around an expression: what it binds is no part of the source. */
  readonly surroundings: AnyNode | undefined;
  /** An expression that evaluates to the function or class. */
  readonly text: string;
}

const require = createRequire(import.meta.url);
let acornModule: typeof acorn | undefined;

function parse(text: string): Program {
  // Most processes never capture anything, and those that do need it only with their first function.
  acornModule ??= require("acorn") as typeof acorn;
  return acornModule.parse(text, {
    ecmaVersion: "latest",
    sourceType: "module",
    ranges: true,
    checkPrivateFields: false,
  });
}

/** The one member of the one class that a wrapped source is. */
function onlyMember(tree: Program): acorn.MethodDefinition {
  const [statement] = tree.body;
  if (statement?.type === "ExpressionStatement" && statement.expression.type === "ClassExpression") {
    const [member, ...others] = statement.expression.body.body;
    if (member?.type === "MethodDefinition" && others.length === 0) return member;
  }
  throw new SyntaxError("It is neither a function nor a class nor a method.");
}

function parseExpression(text: string): Syntax {
  const tree = parse(`(class extends Object { constructor() { (${text}\n) } })`);
  const surroundings = onlyMember(tree).value;
  const [statement] = surroundings.body.body;
  if (statement?.type === "ExpressionStatement") {
    const body = statement.expression;
    if (
      body.type === "FunctionExpression" ||
      body.type === "ArrowFunctionExpression" ||
      body.type === "ClassExpression"
    ) {
      return { tree, body, surroundings, text };
    }
  }
  throw new SyntaxError("It is neither a function nor a class.");
}

function parseMember(text: string, name: string): Syntax {
  const opening = "(class extends Object { ";
  const tree = parse(`${opening}${text}\n})`);
  const { value } = onlyMember(tree);
  const key = JSON.stringify(name);
  const modifiers = `${value.async ? "async " : ""}${value.generator ? "*" : ""}`;
  const rest = text.slice(value.start - opening.length);
  return { tree, body: value, surroundings: undefined, text: `({ ${modifiers}[${key}]${rest} })[${key}]` };
}

/**
 * Parses what `Function.prototype.toString` says about the function of that name: an expression, or a
 * method, getter or setter without the object or class around it. Throws a `SyntaxError`.
 */
export function parseSource(text: string, name: string): Syntax {
  try {
    return parseExpression(text);
  } catch (error) {
    try {
      return parseMember(text, name);
    } catch {
      throw error;
    }
  }
}

/** Whether the source is a method, which cannot mean itself by its name. */
export function isMethod(syntax: Syntax): boolean {
  return syntax.surroundings === undefined;
}
