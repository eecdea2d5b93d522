/**
 * The global step of a reduce or merge stage.
 * @module
 */
import { NdArray } from "../array/nd-array.ts";
import { FormatError } from "../errors.ts";
import { encodeNpy } from "../format/npy/index.ts";
import type { Json } from "../format/source.ts";
import { toFrameVec } from "../geometry/frame.ts";
import type { CombineContext } from "../kernels/collector.ts";
import { collectorByName, mergeCollectorByName } from "../kernels/registry.ts";
import type { Sink } from "../plan/stage.ts";
import type { Store } from "../store/store.ts";
import { partialKey, type ResultRecord, type RunnableStage, reducedKey, resultKey, spillKey } from "./protocol.ts";
import { sealed } from "./sealed.ts";
import { frameBlocks } from "./task/readers.ts";

/** Combines the partials of one sink. Arrays are stored for later stages, values are recorded. */
export async function combineSink(stage: RunnableStage, number: number, scratch: Store): Promise<unknown> {
  const { spec, folder } = stage;
  const context = combineContext(stage, number, scratch);
  const value = await collectorByName(collectOf(stage, number).collector).combine(context);
  if (value instanceof NdArray) await scratch.set(reducedKey(folder, number), await encodeNpy(value));
  else if (spec.kind === "merge" || spec.sinks.length > 0) await record(scratch, resultKey(folder, number), value);
  return value;
}

/** What the collector of table number `table` would have combined, from a merge that stood in for it. */
export async function measuredTable(stage: RunnableStage, number: number, table: number, scratch: Store): Promise<unknown> {
  const { collector } = collectOf(stage, number);
  return mergeCollectorByName(collector).measuring?.open(combineContext(stage, number, scratch), table);
}

const collectOf = ({ spec }: RunnableStage, number: number): Sink & { readonly op: "collect" } =>
  spec.sinks[number] as Sink & { readonly op: "collect" };

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

/** Values that are JSON are recorded; tables of columns are not, they go to their own files. */
async function record(scratch: Store, key: string, value: unknown): Promise<void> {
  if (!isJson(value)) return;
  const result: ResultRecord = { value };
  await scratch.set(key, new TextEncoder().encode(JSON.stringify(result)));
}

function isJson(value: unknown): value is Json {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isJson);
  return typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype && Object.values(value as object).every(isJson);
}
