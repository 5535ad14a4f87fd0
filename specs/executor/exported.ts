/** Run by the specs as exports of a module. */
export function greet(name: string): string {
  return `Hello ${name}`;
}

export const answer = 42;
