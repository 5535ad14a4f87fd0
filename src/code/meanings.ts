import type { AnyNode, AssignmentProperty, CallExpression, Class, Property } from "acorn";

/** What the code at one place of a source can mean without looking outside the source. */
interface Place {
  /** A function, a class field or a static block is around: `this` and `new.target` are its own. */
  readonly own: boolean;
  /** A member of a class or an object is around: `super` is its own. */
  readonly home: boolean;
  /** Names of the private members of the classes around. */
  readonly secrets: ReadonlySet<string>;
}

/** What `findMeanings` found in a source. */
export interface Meanings {
  /** Words such as `this`, `super` or `#secret` that take their meaning from outside. */
  readonly words: Set<string>;
  /** Identifiers that stand right under a `typeof`. */
  readonly asked: Set<object>;
  /** Identifiers of which only one member is used, and the name of that member. */
  readonly members: Map<object, string>;
}

/** Helpers that turn an async function into a generator and pass it the `this` around it, needed or not. */
const asyncHelper = /^__(async|awaiter)\d*$/;

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value;
}

/** Walks a function or class, and finds the words in it whose meaning lies outside. */
export function findMeanings(root: AnyNode): Meanings {
  const words = new Set<string>();
  const asked = new Set<object>();
  const members = new Map<object, string>();

  function children(node: AnyNode, place: Place): void {
    for (const value of Object.values(node)) {
      if (Array.isArray(value)) visitAll(value, place);
      else if (isNode(value)) visit(value, place);
    }
  }

  function visitAll(nodes: readonly unknown[], place: Place): void {
    for (const node of nodes) if (isNode(node)) visit(node, place);
  }

  function property(node: Property | AssignmentProperty, place: Place): void {
    visit(node.key, place);
    const isMember = node.method || node.kind !== "init";
    visit(node.value, isMember ? { ...place, home: true } : place);
  }

  function classBody(node: Class, outside: Place): void {
    const secrets = new Set(outside.secrets);
    for (const member of node.body.body) {
      if ("key" in member && member.key.type === "PrivateIdentifier") secrets.add(member.key.name);
    }
    const place = { ...outside, secrets };
    const inside = { own: true, home: true, secrets };
    if (node.superClass) visit(node.superClass, place);
    for (const member of node.body.body) {
      if (member.type === "StaticBlock") {
        visitAll(member.body, inside);
      } else {
        visit(member.key, place);
        if (member.value) visit(member.value, inside);
      }
    }
  }

  /** A call such as `__async(this, null, function* () { … })` in place of an async arrow function. */
  function loweredArrow(node: CallExpression, place: Place): boolean {
    const [self, args, ...rest] = node.arguments;
    const body = rest.at(-1);
    const isLowered =
      !place.own &&
      node.callee.type === "Identifier" &&
      asyncHelper.test(node.callee.name) &&
      self?.type === "ThisExpression" &&
      body?.type === "FunctionExpression";
    if (!isLowered) return false;
    visitAll([args, ...rest.slice(0, -1)], place);
    children(body, place);
    return true;
  }

  function visit(node: AnyNode, place: Place): void {
    switch (node.type) {
      case "ThisExpression":
        if (!place.own) words.add("this");
        return;
      case "Super":
        if (!place.home) words.add("super");
        return;
      case "MetaProperty":
        if (node.meta.name === "import") words.add("import.meta");
        else if (!place.own) words.add("new.target");
        return;
      case "PrivateIdentifier":
        if (!place.secrets.has(node.name)) words.add(`#${node.name}`);
        return;
      case "UnaryExpression":
        if (node.operator === "typeof" && node.argument.type === "Identifier") asked.add(node.argument);
        return visit(node.argument, place);
      case "FunctionExpression":
      case "FunctionDeclaration":
        return children(node, { ...place, own: true });
      case "MemberExpression":
        if (node.object.type === "Identifier" && node.property.type === "Identifier" && !node.computed) {
          members.set(node.object, node.property.name);
        }
        return children(node, place);
      case "Property":
        return property(node, place);
      case "ClassExpression":
      case "ClassDeclaration":
        return classBody(node, place);
      case "CallExpression":
        if (loweredArrow(node, place)) return;
        return children(node, place);
      default:
        return children(node, place);
    }
  }

  visit(root, { own: false, home: false, secrets: new Set() });
  return { words, asked, members };
}
