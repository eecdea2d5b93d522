/** @module */
import type { Dtype } from "../array/dtype.ts";
import { GeometryError } from "../errors.ts";
import type { Json } from "../format/source.ts";
import { type PerAxis, perAxis } from "../geometry/axes.ts";
import { toFrameVec } from "../geometry/frame.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { BlockFunction } from "../kernels/module/module-kernel.ts";
import { applyKernel, requireFramewise } from "./apply.ts";
import { requireSameShape } from "./operand.ts";
import { inOption } from "./option.ts";

/** A function named by module and export: the only form in which code travels to a worker. */
export interface Remote<F> {
  /** URL of the module. */
  readonly module: string;
  readonly name: string;
  /** Hash of its code: when it changes, so do the keys of all blocks that ran it. */
  readonly code: string;
  /** Only for the compiler. */
  readonly signature?: F;
}

export interface MapBlocksOptions<D extends Dtype> {
  /** What runs on each block; see {@link Remote} and `workerModule`. */
  readonly map: Remote<BlockFunction>;
  /** The dtype that it returns. */
  readonly dtype: D;
  /** How far it looks beyond the voxels that it decides, per axis. @default 0 */
  readonly halo?: PerAxis | undefined;
  /** Handed to the function with every block. */
  readonly options?: Json | undefined;
}

/**
 * Runs your own function over the blocks of arrays of one shape. It gets each block with its halo (cut at the image) and returns an
 * array of the same shape, of which the block's part is kept: with a sufficient halo the result does not depend on the blocks.
 */
export function mapBlocks<D extends Dtype>(inputs: readonly [LazyArray, ...LazyArray[]], options: MapBlocksOptions<D>): LazyArray<D> {
  const [first] = inputs;
  const frame = inOption("halo", () => haloOf(first, options.halo ?? 0));
  for (const other of inputs.slice(1)) requireSameShape("mapBlocks", first, other, "with");
  const { module, name, code } = options.map;
  const params = {
    module,
    export: name,
    code,
    dtype: options.dtype,
    halo: { before: frame, after: frame },
    options: options.options ?? null,
    ndim: Math.min(3, first.ndim),
  };
  return applyKernel<D>("module", params, inputs);
}

/** The halo along the axes of a frame. */
function haloOf(image: LazyArray, given: PerAxis): number[] {
  const halo = perAxis(given, image.axes, "halo", image.ndim > 3 && typeof given === "object" ? 0 : undefined);
  const bad = halo.findIndex((h) => !(Number.isInteger(h) && h >= 0));
  if (bad >= 0) throw new GeometryError(`Expected a whole halo of 0 or more on axis ${image.axes[bad]}, found ${halo[bad]}.`);
  requireFramewise(halo, image, "the halo");
  return [...toFrameVec(halo, 0)];
}
