import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** What the dashboard may be asked by whom. */
export interface GuardOptions {
  /** The address or name to which the server is bound. */
  readonly host: string;
  /** What who asks has to know; null where everybody may ask who reaches the server. */
  readonly token: string | null;
}

/** Why a request is not answered. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly why: string;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;
const HOST = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;

/** Whether only programs on this machine reach that address. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Keeps out pages of other sites, and who does not know the token. */
export class Guard {
  readonly #options: GuardOptions;
  readonly #local: boolean;
  readonly #digest: Buffer | null;

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#local = isLoopback(options.host);
    this.#digest = options.token === null ? null : digest(options.token);
  }

  /** What a browser that knows the token sends from then on to the server at that port; null where there is none. */
  cookie(port: number): string | null {
    return this.#digest && `troupe-${port}=${this.#digest.toString("hex")}`;
  }

  /** Why it is refused, or null; `given` is the token in the query. */
  judge(headers: IncomingHttpHeaders, given: string | null, port: number): Refusal | null {
    const { host = "", origin } = headers;
    if (!this.#isOurs(host)) {
      return {
        status: 403,
        why: `This server does not go by that name. Open it as http://localhost, or start it with --dashboard-host.`,
      };
    }
    if (origin !== undefined && hostOf(origin) !== host.toLowerCase())
      return { status: 403, why: "Pages of other sites may not ask this server." };
    if (isForeign(headers)) return { status: 403, why: "Pages of other sites may not embed what is here." };
    if (this.#knows(given ?? bearer(headers)) || this.#recalls(headers, port)) return null;
    return {
      status: 401,
      why: "This server wants its token: open the URL that it printed when it started, which ends in ?token=…, or send the token as a header, Authorization: Bearer …",
    };
  }

  /** Where the server is for this machine alone it goes by the names of this machine: others lead here by a trick of DNS. */
  #isOurs(host: string): boolean {
    const name = HOST.exec(host)?.[1];
    if (name === undefined) return false;
    return !this.#local || isLoopback(name) || name.toLowerCase() === this.#options.host.toLowerCase();
  }

  #knows(token: string | null): boolean {
    if (this.#digest === null) return true;
    return token !== null && timingSafeEqual(digest(token), this.#digest);
  }

  #recalls({ cookie = "" }: IncomingHttpHeaders, port: number): boolean {
    const wanted = this.cookie(port);
    return wanted !== null && cookie.split(";").some((part) => isSame(part.trim(), wanted));
  }
}

/** Takes as long whatever is given. */
function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(digest(given), digest(wanted));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}

/** Whether a browser says that another site asks, and not because somebody follows a link. */
function isForeign(headers: IncomingHttpHeaders): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== "cross-site" && site !== "same-site") return false;
  return headers["sec-fetch-mode"] !== "navigate" || headers["sec-fetch-dest"] !== "document";
}

function bearer(headers: IncomingHttpHeaders): string | null {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? null;
}
