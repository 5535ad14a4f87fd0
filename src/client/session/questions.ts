import type { TroupeError } from "../../protocol/errors.ts";
import type { ToClient } from "../../protocol/messages.ts";
import type { Answer, Question } from "../../protocol/questions.ts";
import { type Deferred, deferred } from "../../runtime/deferred.ts";
import { denied } from "./failures.ts";

/** A question without its number. */
export type Asked<Any extends Question = Question> = {
  [Q in Any as Q[0]]: Q extends readonly [infer K, number, ...infer R] ? readonly [K, ...R] : never;
}[Any[0]];

interface Open {
  readonly ask: () => void;
  readonly answer: Deferred<Answer>;
}

const ANSWERS: ReadonlySet<string> = new Set<Answer[0]>([
  "answered",
  "declined",
  "processing",
  "holders",
  "overview",
  "crew",
  "actors",
  "failures",
  "graph",
  "task",
  "named",
]);

export function isAnswer(message: ToClient): message is Answer {
  return ANSWERS.has(message[0]);
}

/** Questions to the scheduler that are not answered yet; to one that does not know of them they are put again. */
export class Questions {
  readonly #say: (question: Question) => void;
  readonly #open = new Map<number, Open>();
  #last = 0;
  #closed: TroupeError | null = null;

  constructor(say: (question: Question) => void) {
    this.#say = say;
  }

  /**
   * Resolves with the answer; rejects with the error that the scheduler declines with, or with the reason of
   * `close`. `before` says what has to be known there first, each time.
   */
  async ask(question: Asked, before: () => void = () => {}): Promise<Answer> {
    if (this.#closed !== null) throw this.#closed;
    const number = ++this.#last;
    const [kind, ...fields] = question;
    const numbered = [kind, number, ...fields] as unknown as Question;
    const ask = () => {
      before();
      this.#say(numbered);
    };
    const answer = deferred<Answer>();
    this.#open.set(number, { ask, answer });
    ask();
    return answer.promise;
  }

  /** Takes an answer; one to no open question is late, and dropped. */
  hear(message: Answer): void {
    const open = this.#open.get(message[1]);
    this.#open.delete(message[1]);
    if (message[0] === "declined") open?.answer.reject(denied(message[2], message[3]));
    else open?.answer.resolve(message);
  }

  /** The scheduler knows of none of them. */
  restart(): void {
    for (const { ask } of this.#open.values()) ask();
  }

  close(reason: TroupeError): void {
    this.#closed = reason;
    for (const { answer } of this.#open.values()) answer.reject(reason);
    this.#open.clear();
  }
}
