import { type Traveller, traveller } from "./traveller.ts";

function withDecorators(): unknown[] {
  const log: unknown[] = [];
  const method = (fn: (this: unknown, x: number) => number, context: ClassMethodDecoratorContext) => {
    context.addInitializer(
      () => void log.push(`${context.kind} ${String(context.name)} ${context.static} ${context.private}`),
    );
    return function (this: unknown, x: number): number {
      return fn.call(this, x) + 1;
    };
  };
  const field = (_: undefined, context: ClassFieldDecoratorContext) => {
    log.push(`${context.kind} ${String(context.name)}`);
    return (value: number) => value * 10;
  };
  const accessor = (
    target: ClassAccessorDecoratorTarget<unknown, number>,
    context: ClassAccessorDecoratorContext<unknown, number>,
  ) => ({
    get(this: unknown): number {
      return target.get.call(this) + 1000;
    },
    init: (value: number) => {
      log.push(context.kind);
      return value + 100;
    },
  });
  const getter = (fn: (this: unknown) => number, context: ClassGetterDecoratorContext) => {
    log.push(context.kind);
    return function (this: unknown): number {
      return -fn.call(this);
    };
  };
  const whole = <Type extends abstract new (...args: never[]) => object>(
    type: Type,
    context: ClassDecoratorContext,
  ) => {
    log.push(`${context.kind} ${context.name} ${type.name}`);
    context.addInitializer(() => void log.push("class made"));
  };
  @whole
  class Decorated {
    @field value = 1;
    @accessor accessor size = 2;
    @field readonly #secret: number = 3;
    @method static stat(x: number): number {
      return x;
    }
    @method add(x: number): number {
      return this.value + this.#secret + x;
    }
    @method #hidden(x: number): number {
      return x * 2;
    }
    @getter get three(): number {
      return 3;
    }
    use(): number[] {
      this.size += 1;
      return [this.value, this.size, this.add(5), this.#hidden(5), this.three, Decorated.stat(1)];
    }
  }
  return [new Decorated().use(), Decorated.name, log];
}

/** A class with decorators of every kind. */
export const decorators: readonly Traveller[] = [
  traveller("a function with a decorated class", withDecorators, (f) => f()),
];
