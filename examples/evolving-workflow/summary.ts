import type { Finding } from "./items.ts";

/** All findings in one; the same for the same findings in any order. */
export interface Summary {
  readonly sections: number;
  readonly words: number;
  /** Automated readability index: about the school grade that the prose asks for. */
  readonly grade: number;
  readonly links: number;
  readonly broken: readonly string[];
  readonly blocks: number;
  readonly checked: number;
  readonly faulty: number;
  readonly languages: Ranking;
  readonly errors: Ranking;
  readonly unknown: Ranking;
}

/** Names with their counts, the most frequent first. */
export type Ranking = readonly (readonly [name: string, count: number])[];

/** Combines findings. */
export function summarize(findings: readonly Finding[]): Summary {
  const sections = findings.filter((finding) => finding.kind === "section");
  const links = findings.filter((finding) => finding.kind === "link");
  const blocks = findings.filter((finding) => finding.kind === "code");
  const unknown = [...sections, ...blocks].flatMap((finding) => [...finding.unknown]);
  const words = sum(sections.map((section) => section.words));
  return {
    sections: sections.length,
    words,
    grade: gradeOf(
      sum(sections.map(({ letters }) => letters)),
      words,
      sum(sections.map(({ sentences }) => sentences)),
    ),
    links: links.length,
    broken: links
      .filter(({ broken }) => broken)
      .map(({ from }) => from)
      .sort(),
    blocks: blocks.length,
    checked: blocks.filter(({ checked }) => checked).length,
    faulty: blocks.filter(({ errors }) => errors.length > 0).length,
    languages: rank(blocks.map(({ language }) => language)),
    errors: rank(blocks.flatMap(({ errors }) => errors)),
    unknown: rank(unknown.map(([word, entry]) => `${word} (${entry}?)`)),
  };
}

function gradeOf(letters: number, words: number, sentences: number): number {
  return (4.71 * letters) / Math.max(words, 1) + (0.5 * words) / Math.max(sentences, 1) - 21.43;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function rank(names: readonly string[]): Ranking {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}
