/**
 * The global step of a reduce or merge stage.
 * @module
 */
import { NdArray } from "../array/nd-array.ts";
import { FormatError } from "../errors.ts";
import { encodeNpy } from "../format/npy/index.ts";
import type { Json } from "../format/source.ts";
import { toFrameVec } from "../geometry/frame.ts";
import { collectorByName } from "../kernels/registry.ts";
import type { StageSpec } from "../plan/stage.ts";
import type { Store } from "../store/store.ts";
import { partialKey, type ResultRecord, type RunnableStage, reducedKey, resultKey, spillKey } from "./protocol.ts";
import { frameBlocks } from "./task/readers.ts";

/** Combines the partials of one sink. Arrays are stored for later stages, values are recorded. */
export async function combineSink(stage: RunnableStage, number: number, scratch: Store): Promise<unknown> {
  const { spec, folder } = stage;
  const sink = spec.sinks[number] as StageSpec["sinks"][number] & { readonly op: "collect" };
  const collector = collectorByName(sink.collector);
  const value = await collector.combine({
    params: sink.params,
    image: toFrameVec(spec.shape, 1),
    blocks: frameBlocks(spec),
    scratch,
    spillKey: (block, name) => spillKey(folder, block, number, name),
    partial: async (block) => {
      const key = partialKey(folder, block, number);
      const bytes = await scratch.get(key);
      if (bytes === undefined)
        throw new FormatError(`Expected the partial of block ${block} at ${scratch.name}/${key}.`, {
          path: key,
          hint: "Run again with --fresh.",
        });
      return bytes;
    },
  });
  if (value instanceof NdArray) await scratch.set(reducedKey(folder, number), await encodeNpy(value));
  else if (spec.kind === "merge" || spec.sinks.length > 0) await record(scratch, resultKey(folder, number), value);
  return value;
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
