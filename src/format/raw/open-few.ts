/**
 * A bounded number of open files out of many.
 * @module
 */

interface Entry<T> {
  readonly opened: Promise<T>;
  users: number;
}

/** Keeps the last files that were used open; one in use is never closed. Files are known by number. */
export class OpenFew<T extends { close?(): Promise<void> }> {
  readonly #open: (file: number) => Promise<T>;
  readonly #most: number;
  readonly #entries = new Map<number, Entry<T>>();
  constructor(open: (file: number) => Promise<T>, most: number) {
    this.#open = open;
    this.#most = most;
  }
  /** Runs `work` with a file that stays open meanwhile. */
  async use<R>(file: number, work: (opened: T) => Promise<R>): Promise<R> {
    const entry = this.#entries.get(file) ?? { opened: this.#open(file), users: 0 };
    // Again at the end: the oldest is the first.
    this.#entries.delete(file);
    this.#entries.set(file, entry);
    entry.users++;
    try {
      return await work(await entry.opened);
    } catch (error) {
      // A file that failed is opened anew when it is tried again.
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
    const idle = [...this.#entries].filter(([, { users }]) => users === 0);
    const surplus = idle.slice(0, Math.max(0, this.#entries.size - most));
    for (const [file] of surplus) this.#entries.delete(file);
    for (const [, { opened }] of surplus) await (await opened.catch(() => undefined))?.close?.();
  }
}
