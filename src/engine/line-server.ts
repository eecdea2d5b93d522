/**
 * A worker program behind a pipe: lines are queued and run one after the other, answers go back in batches.
 * @module
 */
import type { Worker } from "./worker.ts";

/** Answers are kept back for this long, ms: short against a block worth waiting for, long against sending a message (10 µs). */
const KEEP_MS = 5;

/** Runs lines in order. */
export class LineServer {
  readonly #worker: Worker;
  readonly #reply: (answers: readonly string[]) => void;
  #queue: string[] = [];
  #running: Promise<void> | undefined;
  #stop = new AbortController();

  /** `reply` gets answers as soon as there is nothing left to do, and every few milliseconds before. */
  constructor(worker: Worker, reply: (answers: readonly string[]) => void) {
    this.#worker = worker;
    this.#reply = reply;
  }

  take(lines: readonly string[]): void {
    if (lines.length === 0) return;
    this.#queue.push(...lines);
    this.#running ??= this.#run();
  }

  /** Drops all lines, and stops the one that runs at its next layer. Resolves when it has stopped; none of these is answered. */
  async stop(): Promise<void> {
    this.#queue = [];
    this.#stop.abort();
    this.#stop = new AbortController();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    let answers: string[] = [];
    let sent = performance.now();
    // The queue is read from its front by number: shifting a long array costs its length.
    for (let at = 0; at < this.#queue.length && !signal.aborted; ) {
      const answer = await this.#worker.answer(this.#queue[at++] as string, signal);
      if (signal.aborted) break;
      answers.push(answer);
      if (at === this.#queue.length) {
        this.#queue = [];
        at = 0;
      }
      const now = performance.now();
      if (this.#queue.length > 0 && now - sent < KEEP_MS) continue;
      this.#reply(answers);
      answers = [];
      sent = now;
    }
    this.#running = undefined;
    if (this.#queue.length > 0) this.#running = this.#run();
  }
}
