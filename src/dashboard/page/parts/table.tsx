import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { type Direction, type Sortable, sorted } from "../model/sorting.ts";
import { Pager } from "./pager.tsx";
import { Scroller } from "./scroller.tsx";

/** A column: its title, what it is sorted by, and what it shows. */
export interface Column<Row> {
  readonly title: string;
  /** None where rows cannot be sorted by it. */
  readonly by?: (row: Row) => Sortable;
  readonly cell: (row: Row) => ComponentChildren;
  /** Figures stand at the right. */
  readonly numeric?: boolean;
  /** Its figures are bars. */
  readonly bar?: boolean;
  /** Takes what room there is. */
  readonly wide?: boolean;
}

interface TableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly idOf: (row: Row) => string;
  /** The column it is sorted by at first, none for the order of the rows. */
  readonly sortedBy?: string;
  readonly direction?: Direction;
  /** Rows shown at once; default 50. */
  readonly page?: number;
}

/** A table that sorts by a click on a title, and shows its rows in pages; it scrolls where it is too wide. */
export function Table<Row>(props: TableProps<Row>) {
  const { label, rows, columns, idOf, page = 50 } = props;
  const [by, setBy] = useState(props.sortedBy ?? null);
  const [direction, setDirection] = useState<Direction>(props.direction ?? "ascending");
  const [at, setAt] = useState(0);
  const value = columns.find(({ title }) => title === by)?.by;
  const all = value === undefined ? rows : sorted(rows, value, direction);
  const first = Math.min(at, Math.max(0, Math.ceil(rows.length / page) - 1)) * page;
  const sort = (title: string, numeric: boolean) => {
    const opposite = direction === "ascending" ? "descending" : "ascending";
    setDirection(title === by ? opposite : numeric ? "descending" : "ascending");
    setBy(title);
  };
  return (
    <>
      <Scroller label={label}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <Title
                  key={column.title}
                  column={column}
                  direction={column.title === by ? direction : null}
                  sort={sort}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {all.slice(first, first + page).map((row) => (
              <tr key={idOf(row)}>
                {columns.map(({ title, cell, numeric, bar }, index) =>
                  index === 0 ? (
                    <th key={title} scope="row">
                      {cell(row)}
                    </th>
                  ) : (
                    <td key={title} class={numeric === true && bar !== true ? "numeric" : undefined}>
                      {cell(row)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
      <Pager label={label} first={first} page={page} total={rows.length} go={setAt} />
    </>
  );
}

interface TitleProps<Row> {
  readonly column: Column<Row>;
  readonly direction: Direction | null;
  readonly sort: (title: string, numeric: boolean) => void;
}

function Title<Row>({ column, direction, sort }: TitleProps<Row>) {
  const { title, by, numeric = false, bar = false, wide = false } = column;
  const look = [numeric && !bar ? "numeric" : "", wide ? "is-wide" : ""].join(" ").trim();
  if (by === undefined) {
    return (
      <th scope="col" class={look}>
        {title}
      </th>
    );
  }
  return (
    <th scope="col" class={look} aria-sort={direction ?? "none"}>
      <button type="button" class="sort" onClick={() => sort(title, numeric)}>
        {title}
        <span class={`arrow ${direction ?? "none"}`} aria-hidden="true" />
      </button>
    </th>
  );
}
