/**
 * The stored inputs of a run, with the words of their chunks.
 * @module
 */
import type { SourceLocator } from "../../format/source.ts";
import type { Roi } from "../../geometry/roi.ts";
import { contentKey } from "../../hash/content-key.ts";
import type { StoreResolver } from "../../store/open.ts";
import type { ReadableStore, Store, StoreLocator, StoreOptions } from "../../store/store.ts";
import { WrappedStore } from "../../store/wrapped.ts";
import { WorkerContext } from "../task/context.ts";
import { ChunkWords, type ChunkWordsOptions } from "./chunk-words.ts";

/** An input of a run. */
export interface InputRecord {
  readonly store: StoreLocator;
  readonly path: string;
  readonly format: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Of the words of all chunks that were read. */
  readonly key: string;
}

/** Where the words of an input are kept between runs. */
const inputKey = (id: string): string => `inputs/${id}`;

/** Inputs by locator, opened once. */
export class Inputs {
  readonly #context: WorkerContext;
  readonly #scratch: Store;
  readonly #options: ChunkWordsOptions;
  readonly #words = new Map<string, Promise<ChunkWords>>();

  /** `context` has the arrays in memory that the run reads; `scratch` is where words are kept. */
  constructor(scratch: Store, resolve: StoreResolver, options: ChunkWordsOptions = {}) {
    this.#context = new WorkerContext((locator) => new OneAnswer(resolve(locator)));
    this.#scratch = scratch;
    this.#options = options;
  }
  get context(): WorkerContext {
    return this.#context;
  }

  /** Chunks of an input that hold something else than in the last run, as far as they were asked for. */
  async changed(locator: SourceLocator): Promise<{ readonly count: number; readonly named: readonly string[] }> {
    return (await this.#words.get(contentKey(locator)))?.changed ?? { count: 0, named: [] };
  }

  /** The words of an input, those that meet a region asked for. */
  async load(locator: SourceLocator, region: Roi): Promise<ChunkWords> {
    const id = contentKey(locator);
    let opened = this.#words.get(id);
    if (opened === undefined) {
      opened = this.#open(id, locator);
      this.#words.set(id, opened);
    }
    const words = await opened;
    await words.load(region, this.#options);
    return words;
  }

  /** Keeps what was found for the next run. */
  async save(): Promise<void> {
    for (const [id, opened] of this.#words) {
      const words = await opened;
      if (words.takeNews()) await this.#scratch.set(inputKey(id), words.bytes);
    }
  }

  /** What was read, for the record of the run. */
  async records(): Promise<InputRecord[]> {
    const all = await Promise.all(this.#words.values());
    return all.map((words) => {
      const { locator, info } = words.source;
      const { store, key, format } = locator;
      return { store, path: key, format, shape: info.shape, dtype: info.dtype, key: words.key };
    });
  }

  close(): Promise<void> {
    return this.#context.close();
  }

  async #open(id: string, locator: SourceLocator): Promise<ChunkWords> {
    const kept = await this.#scratch.get(inputKey(id));
    return new ChunkWords(await this.#context.source(locator), kept);
  }
}

/** How many answers are remembered: a stack is asked for some files in turn. */
const REMEMBERED = 256;

/** Asks for the identity of a value once: all chunks of a file share it. */
class OneAnswer extends WrappedStore {
  readonly #answers = new Map<string, Promise<string | undefined>>();
  constructor(inner: ReadableStore) {
    super(inner);
  }
  override identify(key: string, options?: StoreOptions): Promise<string | undefined> {
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      answer = super.identify(key, options);
      this.#answers.set(key, answer);
      for (const old of this.#answers.keys()) {
        if (this.#answers.size <= REMEMBERED) break;
        this.#answers.delete(old);
      }
    }
    return answer;
  }
}
