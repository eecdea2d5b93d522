/**
 * The journal of a stage: which blocks are done. One file that only grows, a line per block, written in batches.
 *
 * The driver writes it, when it has the answer of a worker: what a block stored is under its name before its line is written. A
 * kill loses the lines of one batch; their blocks run again. A line that was torn does not agree with its checksum and counts for
 * nothing.
 *
 * Stores that cannot append (object stores) get a new value per batch: `journal-00000000`, `journal-00000001`, ...
 * @module
 */
import { appends } from "../../store/append.ts";
import type { Store } from "../../store/store.ts";
import { type JournalEntry, journalLine } from "./entry.ts";
import { journalKey, journalParts } from "./read.ts";

export interface JournalOptions {
  /** Called once, when a batch cannot be written (a full disk): the run must not go on as if it were. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /**
   * Milliseconds that an entry may wait for others.
   * @default 10 where the store can append (a kill then costs the blocks of 10 ms; appending costs 1 % of a core), 2000 where each batch is a value of its own
   */
  readonly delay?: number | undefined;
}

/** A batch is written when it has this many bytes, however young it is. */
const BATCH_BYTES = 1 << 18;

/** Takes entries and writes them in batches, one batch at a time. */
export class Journal {
  readonly #store: Store;
  readonly #folder: string;
  readonly #options: JournalOptions;
  readonly #delay: number;
  #lines: Uint8Array[] = [];
  #bytes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
  /** Number of the next part; undefined until the store was asked, or where there are no parts. */
  #part: number | undefined;
  #begun = false;

  constructor(store: Store, folder: string, options: JournalOptions = {}) {
    this.#store = store;
    this.#folder = folder;
    this.#options = options;
    this.#delay = options.delay ?? (appends(store) ? 10 : 2000);
  }

  /** Takes an entry; it is written with others, soon. */
  add(entry: JournalEntry): void {
    const line = journalLine(entry);
    this.#lines.push(line);
    this.#bytes += line.length;
    if (this.#bytes >= BATCH_BYTES) this.#write();
    else this.#timer ??= setTimeout(() => this.#write(), this.#delay);
  }

  /** Writes what was taken. Throws what the store said, now or before. */
  async flush(): Promise<void> {
    this.#write();
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#lines.length === 0) return;
    const batch = new Uint8Array(this.#bytes);
    let at = 0;
    for (const line of this.#lines) {
      batch.set(line, at);
      at += line.length;
    }
    this.#lines = [];
    this.#bytes = 0;
    this.#writing = this.#writing.then(() => this.#put(batch)).catch((error: unknown) => this.#fail(error));
  }

  async #put(batch: Uint8Array): Promise<void> {
    // After a batch that was not written whole, nothing may follow: its last line has no end.
    if (this.#failure !== undefined) return;
    if (appends(this.#store)) {
      const key = journalKey(this.#folder);
      // The end of a line that an earlier run may have left torn.
      if (!this.#begun) await this.#store.append(key, Uint8Array.of(0x0a));
      this.#begun = true;
      return this.#store.append(key, batch);
    }
    this.#part ??= (await journalParts(this.#store, this.#folder)).length;
    const part = this.#part++;
    await this.#store.set(`${journalKey(this.#folder)}-${String(part).padStart(8, "0")}`, batch);
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = { error };
    this.#options.onError?.(error);
  }
}
