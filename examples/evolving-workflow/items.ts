/** One thing that the content of a file says is to do. */
export type Item =
  | { readonly kind: "section"; readonly text: string }
  | { readonly kind: "link"; readonly file: string; readonly href: string }
  | { readonly kind: "code"; readonly language: string; readonly text: string };

/** What came of one item; `unknown` has each word that is in no dictionary, with the entry nearest to it. */
export type Finding =
  | {
      readonly kind: "section";
      readonly letters: number;
      readonly words: number;
      readonly sentences: number;
      readonly unknown: ReadonlyMap<string, string>;
    }
  | { readonly kind: "link"; readonly from: string; readonly broken: boolean }
  | {
      readonly kind: "code";
      readonly language: string;
      readonly checked: boolean;
      /** Each kind of error once, as Babel names it. */
      readonly errors: readonly string[];
      readonly unknown: ReadonlyMap<string, string>;
    };
