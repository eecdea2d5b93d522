/**
 * Remembers what a task left, for the journal: what it stored, what it put into the scratch, and a word for the values of each sink.
 * @module
 */
import { BytesHash, bytesKey, hexOf } from "../../hash/bytes-key.ts";
import { canonicalJson } from "../../hash/content-key.ts";
import type { Store, StoreOptions } from "../../store/store.ts";
import { WrappedStore } from "../../store/wrapped.ts";
import { storedWord } from "../journal/entry.ts";
import type { Address, TaskReport } from "../protocol.ts";

/** The part of a report that says what a task left. */
export type Left = Pick<TaskReport, "stored" | "left" | "values">;

/** Bytes that are encoded as text in one go. */
const encoder = new TextEncoder();

export class Leavings {
  readonly #stored = new Map<string, Promise<string>>();
  readonly #left = new Map<string, number>();
  /** By sink: name and hash of each value. */
  readonly #values: Map<string, string>[];

  constructor(sinks: number) {
    this.#values = Array.from({ length: sinks }, () => new Map<string, string>());
  }

  /** The same store, in which a sink stores chunks that users see: they may change, so what the store says of them is noted too. */
  storing(store: Store, sink: number): Store {
    return new NotingStore(store, (key, value) => {
      const hash = bytesKey(value);
      this.#values[sink]?.set(key, hash);
      const word = store.identify(key).then((identity = "") => storedWord(value.length, hash, identity));
      // Awaited when the task ends; until then an error is not unhandled.
      word.catch(() => undefined);
      this.#stored.set(key, word);
    });
  }

  /** The scratch, in which a sink leaves values for later stages below `folder`. */
  leaving(store: Store, sink: number, folder: string): Store {
    return new NotingStore(store, (key, value) => {
      const name = key.slice(folder.length + 1);
      this.#values[sink]?.set(name, bytesKey(value));
      this.#left.set(name, value.length);
    });
  }

  /** Everything, with the words of what was stored in the order of `outputs`; "" for one that was not set. */
  async all(outputs: Iterable<Address>): Promise<Left> {
    const stored = await Promise.all(Array.from(outputs, ({ key }) => this.#stored.get(key) ?? ""));
    const left = this.#left.size === 0 ? {} : { left: Object.fromEntries(this.#left) };
    const values = this.#values.map((own) => (own.size === 0 ? "" : valuesKey(own)));
    return { ...(stored.length === 0 ? {} : { stored }), ...left, values };
  }
}

/** The word of a sink: of names and hashes in the order of names. */
export const valuesKey = (values: ReadonlyMap<string, string>): string =>
  hexOf(new BytesHash().update(encoder.encode(canonicalJson(Object.fromEntries(values)))).digest());

class NotingStore extends WrappedStore {
  readonly #note: (key: string, value: Uint8Array) => void;
  constructor(inner: Store, note: (key: string, value: Uint8Array) => void) {
    super(inner);
    this.#note = note;
  }
  override async set(key: string, value: Uint8Array, options?: StoreOptions): Promise<void> {
    await super.set(key, value, options);
    this.#note(key, value);
  }
}
