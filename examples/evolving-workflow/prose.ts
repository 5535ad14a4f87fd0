import type { Finding } from "./items.ts";
import { unknownWords } from "./spelling.ts";

const words = new Intl.Segmenter("en", { granularity: "word" });
const sentences = new Intl.Segmenter("en", { granularity: "sentence" });

/** Counts the letters, words and sentences of a section, and checks its spelling. */
export function readSection(text: string): Finding {
  const found = [...words.segment(text)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
  return {
    kind: "section",
    letters: found.join("").length,
    words: found.length,
    sentences: [...sentences.segment(text)].length,
    unknown: unknownWords(found),
  };
}
