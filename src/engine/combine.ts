/**
 * The global step of a reduce or merge stage. It runs again only when some block left something else than it did before.
 * @module
 */
import { NdArray } from "../array/nd-array.ts";
import { FormatError } from "../errors.ts";
import { encodeNpy } from "../format/npy/index.ts";
import type { Json } from "../format/source.ts";
import { toFrameVec } from "../geometry/frame.ts";
import { BytesHash, bytesKey } from "../hash/bytes-key.ts";
import { contentKey } from "../hash/content-key.ts";
import type { CombineContext } from "../kernels/collector.ts";
import { collectorByName, mergeCollectorByName } from "../kernels/registry.ts";
import type { StageSpec } from "../plan/stage.ts";
import type { Store, StoreOptions } from "../store/store.ts";
import { WrappedStore } from "../store/wrapped.ts";
import { WordTable } from "./keys/index.ts";
import { mergedKey, partialKey, type ResultRecord, type RunnableStage, reducedKey, resultKey, spillKey } from "./protocol.ts";
import { sealed } from "./sealed.ts";
import { frameBlocks } from "./task/readers.ts";

/** What the partials of a sink were combined to. */
export interface Combined {
  readonly value: unknown;
  /** Of a merge: a word for each block, of what its readers see of it. */
  readonly merged?: WordTable | undefined;
}

type CollectSink = StageSpec["sinks"][number] & { readonly op: "collect" };

/** Values whose sizes are asked for together. */
const TOGETHER = 256;

/** Combines the partials of one sink. `words` are those of what its blocks left. Arrays are stored for later stages, values are recorded. */
export async function combineSink(stage: RunnableStage, number: number, scratch: Store, words: WordTable): Promise<Combined> {
  const kept = await keptResult(stage, number, scratch, words);
  if (kept !== undefined) return kept;
  // Whatever this overwrites is not to be believed if it stops half way.
  await scratch.delete(resultKey(stage.folder, number));
  const noting = new NotingStore(scratch);
  const value = await valueFrom(stage, number, noting);
  if (value instanceof NdArray) await scratch.set(reducedKey(stage.folder, number), await encodeNpy(value));
  if (!isJson(value)) return { value };
  const merged = isMerge(stage, number) ? mergedWords(stage, number, words, noting.values, value) : undefined;
  const record: ResultRecord = { value, key: resultName(words) };
  if (merged !== undefined) {
    const files = Object.fromEntries(Array.from(noting.values, ([key, { bytes }]) => [key.slice(stage.folder.length + 1), bytes]));
    await scratch.set(mergedKey(stage.folder, number), merged.bytes);
    await scratch.set(resultKey(stage.folder, number), encode({ ...record, merged: bytesKey(merged.bytes), files }));
  } else await scratch.set(resultKey(stage.folder, number), encode(record));
  return { value, merged };
}

/** The result of an earlier run, where nothing that it was made from has changed. Reads only. */
export async function keptResult(stage: RunnableStage, number: number, scratch: Store, words: WordTable): Promise<Combined | undefined> {
  if (!words.complete) return undefined;
  const bytes = await scratch.get(resultKey(stage.folder, number));
  const record = bytes === undefined ? undefined : decode(bytes);
  if (record === undefined || record.key !== resultName(words)) return undefined;
  if (!isMerge(stage, number)) return { value: record.value };
  const table = await scratch.get(mergedKey(stage.folder, number));
  if (table === undefined || bytesKey(table) !== record.merged) return undefined;
  const files = Object.entries(record.files ?? {});
  for (let at = 0; at < files.length; at += TOGETHER) {
    const sizes = await Promise.all(files.slice(at, at + TOGETHER).map(([name]) => scratch.size(`${stage.folder}/${name}`)));
    if (sizes.some((size, n) => size !== files[at + n]?.[1])) return undefined;
  }
  return { value: record.value, merged: WordTable.fromBytes(table, words.count) };
}

/** What the collector of table number `table` would have combined, from a merge that stood in for it. */
export async function measuredTable(stage: RunnableStage, number: number, table: number, scratch: Store): Promise<unknown> {
  const { collector } = collectOf(stage, number);
  return mergeCollectorByName(collector).measuring?.open(combineContext(stage, number, scratch), table);
}

/** What the partials of a sink combine to; what a merge writes goes to the scratch. */
export async function valueFrom(stage: RunnableStage, number: number, scratch: Store): Promise<unknown> {
  return collectorByName(collectOf(stage, number).collector).combine(combineContext(stage, number, scratch));
}

const collectOf = ({ spec }: RunnableStage, number: number): CollectSink => spec.sinks[number] as CollectSink;

function combineContext(stage: RunnableStage, number: number, scratch: Store): CombineContext {
  const { spec, folder } = stage;
  const left = sealed(scratch);
  return {
    params: collectOf(stage, number).params,
    image: toFrameVec(spec.shape, 1),
    blocks: frameBlocks(spec),
    scratch: left,
    spillKey: (block, name) => spillKey(folder, block, number, name),
    partial: async (block) => {
      const key = partialKey(folder, block, number);
      const bytes = await left.get(key);
      if (bytes === undefined)
        throw new FormatError(`Expected the partial of block ${block} at ${scratch.name}/${key}.`, {
          path: key,
          hint: "Run again with --fresh.",
        });
      return bytes;
    },
  };
}
const resultName = (words: WordTable): string => contentKey(["result", words.count, words.key]);
const isMerge = ({ spec }: RunnableStage, number: number): boolean =>
  "open" in collectorByName((spec.sinks[number] as CollectSink).collector);

/** What a reader of the merged array sees of each block: what the block left, and what combining made of it. */
function mergedWords(
  { spec, folder }: RunnableStage,
  number: number,
  words: WordTable,
  written: ReadonlyMap<string, Written>,
  value: Json,
): WordTable {
  const collector = collectorByName((spec.sinks[number] as CollectSink).collector);
  const global = "readerSeesResult" in collector && collector.readerSeesResult === false ? "" : contentKey([value]);
  const byBlock = new Map<number, string[]>();
  for (const [key, { hash }] of written) {
    const name = key.slice(folder.length + 1);
    const block = Number.parseInt(name, 10);
    byBlock.set(block, [...(byBlock.get(block) ?? []), name, hash]);
  }
  const merged = new WordTable(words.count);
  const encoder = new TextEncoder();
  for (let block = 0; block < words.count; block++) {
    const text = [global, ...(byBlock.get(block) ?? [])].join("\n");
    const own = words.get(block);
    const bytes = new Uint8Array(own.buffer, own.byteOffset, own.byteLength);
    merged.set(block, new BytesHash().update(bytes).update(encoder.encode(text)).digest());
  }
  return merged;
}

/** What was set: its bytes and their hash. */
interface Written {
  readonly bytes: number;
  readonly hash: string;
}

class NotingStore extends WrappedStore {
  readonly values = new Map<string, Written>();
  constructor(inner: Store) {
    super(inner);
  }
  override async set(key: string, value: Uint8Array, options?: StoreOptions): Promise<void> {
    await super.set(key, value, options);
    this.values.set(key, { bytes: value.length, hash: bytesKey(value) });
  }
}

const encode = (record: ResultRecord): Uint8Array => new TextEncoder().encode(JSON.stringify(record));

/** A record; undefined for one that is torn. */
function decode(bytes: Uint8Array): ResultRecord | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as ResultRecord;
  } catch {
    return undefined;
  }
}

/** Values that are JSON are recorded; tables of columns are not, they go to their own files. */
function isJson(value: unknown): value is Json {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isJson);
  return typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype && Object.values(value as object).every(isJson);
}
