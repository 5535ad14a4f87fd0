import { useRef, useState } from "preact/hooks";
import { formatDuration } from "../../client/text/units.ts";
import type { ProfileNode } from "../../profile/profile.ts";
import { colourOf } from "../page/model/colour.ts";
import { type Box, layOut, matchedTime, matches } from "./flame.ts";
import { placeOf } from "./place.ts";

interface FlameGraphProps {
  readonly root: ProfileNode;
  /** Url of the folder whose files are shown without it. */
  readonly base: string;
}

/** Height of a row, px. */
const ROW = 21;
/** Narrower boxes have no room for a name. */
const LEGIBLE_SHARE = 0.012;

/** Which function called which, and how long each took: callers above, width is time. */
export function FlameGraph({ root, base }: FlameGraphProps) {
  const [shown, setShown] = useState(root);
  const [pointed, setPointed] = useState<ProfileNode | null>(null);
  const [text, setText] = useState("");
  const place = useRef<HTMLDivElement>(null);
  const boxes = layOut(root, shown);
  const focus = boxes.find(({ node }) => node === pointed) ?? boxes[0];
  const depth = Math.max(...boxes.map((box) => box.depth));
  const zoom = (node: ProfileNode) => {
    setShown(node);
    setPointed(node);
  };
  const press = (event: KeyboardEvent) => {
    const next = focus && neighbour(boxes, focus, event.key);
    if (event.key === "Escape") zoom(root);
    else if (next !== undefined) {
      setPointed(next.node);
      place.current?.querySelector<HTMLElement>(`[data-box="${boxes.indexOf(next)}"]`)?.focus();
    } else return;
    event.preventDefault();
  };
  return (
    <>
      <p class="flame-tools">
        <input
          type="search"
          aria-label="Find functions"
          placeholder="Find functions"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="button" class="button" disabled={shown === root} onClick={() => zoom(root)}>
          Show all
        </button>
        {text !== "" && <span role="status">{shareLine(matchedTime(root, text), root.total)}</span>}
      </p>
      <div
        ref={place}
        class="flame"
        role="tree"
        aria-label="Flame graph"
        style={{ height: `${(depth + 1) * ROW}px` }}
        onKeyDown={press}
      >
        {boxes.map((box, index) => (
          <Bar
            key={index}
            box={box}
            index={index}
            total={root.total}
            faded={text !== "" && !matches(box.node, text)}
            reached={box === focus}
            point={setPointed}
            zoom={zoom}
          />
        ))}
      </div>
      {focus !== undefined && <FlameLine node={focus.node} root={root} base={base} />}
      <p class="note">
        A click or Enter fills the width with a function, Escape shows all again, arrow keys go from one to
        another.
      </p>
    </>
  );
}

interface BarProps {
  readonly box: Box;
  readonly index: number;
  readonly total: number;
  readonly faded: boolean;
  readonly reached: boolean;
  readonly point: (node: ProfileNode) => void;
  readonly zoom: (node: ProfileNode) => void;
}

function Bar({ box, index, total, faded, reached, point, zoom }: BarProps) {
  const { node, depth, from, share } = box;
  const plain = node.url === "";
  const named = share > LEGIBLE_SHARE;
  return (
    <button
      type="button"
      role="treeitem"
      aria-level={depth + 1}
      aria-label={`${node.name}, ${shareLine(node.total, total)}`}
      tabIndex={reached ? 0 : -1}
      data-box={index}
      class={`bar${named ? " is-named" : ""}${plain ? " is-plain" : ""}${faded ? " is-faded" : ""}`}
      style={{
        left: `${from * 100}%`,
        width: `${share * 100}%`,
        top: `${depth * ROW}px`,
        ...(plain ? {} : { background: colourOf(node.name) }),
      }}
      onClick={() => zoom(node)}
      onFocus={() => point(node)}
      onPointerEnter={() => point(node)}
    >
      {named && node.name}
    </button>
  );
}

/** The function that is pointed to, in words. */
function FlameLine({ node, root, base }: { node: ProfileNode; root: ProfileNode; base: string }) {
  return (
    <p class="span-line">
      <b>{node.name}</b>
      <span>{shareLine(node.total, root.total)}</span>
      <span>{formatDuration(node.self)} in itself</span>
      <span class="key">{placeOf(node, base)}</span>
    </p>
  );
}

function shareLine(ms: number, total: number): string {
  return `${formatDuration(ms)}, ${total > 0 ? ((ms / total) * 100).toFixed(1) : 0} %`;
}

function neighbour(boxes: readonly Box[], box: Box, key: string): Box | undefined {
  const beside = boxes.filter((other) => other.parent === box.parent && other.depth === box.depth);
  switch (key) {
    case "ArrowUp":
      return box.parent ?? undefined;
    case "ArrowDown":
      return boxes.find((other) => other.parent === box);
    case "ArrowLeft":
      return beside[beside.indexOf(box) - 1];
    case "ArrowRight":
      return beside[beside.indexOf(box) + 1];
    default:
      return undefined;
  }
}
