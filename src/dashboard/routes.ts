import type { IncomingMessage, ServerResponse } from "node:http";
import { NotFoundError } from "../protocol/errors.ts";
import { readAssets } from "./assets.ts";
import type { Feed } from "./feed.ts";
import { health } from "./health.ts";
import type { Look } from "./look.ts";
import { metrics } from "./metrics.ts";
import { Reader } from "./reader.ts";
import { reasonOf } from "./reason.ts";
import { beginEvents, failed, json, type Reply } from "./reply.ts";
import { retry } from "./retry.ts";

/** Pages that are told of views at a time. */
const READERS = 100;
const READ = ["GET", "HEAD"];
/** Views of one key, by the folders where they are found. */
const FOLDERS = new Map([
  ["tasks", "task"],
  ["charts", "chart"],
]);

/** What somebody asks for. */
export interface Ask {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

type Route = (ask: Ask) => Reply | null | Promise<Reply>;

/** Answers what is asked. */
export class Routes {
  readonly #feed: Feed;
  #assets: ReadonlyMap<string, Reply> | null = null;

  constructor(feed: Feed) {
    this.#feed = feed;
  }

  /** Null where it is answered by events from now on. */
  async answer(ask: Ask): Promise<Reply | null> {
    const { method = "" } = ask.request;
    const [methods, route] = this.#find(ask.path);
    if (!methods.includes(method)) {
      const allow = methods.join(", ");
      return failed(405, `That takes ${allow} alone.`, { allow });
    }
    try {
      return await route(ask);
    } catch (error) {
      const why = reasonOf(error);
      return failed(error instanceof NotFoundError ? 404 : 503, why);
    }
  }

  #find(path: string): readonly [methods: readonly string[], route: Route] {
    const { looks, sight } = this.#feed;
    if (path === "/api/events") return [["GET"], (ask) => this.#events(ask)];
    if (path === "/api/retry") return [["POST"], ({ request }) => retry(sight, request)];
    if (path === "/api/stream.json") return [READ, async () => json(await this.#feed.stream())];
    if (path === "/health") return [READ, () => health(looks)];
    if (path === "/metrics") return [READ, () => metrics(this.#feed)];
    const look = this.#look(path);
    if (look !== undefined) return [READ, async () => json(await look.answer())];
    return [READ, () => this.#asset(path)];
  }

  /** As in `/api/now.json` and `/api/tasks/<key>.json`. */
  #look(path: string): Look | undefined {
    const [, folder = "", name = ""] = /^\/api\/(?:([a-z]+)\/)?([^/]+)\.json$/.exec(path) ?? [];
    if (folder === "") return this.#feed.looks.find(name);
    const key = decoded(name);
    return key === null ? undefined : this.#feed.looks.findKeyed(FOLDERS.get(folder) ?? "", key);
  }

  #asset(path: string): Reply {
    this.#assets ??= readAssets();
    return this.#assets.get(path) ?? failed(404, "There is nothing here. The dashboard is at /.");
  }

  /** As in `/api/events?views=now,stream&task=<key>`. */
  #events({ query, response }: Ask): Reply | null {
    const names = (query.get("views") ?? "").split(",").filter((name) => name !== "");
    const looks = new Set<Look>();
    for (const name of names) {
      const look = this.#feed.looks.find(name);
      if (look !== undefined) looks.add(look);
      else if (name !== "stream") return failed(400, `There is no view "${name}".`);
    }
    for (const name of FOLDERS.values()) {
      const key = query.get(name);
      if (key === null) continue;
      const look = this.#feed.looks.findKeyed(name, key);
      if (look === undefined) return failed(400, "A key is a text without spaces.");
      looks.add(look);
    }
    if (this.#feed.readers >= READERS)
      return failed(503, `${READERS} pages look at this cluster already: close one.`, { "retry-after": "5" });
    beginEvents(response);
    const reader = new Reader(response, looks, names.includes("stream"));
    response.once("close", () => this.#feed.remove(reader));
    this.#feed.add(reader);
    return null;
  }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
