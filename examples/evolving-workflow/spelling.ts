import dictionary from "dictionary-en";
import { closest } from "fastest-levenshtein";
import nspell from "nspell";

const english = nspell({ aff: Buffer.from(dictionary.aff), dic: Buffer.from(dictionary.dic) });
const entries = new TextDecoder().decode(dictionary.dic).match(/^[A-Za-z]{3,}/gm) ?? [];

/** The words that are not English, each with the nearest entry of the dictionary; acronyms pass. */
export function unknownWords(words: Iterable<string>): Map<string, string> {
  const unknown = new Map<string, string>();
  for (const word of new Set(words)) {
    if (/^[A-Z]?[a-z]{2,}$/.test(word) && !english.correct(word)) unknown.set(word, closest(word, entries));
  }
  return unknown;
}
