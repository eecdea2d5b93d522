/**
 * What a worker has: one memory, the stores it was told of, and the stages it has loaded.
 * @module
 */
import { type Dtype, isDtype, type TypedArrayOf } from "../../array/dtype.ts";
import { NdArray } from "../../array/nd-array.ts";
import { NotFoundError } from "../../errors.ts";
import { MemorySource, memoryFormat } from "../../format/memory.ts";
import { openSource } from "../../format/registry.ts";
import type { ArraySource, SourceLocator } from "../../format/source.ts";
import { canonicalJson } from "../../hash/content-key.ts";
import { WorkerMemory } from "../../kernels/memory.ts";
import { openPhantom, phantomFormat } from "../../phantom/index.ts";
import type { StoreResolver } from "../../store/open.ts";
import type { MemoryResource } from "../engine.ts";
import type { Address, RunnableStage } from "../protocol.ts";

/** Stages and sources that are kept open; a run has few stages, a worker works on one or two at a time. */
const KEPT_STAGES = 4;

/** The state of one worker. */
export class WorkerContext {
  readonly memory = new WorkerMemory();
  readonly resolve: StoreResolver;
  readonly #resources = new Map<string, MemoryResource>();
  readonly #stages = new Map<string, RunnableStage>();
  readonly #sources = new Map<string, Promise<ArraySource>>();

  constructor(resolve: StoreResolver) {
    this.resolve = resolve;
  }
  addResources(resources: readonly MemoryResource[]): void {
    for (const resource of resources) this.#resources.set(resource.id, resource);
  }
  resource(id: string): MemoryResource {
    const found = this.#resources.get(id);
    if (found === undefined) {
      throw new NotFoundError(`Expected the array in memory "${id}" to be shared with this worker.`, {
        what: id,
        hint: "Arrays in memory need an engine that shares memory (serial, threads); save the array to a file for others.",
      });
    }
    return found;
  }
  /** A stage, loaded once. A new stage closes the files of older ones. */
  async stage(address: Address): Promise<RunnableStage> {
    const id = canonicalJson(address);
    const known = this.#stages.get(id);
    if (known !== undefined) return known;
    const stage = await this.readJson<RunnableStage>(address);
    if (this.#stages.size >= KEPT_STAGES) await this.close();
    this.#stages.set(id, stage);
    return stage;
  }
  async readJson<T>(address: Address): Promise<T> {
    const store = this.resolve(address.store);
    const bytes = await store.get(address.key);
    if (bytes === undefined) throw new NotFoundError(`Expected ${store.name}/${address.key} to exist.`, { what: address.key });
    return JSON.parse(new TextDecoder().decode(bytes)) as T;
  }
  /** A stored array, opened once. */
  source(locator: SourceLocator): Promise<ArraySource> {
    const id = canonicalJson(locator);
    let source = this.#sources.get(id);
    if (source === undefined) {
      source = this.#open(locator);
      this.#sources.set(id, source);
    }
    return source;
  }
  async #open(locator: SourceLocator): Promise<ArraySource> {
    if (locator.format === phantomFormat) return openPhantom(locator);
    if (locator.format !== memoryFormat || locator.store.kind !== "memory") return openSource(locator, this.resolve);
    const { id, dtype, shape, data } = this.resource(locator.store.id);
    if (!isDtype(dtype)) throw new NotFoundError(`Expected a known dtype for "${id}", found ${dtype}.`, { what: dtype });
    return new MemorySource(new NdArray<Dtype>(dtype, data as TypedArrayOf[Dtype], shape), {}, id);
  }
  /** Forgets stages and closes files. */
  async close(): Promise<void> {
    const sources = [...this.#sources.values()];
    this.#sources.clear();
    this.#stages.clear();
    for (const source of sources) await (await source.catch(() => undefined))?.close?.();
  }
}
