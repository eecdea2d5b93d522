/**
 * Rows on their way through an erosion: a sliding buffer of prepared rows, each with all its variants.
 *
 * ```
 *   one variant of a row   |border|  row, padded as in layers  |border|
 *   one row                variant 0 | variant 1 | ... ; a variant that only leads to others too
 *   buffer                 row y-12 | ... | row y+12 | free   when full, the last rows move to the front
 * ```
 * @module
 */
import { type Dtype, itemSize } from "../../array/dtype.ts";
import { pitchOf } from "../layers.ts";
import { align, type WorkerMemory } from "../memory.ts";
import type { RowProgram } from "./row-program.ts";
import type { Extent } from "./slices.ts";

/** Sizes in bytes, of rows of `width` columns. */
export interface RowLayout {
  readonly pitch: number;
  readonly pad: number;
  readonly variantBytes: number;
  readonly rowBytes: number;
  /** Rows from the first to the last that a footprint sees. */
  readonly window: number;
  /** Rows in the buffer. */
  readonly capacity: number;
  /** All that {@link reserveRows} reserves. */
  readonly bytes: number;
}

const PLAN_BYTES = 128;
const STEP_BYTES = 16;
/** Rows that enter before the buffer's tail is moved to its front: few enough to stay in the cache, many enough to make the move cheap. */
const SLIDE = 32;

/** `single` is for kernels that look at one prepared row at a time. */
export function rowLayout(dtype: Dtype, program: RowProgram, y: Extent, width: number, single = false): RowLayout {
  const pitch = pitchOf(dtype, width);
  // A variant may be made from one at the other side of the centre, so twice the reach must hold true border voxels.
  const pad = dtype === "bool" ? align(2 * program.reach, 64) / 8 : align(2 * program.reach * itemSize(dtype), 64);
  const variantBytes = pitch + 2 * pad;
  const rowBytes = variantBytes * program.variants.length;
  const window = y.high - y.low + 1;
  const capacity = single ? 1 : window - 1 + SLIDE;
  const bytes = align(PLAN_BYTES + 4 + program.steps.length * STEP_BYTES, 64) + capacity * rowBytes + 2 * guardBytes(pad);
  return { pitch, pad, variantBytes, rowBytes, window, capacity, bytes };
}

/** A step reads this far past either end of a variant. */
const guardBytes = (pad: number): number => align(pad + 32, 64);

/** Where the parts of a reserved buffer lie. */
export interface RowBuffer {
  readonly plan: number;
  readonly steps: number;
  readonly buffer: number;
}

/** Reserves the buffer and writes the steps of the row program; `unit` is what a column moves by: 1 (bits) or bytes. */
export function reserveRows(memory: WorkerMemory, program: RowProgram, layout: RowLayout, unit: number): RowBuffer {
  const plan = memory.reserve(layout.bytes);
  const steps = plan + PLAN_BYTES;
  const buffer = align(steps + 4 + program.steps.length * STEP_BYTES, 64) + guardBytes(layout.pad);
  const { variantBytes } = layout;
  const words = [program.steps.length];
  for (const { source, target, low, high } of program.steps)
    words.push(source * variantBytes, target * variantBytes, low * unit, high * unit);
  new Int32Array(memory.buffer, steps, words.length).set(words);
  return { plan, steps, buffer };
}
