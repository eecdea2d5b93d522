/**
 * Which stored arrays a stage owns, and which of their chunks a block.
 * @module
 */
import { metadataNames, writtenChunkKey } from "../format/zarr/index.ts";
import { ChunkGrid } from "../geometry/chunk-grid.ts";
import { Roi } from "../geometry/roi.ts";
import { contentKey } from "../hash/content-key.ts";
import { blockGrid } from "../plan/plan.ts";
import type { StoreResolver } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import type { Address, RunnableStage } from "./protocol.ts";

/** The keys of all chunks (or shards) of outputs that a block writes. */
export function* outputsOfBlock(stage: RunnableStage, block: number): Generator<Address> {
  const { spec } = stage;
  const write = blockGrid(spec).at(block).writeRoi;
  for (const sink of spec.sinks) {
    if (sink.op !== "array" || sink.to.kind !== "zarr") continue;
    const { options, key, store } = sink.to;
    const pick = (v: readonly number[]): number[] => sink.keep.map((axis) => v[axis] as number);
    for (const index of new ChunkGrid(options.shape, options.shards ?? options.chunks).meeting(
      new Roi(pick(write.offset), pick(write.shape)),
    )) {
      yield { store, key: `${key}/${writtenChunkKey(options)(index)}` };
    }
  }
}

/** The arrays that a stage stores. */
function* arraysOf({ spec }: RunnableStage): Generator<Address> {
  for (const sink of spec.sinks) if (sink.op === "array" && sink.to.kind === "zarr") yield { store: sink.to.store, key: sink.to.key };
}

const ownerKey = (array: Address): string => `owners/${contentKey([array.store, array.key])}`;

/**
 * True when the arrays of a stage hold what this very stage wrote. After another recipe wrote under the same names, records of
 * blocks are true of chunks that are no longer there.
 */
export async function ownsOutputs(stage: RunnableStage, scratch: Store): Promise<boolean> {
  for (const array of arraysOf(stage)) {
    const owner = await scratch.get(ownerKey(array));
    if (owner === undefined || new TextDecoder().decode(owner) !== stage.folder) return false;
  }
  return true;
}

/** Takes over the arrays of a stage. Nothing of an older array may stay between the new chunks. */
export async function takeOutputs(stage: RunnableStage, scratch: Store, resolve: StoreResolver): Promise<void> {
  for (const array of arraysOf(stage)) {
    const store = resolve(array.store);
    for await (const old of store.list(`${array.key}/`)) await store.delete(old);
    await scratch.set(ownerKey(array), new TextEncoder().encode(stage.folder));
  }
}

/** Takes away the metadata of the arrays of a stage and of their groups, so that nobody opens them half done. */
export async function closeOutputs(stage: RunnableStage, resolve: StoreResolver): Promise<void> {
  for (const sink of stage.spec.sinks) {
    if (sink.op !== "array" || sink.to.kind !== "zarr") continue;
    const store = resolve(sink.to.store);
    for (const folder of sink.to.group === undefined ? [sink.to.key] : [sink.to.group, sink.to.key])
      for (const name of metadataNames) await store.delete(`${folder}/${name}`);
  }
}
