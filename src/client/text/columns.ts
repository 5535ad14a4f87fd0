/** What a terminal obeys in place of showing it. */
const CONTROL = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/gu;
/** What takes no place of its own, and what takes two. */
const NONE = /\p{M}/u;
const TWO =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

/** A text that somebody else chose, safe to be written to a terminal in one line. */
export function tame(text: string): string {
  return text.replaceAll(CONTROL, "?");
}

/** Columns that a tame text takes on a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += widthOfOne(character);
  return width;
}

/** A tame text in exactly so many columns: filled up, or cut with a mark. */
export function cell(text: string, columns: number, side: "left" | "right" = "left"): string {
  const cut = widthOf(text) > columns ? clip(text, columns) : text;
  const space = " ".repeat(columns - widthOf(cut));
  return side === "left" ? cut + space : space + cut;
}

/** As much of a text as fits into so many columns, with a mark where that is not all. */
export function clip(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let cut = "";
  let width = 1;
  for (const character of text) {
    width += widthOfOne(character);
    if (width > columns) break;
    cut += character;
  }
  return columns > 0 ? `${cut}…` : "";
}

function widthOfOne(character: string): number {
  if (character <= "\u02ff") return 1;
  return NONE.test(character) ? 0 : TWO.test(character) ? 2 : 1;
}
