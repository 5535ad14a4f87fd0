import { count } from "../model/format.ts";

interface PagerProps {
  readonly label: string;
  readonly first: number;
  readonly page: number;
  readonly total: number;
  readonly go: (page: number) => void;
}

/** Goes through a long list page by page; nothing where one page holds it. */
export function Pager({ label, first, page, total, go }: PagerProps) {
  if (total <= page) return null;
  const at = first / page;
  return (
    <nav class="pager" aria-label={`Pages of ${label}`}>
      <button type="button" class="button" disabled={at === 0} onClick={() => go(at - 1)}>
        Previous
      </button>
      <span>
        {count(first + 1)}–{count(Math.min(total, first + page))} of {count(total)}
      </span>
      <button type="button" class="button" disabled={first + page >= total} onClick={() => go(at + 1)}>
        Next
      </button>
    </nav>
  );
}
