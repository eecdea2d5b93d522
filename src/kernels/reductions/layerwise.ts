/**
 * What the collectors of numbers have in common: tables in the worker's memory that are emptied before they overflow.
 * @module
 */
import { type Dtype, dtypes } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import type { CollectorRun, CollectorTask } from "../collector.ts";
import type { Params } from "../kernel.ts";
import type { LayerRing } from "../layers.ts";

/** The steps of a collector, with its scratch memory. */
export interface LayerSteps {
  /** Takes one layer: the first arguments of every compiled reduction. */
  layer(dtype: number, address: number, pitch: number, height: number, width: number): void;
  /** Reads the tables and clears them. */
  drain(): void;
  /** The partial, after a last `drain`. */
  finish(): Uint8Array;
}

/** Runs a collector over layers; `prepare` is called once all memory is reserved, and `drain` at least every `room` voxels. */
export function layerwise<P extends Params>(
  task: CollectorTask<P>,
  bytes: number,
  room: number,
  prepare: (scratch: number) => LayerSteps,
): CollectorRun {
  const scratch = task.memory.reserve(bytes);
  const input = task.inputs[0] as LayerRing;
  const code = dtypes.indexOf(input.dtype);
  const voxels = input.height * input.width;
  let steps: LayerSteps | undefined;
  let pending = 0;
  const begin = (): LayerSteps => {
    if (steps !== undefined) return steps;
    new Uint8Array(task.memory.buffer, scratch, bytes).fill(0);
    steps = prepare(scratch);
    return steps;
  };
  return {
    consume(from, to) {
      const { layer, drain } = begin();
      for (let z = from; z < to; z++) {
        if (pending + voxels > room) {
          drain();
          pending = 0;
        }
        layer(code, input.address(z), input.pitch, input.height, input.width);
        pending += voxels;
      }
    },
    finish() {
      const { drain, finish } = begin();
      drain();
      return finish();
    },
  };
}

/** The dtype of the only input. */
export function onlyInput(name: string, inputs: readonly Dtype[]): Dtype {
  const dtype = inputs[0];
  if (inputs.length !== 1 || dtype === undefined) throw new GeometryError(`Expected ${name} to have one input, found ${inputs.length}.`);
  return dtype;
}
