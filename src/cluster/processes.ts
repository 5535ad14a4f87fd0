import type { Bus } from "../bus/bus.ts";
import { connectNats } from "../bus/nats.ts";
import type { NatsServer } from "../bus/server.ts";
import type { SupervisorToScheduler, ToClient } from "../protocol/messages.ts";
import { checkToClient } from "../protocol/shapes.ts";
import { SCHEDULER } from "../protocol/subjects.ts";
import { systemClock } from "../runtime/clock.ts";
import { Line } from "../runtime/line.ts";
import type { Logger } from "../runtime/logger.ts";
import { Child } from "./child.ts";
import { KeptServer } from "./kept-server.ts";
import { type LogSettings, openLog } from "./logging.ts";
import type { Members } from "./members.ts";
import type { LocalSettings } from "./options.ts";
import { newId } from "./pool-worker.ts";
import { Post } from "./post.ts";

/** Deaths that a scheduler is told again which has lost its memory of us. */
const REMEMBERED = 100;

/** Where it logs, and how its processes do. */
interface Logs extends LogSettings {
  readonly log: Logger;
}

/** What a cluster needs of its server. */
type Server = Pick<NatsServer, "url" | "close">;

/** A cluster of processes around a `nats-server`; what dies is started again. */
export class ProcessMembers implements Members {
  readonly #cluster: string;
  readonly #settings: LocalSettings;
  readonly #logs: Logs;
  readonly #server: Server;
  readonly #bus: Bus;
  readonly #line: Line<ToClient, SupervisorToScheduler>;
  readonly #posts: Post[] = [];
  /** Workers that were asked to retire, and have not ended yet. */
  readonly #leaving = new Set<Post>();
  readonly #scheduler: Post;
  /** Addresses of the workers that died last. */
  #dead: readonly string[] = [];
  #started = 0;
  #closing = false;

  private constructor(cluster: string, settings: LocalSettings, server: Server, bus: Bus, more: Logs) {
    this.#cluster = cluster;
    this.#settings = settings;
    this.#logs = more;
    this.#server = server;
    this.#bus = bus;
    const address = `supervisor.${newId()}`;
    this.#line = new Line(
      {
        bus,
        clock: systemClock,
        cluster,
        address,
        check: checkToClient,
        deliver: () => {},
        garbage: () => {},
        unreadable: () => {},
      },
      () => {
        for (const address of this.#dead) this.#line.send(SCHEDULER, ["gone", address]);
      },
    );
    this.#scheduler = this.#keep("scheduler", ["scheduler"]);
  }

  /** Over the server at `url`, or one of its own. */
  static async start(
    cluster: string,
    settings: LocalSettings,
    logs: LogSettings,
    url?: string,
  ): Promise<ProcessMembers> {
    const log = openLog({ role: "cluster", cluster }, logs);
    const server = url === undefined ? await KeptServer.start(log) : { url, close: async () => {} };
    try {
      return new ProcessMembers(
        cluster,
        settings,
        server,
        await connectNats({ servers: server.url, name: "supervisor" }),
        { ...logs, log },
      );
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  get url(): string {
    return this.#server.url;
  }

  get workers(): number {
    return this.#posts.length;
  }

  connect(): Promise<Bus> {
    return connectNats({ servers: this.url });
  }

  async scale(count: number): Promise<void> {
    // Some may have retired, and count no more.
    await Promise.all(this.#posts.map((post) => post.child.settled()));
    const { threads, memoryLimit } = this.#settings;
    while (this.#posts.length < count) {
      const name = `worker-${this.#started++}`;
      const limit = ["--memory-limit", String(memoryLimit)];
      this.#posts.push(this.#keep(name, ["worker", "--name", name, "--threads", String(threads), ...limit]));
    }
    const leaving = this.#posts.splice(count);
    for (const post of leaving) this.#part(post);
    await Promise.all(leaving.map((post) => post.child.retire()));
    await this.#scheduler.child.ready;
    await Promise.all(this.#posts.map((post) => post.child.ready));
  }

  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    await Promise.all([...this.#leaving, ...this.#posts.splice(0)].map(end));
    await end(this.#scheduler);
    this.#line.close();
    await this.#bus.close();
    await this.#server.close();
  }

  #tellDeath(address: string): void {
    this.#dead = [...this.#dead, address].slice(-REMEMBERED);
    this.#line.send(SCHEDULER, ["gone", address]);
  }

  /** It is not counted any more, and ends in its own time. */
  #part(post: Post): void {
    post.dismiss();
    this.#leaving.add(post);
    const at = this.#posts.indexOf(post);
    if (at >= 0) this.#posts.splice(at, 1);
  }

  /** Starts a process and, whenever it dies, another in its place. */
  #keep(name: string, args: readonly string[]): Post {
    const start = (): Child => {
      const id = newId();
      const { log, logLevel, logFormat } = this.#logs;
      const env = {
        TROUPE_NATS: this.url,
        TROUPE_CLUSTER: this.#cluster,
        TROUPE_ID: id,
        TROUPE_LOG_LEVEL: logLevel,
        TROUPE_LOG_FORMAT: logFormat,
        // There is one dashboard, if any: ours.
        TROUPE_DASHBOARD: undefined,
      };
      const child = new Child(args, env);
      // A worker that ends as it was asked to has retired, and is not replaced.
      void child.departed.then(() => this.#part(post));
      void child.ended.then((how) => {
        this.#leaving.delete(post);
        if (post.dismissed) return;
        log({ level: "warn", msg: `${name} died (${how}) and is started again`, peer: `${args[0]}.${id}` });
        this.#tellDeath(`worker.${id}`);
      });
      return child;
    };
    const post = new Post(systemClock, start);
    return post;
  }
}

async function end(post: Post): Promise<void> {
  post.dismiss();
  await post.child.end();
}
