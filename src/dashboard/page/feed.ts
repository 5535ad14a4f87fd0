import type {
  ActorView,
  ChartView,
  FailureView,
  GraphView,
  NowView,
  PrimitiveView,
  StatusView,
  StreamView,
  SystemView,
  TaskView,
  WorkerView,
} from "../../client/observer/views.ts";

/** What the server tells of, by the name of its event. */
export interface Views {
  readonly status: StatusView;
  readonly now: NowView;
  readonly stream: StreamView;
  readonly graph: GraphView;
  readonly workers: readonly WorkerView[];
  readonly actors: readonly ActorView[];
  readonly coordination: readonly PrimitiveView[];
  readonly system: SystemView;
  readonly failures: readonly FailureView[];
  /** Of one key; null where nobody knows it. */
  readonly task: TaskView | null;
  readonly chart: ChartView | null;
}

export type ViewName = keyof Views;
/** Whether the server is heard. */
export type Link = "connecting" | "live" | "cut off";

/** One thing to look at beside the views of everything. */
export interface Subject {
  readonly view: "task" | "chart";
  readonly key: string;
}

type Listener<T> = (value: T) => void;

/** Ms until the server is asked again after it refused. */
const RETRY = 1_500;

/** The server's events: the views that are shown, and nothing while the page is out of sight. */
export class Feed {
  /** The last of each view, of one key by both. */
  readonly #latest = new Map<string, unknown>();
  readonly #listeners = new Map<string, Set<Listener<never>>>();
  readonly #watchers = new Set<() => void>();
  #query = "";
  #names: readonly string[] = [];
  #source: EventSource | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  link: Link = "connecting";
  /** Since when it is so, in ms since 1970. */
  since: number = Date.now();
  /** Grows with every connection; the first event of the stream on each has all that the server kept. */
  connection = 0;

  constructor() {
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#close() : this.#open()));
  }

  /** Asks for these views from now on, and for no other. */
  show(views: readonly ViewName[], subject: Subject | null): void {
    const query = new URLSearchParams({ views: views.join() });
    if (subject !== null) query.set(subject.view, subject.key);
    if (query.toString() === this.#query) return;
    this.#query = query.toString();
    this.#names = ["status", ...views, ...(subject === null ? [] : [placeOf(subject.view, subject.key)])];
    this.#open();
  }

  /** The last that was heard of a view, of one key where there is one. */
  latest<Name extends ViewName>(name: Name, key?: string): Views[Name] | undefined {
    return this.#latest.get(placeOf(name, key)) as Views[Name] | undefined;
  }

  /** Calls `listener` with each event of a view, until what it returns is called. */
  on<Name extends ViewName>(name: Name, listener: Listener<Views[Name]>, key?: string): () => void {
    const place = placeOf(name, key);
    const listeners = this.#listeners.get(place) ?? new Set();
    this.#listeners.set(place, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Calls `watcher` whenever the link changes, until what it returns is called. */
  onLink(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #open(): void {
    this.#close();
    const source = new EventSource(`api/events?${this.#query}`);
    this.#source = source;
    source.onopen = () => {
      this.connection++;
      this.#become("live");
    };
    source.onerror = () => this.#lose(source);
    for (const place of this.#names) {
      const [event = ""] = place.split(" ");
      source.addEventListener(event, ({ data }: MessageEvent<string>) => this.#take(place, JSON.parse(data)));
    }
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
  }

  /** A browser connects again by itself after a break, and never after a refusal. */
  #lose(source: EventSource): void {
    this.#become("cut off");
    if (source.readyState !== EventSource.CLOSED) return;
    this.#timer = setTimeout(() => this.#open(), RETRY);
  }

  #become(link: Link): void {
    if (this.link === link) return;
    this.link = link;
    this.since = Date.now();
    for (const watcher of this.#watchers) watcher();
  }

  #take(place: string, value: unknown): void {
    this.#latest.set(place, value);
    for (const listener of this.#listeners.get(place) ?? []) (listener as Listener<unknown>)(value);
  }
}

function placeOf(name: ViewName, key: string | undefined): string {
  return key === undefined ? name : `${name} ${key}`;
}
