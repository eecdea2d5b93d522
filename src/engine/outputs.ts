/**
 * Which stored chunks a block owns.
 * @module
 */
import { ChunkGrid } from "../geometry/chunk-grid.ts";
import { Roi } from "../geometry/roi.ts";
import { blockGrid } from "../plan/plan.ts";
import type { Address, RunnableStage } from "./protocol.ts";

/** The keys of all chunks of outputs that a block writes. */
export function* outputsOfBlock(stage: RunnableStage, block: number): Generator<Address> {
  const { spec } = stage;
  const write = blockGrid(spec).at(block).writeRoi;
  for (const sink of spec.sinks) {
    if (sink.op !== "array" || sink.to.kind !== "zarr") continue;
    const { options, key, store } = sink.to;
    const pick = (v: readonly number[]): number[] => sink.keep.map((axis) => v[axis] as number);
    for (const index of new ChunkGrid(options.shape, options.chunks).meeting(new Roi(pick(write.offset), pick(write.shape)))) {
      yield { store, key: `${key}/c/${index.join("/")}` };
    }
  }
}
