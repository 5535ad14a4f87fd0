import { NAMES } from "./stream-painter.ts";

/** What somebody does with the task stream. */
export interface Gestures {
  /** Magnify; `at` is a share of the width from the left. */
  zoom(factor: number, at: number): void;
  /** Move by a share of the width. */
  pan(share: number): void;
  /** Move the lanes up by px. */
  scroll(by: number): void;
  /** Point to a place: a share of the width, and px from the top; null when the pointer leaves. */
  point(at: { readonly share: number; readonly y: number } | null): void;
  /** Go to the bar before (-1) or after (1). */
  step(by: number): void;
  /** Open what is pointed to or selected. */
  open(): void;
  /** Follow what comes in. */
  follow(): void;
}

/** Px that a pointer may move and still have clicked. */
const STILL = 4;

/** Listens to wheel, pointer and keys on the picture, until what it returns is called. */
export function gesturesOn(element: HTMLElement, to: { readonly current: Gestures }): () => void {
  const ending = new AbortController();
  const listen = { signal: ending.signal };
  const width = () => Math.max(1, element.clientWidth - NAMES);
  const shareOf = ({ offsetX }: MouseEvent) => Math.min(1, Math.max(0, (offsetX - NAMES) / width()));
  let held: { x: number; y: number; moved: boolean } | null = null;

  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        to.current.pan((event.deltaX || event.deltaY) / width());
      } else if (event.offsetX < NAMES) to.current.scroll(event.deltaY);
      else to.current.zoom(Math.exp(-event.deltaY / 400), shareOf(event));
    },
    { ...listen, passive: false },
  );
  element.addEventListener(
    "pointerdown",
    (event) => {
      held = { x: event.clientX, y: event.clientY, moved: false };
      element.setPointerCapture(event.pointerId);
    },
    listen,
  );
  element.addEventListener(
    "pointermove",
    (event) => {
      to.current.point({ share: shareOf(event), y: event.offsetY });
      if (held === null) return;
      const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
      if (!held.moved && Math.hypot(dx, dy) < STILL) return;
      held = { x: event.clientX, y: event.clientY, moved: true };
      to.current.pan(-dx / width());
      to.current.scroll(-dy);
    },
    listen,
  );
  element.addEventListener(
    "pointerup",
    (event) => {
      if (held?.moved === false) {
        to.current.point({ share: shareOf(event), y: event.offsetY });
        to.current.open();
      }
      held = null;
    },
    listen,
  );
  element.addEventListener("pointercancel", () => (held = null), listen);
  element.addEventListener("pointerleave", () => to.current.point(null), listen);
  element.addEventListener(
    "keydown",
    (event) => {
      const act = actOf(event.key, to.current);
      if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    },
    listen,
  );
  return () => ending.abort();
}

function actOf(key: string, to: Gestures): (() => void) | undefined {
  switch (key) {
    case "+":
    case "=":
      return () => to.zoom(1.5, 0.5);
    case "-":
      return () => to.zoom(1 / 1.5, 0.5);
    case "ArrowLeft":
      return () => to.pan(-0.15);
    case "ArrowRight":
      return () => to.pan(0.15);
    case "ArrowUp":
      return () => to.scroll(-60);
    case "ArrowDown":
      return () => to.scroll(60);
    case ",":
      return () => to.step(-1);
    case ".":
      return () => to.step(1);
    case "Enter":
      return () => to.open();
    case "End":
      return () => to.follow();
    default:
      return undefined;
  }
}
