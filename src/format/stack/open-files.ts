/**
 * A bounded number of open files.
 * @module
 */
import type { ArraySource } from "../source.ts";

interface Entry {
  readonly source: Promise<ArraySource>;
  users: number;
}

/** Keeps the last files that were used open; one in use is never closed. */
export class OpenFiles {
  readonly #open: (file: number) => Promise<ArraySource>;
  readonly #most: number;
  readonly #entries = new Map<number, Entry>();
  constructor(open: (file: number) => Promise<ArraySource>, most: number) {
    this.#open = open;
    this.#most = most;
  }
  /** Runs `work` with a file that stays open meanwhile. */
  async use<T>(file: number, work: (source: ArraySource) => Promise<T>): Promise<T> {
    const entry = this.#entries.get(file) ?? { source: this.#open(file), users: 0 };
    // Again at the end: the oldest is the first.
    this.#entries.delete(file);
    this.#entries.set(file, entry);
    entry.users++;
    try {
      return await work(await entry.source);
    } catch (error) {
      // A file that failed is read anew when it is tried again.
      if (this.#entries.get(file) === entry) this.#entries.delete(file);
      throw error;
    } finally {
      entry.users--;
      await this.#shrink(this.#most);
    }
  }
  close(): Promise<void> {
    return this.#shrink(0);
  }
  async #shrink(most: number): Promise<void> {
    const surplus = [...this.#entries].filter(([, { users }]) => users === 0).slice(0, Math.max(0, this.#entries.size - most));
    for (const [file] of surplus) this.#entries.delete(file);
    for (const [, { source }] of surplus) await (await source.catch(() => undefined))?.close?.();
  }
}
