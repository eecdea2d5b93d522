/**
 * What workers print: a file each, so that nothing of it mixes with the messages of the program.
 * @module
 */
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/** How much of the end is kept in memory, for the message when a worker is lost. */
const TAIL = 2000;

/** The log of one worker: `worker-0.log` in a folder, or standard error where there is no folder. */
export class WorkerLog {
  readonly #path: string | undefined;
  readonly #name: string;
  #tail = "";

  constructor(folder: string | undefined, worker: number) {
    this.#name = `worker-${worker}`;
    this.#path = folder === undefined ? undefined : join(folder, `${this.#name}.log`);
    if (folder === undefined) return;
    try {
      mkdirSync(folder, { recursive: true });
    } catch {
      // A folder that cannot be written is told by whoever writes the outputs.
    }
  }
  /** What the worker printed. */
  add(text: string): void {
    this.#tail = (this.#tail + text).slice(-TAIL);
    this.#write(text);
  }
  /** A line about the worker itself; only in files. */
  note(text: string): void {
    if (this.#path !== undefined) this.#write(`# ${new Date().toISOString()} ${this.#name} ${text}\n`);
  }
  /** The last of what was printed. */
  get tail(): string {
    return this.#tail.trim();
  }
  #write(text: string): void {
    if (this.#path === undefined) {
      process.stderr.write(text);
      return;
    }
    try {
      appendFileSync(this.#path, text);
    } catch {
      // A full disk ends the run where results are written; a log must not be the one to say so.
    }
  }
}
