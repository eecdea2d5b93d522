/**
 * Rows on their way through an erosion: a sliding buffer of prepared rows, each with all its variants.
 *
 * ```
 *   one variant of a row   |border|  row, padded to 128 bits  |border|
 *   one row                variant 0 | variant 1 | ... ; a variant that only leads to others too
 *   buffer                 row y-12 | ... | row y+12 | free   when full, the last rows move to the front
 * ```
 * @module
 */
import { pitchOf } from "../layers.ts";
import { align, type WorkerMemory } from "../memory.ts";
import type { RowProgram } from "./row-program.ts";
import type { Extent } from "./slices.ts";

/** What lies outside the image, and whether the kernel erodes the complement (which is how it dilates). */
export interface ErosionMode {
  /** The value of the voxels outside, after the complement was taken. */
  readonly border: 0 | 1;
  readonly complement: boolean;
}

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

const PLAN_BYTES = 64;
const STEP_BYTES = 16;
/** Rows that enter before the buffer's tail is moved to its front: few enough to stay in the cache, many enough to make the move cheap. */
const SLIDE = 32;

/** `single` is for kernels that look at one prepared row at a time. */
export function rowLayout(program: RowProgram, y: Extent, width: number, single = false): RowLayout {
  const pitch = pitchOf("bool", width);
  // A variant may be made from one at the other side of the centre, so twice the reach must hold true border bits.
  const pad = align(2 * program.reach, 64) / 8;
  const variantBytes = pitch + 2 * pad;
  const rowBytes = variantBytes * program.variants.length;
  const window = y.high - y.low + 1;
  const capacity = single ? 1 : window - 1 + SLIDE;
  const bytes = align(PLAN_BYTES + 4 + program.steps.length * STEP_BYTES, 64) + capacity * rowBytes + 2 * guardBytes(pad);
  return { pitch, pad, variantBytes, rowBytes, window, capacity, bytes };
}

/** A step reads this far past either end of a variant. */
const guardBytes = (pad: number): number => align(pad + 32, 64);

/** Reserves the buffer and writes the plan that the compiled functions read. Returns the plan's address. */
export function reserveRows(
  memory: WorkerMemory,
  program: RowProgram,
  layout: RowLayout,
  plane: { readonly height: number; readonly width: number },
  y: Extent,
  mode: ErosionMode,
): number {
  const address = memory.reserve(layout.bytes);
  const steps = address + PLAN_BYTES;
  const buffer = align(steps + 4 + program.steps.length * STEP_BYTES, 64) + guardBytes(layout.pad);
  const { pitch, pad, variantBytes, rowBytes, window, capacity } = layout;
  const border = mode.border === 1 ? -1 : 0;
  const flip = mode.complement ? -1 : 0;
  const plan = [pitch, plane.width, plane.height, pad, variantBytes, rowBytes, border, flip, steps, window, y.high, buffer, capacity];
  new Int32Array(memory.buffer, address, plan.length).set(plan);
  const words = [program.steps.length];
  for (const step of program.steps) words.push(step.source * variantBytes, step.target * variantBytes, step.low, step.high);
  new Int32Array(memory.buffer, steps, words.length).set(words);
  return address;
}
