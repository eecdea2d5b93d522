/**
 * Copying voxels between arrays of any strides.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { equal, type Vec } from "../geometry/vec.ts";
import { type Dtype, itemSize, type TypedArray } from "./dtype.ts";
import { NdArray } from "./nd-array.ts";

/** Rows shorter than this many words are copied in a loop: a call of `set` costs as much as about 18 words (70 ns on Node 20). */
const SHORT_ROW = 18;

/** Voxels as bits: one word of 1, 2 or 4 bytes, or two of 4. */
type Words = Uint8Array | Uint16Array | Uint32Array;

/** Nested loops over both arrays, slowest first, with steps in words. The last one is the row. */
interface Loops {
  readonly counts: number[];
  readonly from: number[];
  readonly to: number[];
}

/**
 * Copies all voxels of `source` to the same places of `target`, bit by bit (a NaN keeps its bits). Pass views for parts:
 * `copyRegion(block.view(start, stop), image.view(start, stop))`. Throws GeometryError unless shape and dtype agree.
 * Both may lie in one buffer as long as their voxels do not overlap.
 */
export function copyRegion(source: NdArray, target: NdArray): void {
  if (source.dtype !== target.dtype || !equal(source.shape, target.shape)) {
    throw new GeometryError(`Expected equal dtypes and shapes, found ${describe(source)} to copy to ${describe(target)}.`, {
      hint: "Use convert() to change the dtype, view() to take a part.",
    });
  }
  if (source.size === 0) return;
  const size = itemSize(source.dtype);
  const wide = size === 8 ? 2 : 1;
  const loops = mergeLoops(source.shape, source.stride, target.stride);
  copyRows(asWords(source.data), source.offset * wide, asWords(target.data), target.offset * wide, loops, wide);
}

/** The same values in C order in an array of their own. */
export function packed<D extends Dtype>(array: NdArray<D>): NdArray<D> {
  const copy = NdArray.zeros(array.dtype, array.shape);
  copyRegion(array, copy);
  return copy;
}

/** Leaves out axes of extent 1 and joins neighbours that both arrays step through evenly, so that rows are as long as can be. */
function mergeLoops(shape: Vec, from: Vec, to: Vec): Loops {
  const loops: Loops = { counts: [], from: [], to: [] };
  for (let axis = 0; axis < shape.length; axis++) {
    const n = shape[axis] as number;
    const step = { from: from[axis] as number, to: to[axis] as number };
    if (n === 1) continue;
    const last = loops.counts.length - 1;
    if (last >= 0 && loops.from[last] === n * step.from && loops.to[last] === n * step.to) {
      loops.counts[last] = (loops.counts[last] as number) * n;
      loops.from[last] = step.from;
      loops.to[last] = step.to;
    } else {
      loops.counts.push(n);
      loops.from.push(step.from);
      loops.to.push(step.to);
    }
  }
  if (loops.counts.length > 0) return loops;
  return { counts: [1], from: [1], to: [1] };
}

/** Runs the loops like an odometer: positions move by steps, nothing is multiplied out. */
function copyRows(source: Words, sourceStart: number, target: Words, targetStart: number, loops: Loops, wide: 1 | 2): void {
  const row = loops.counts.length - 1;
  const length = loops.counts[row] as number;
  const fromStep = (loops.from[row] as number) * wide;
  const toStep = (loops.to[row] as number) * wide;
  const whole = fromStep === wide && toStep === wide && length * wide >= SHORT_ROW;
  const index = new Array<number>(row).fill(0);
  let from = sourceStart;
  let to = targetStart;
  for (;;) {
    if (whole) target.set(source.subarray(from, from + length * wide), to);
    else copyRow(source, from, fromStep, target, to, toStep, length, wide);
    let axis = row - 1;
    for (; axis >= 0; axis--) {
      const n = loops.counts[axis] as number;
      const next = (index[axis] as number) + 1;
      const moved = next < n ? 1 : 1 - n;
      from += moved * (loops.from[axis] as number) * wide;
      to += moved * (loops.to[axis] as number) * wide;
      index[axis] = next < n ? next : 0;
      if (next < n) break;
    }
    if (axis < 0) return;
  }
}

function copyRow(
  source: Words,
  from: number,
  fromStep: number,
  target: Words,
  to: number,
  toStep: number,
  length: number,
  wide: 1 | 2,
): void {
  for (let i = 0, s = from, t = to; i < length; i++, s += fromStep, t += toStep) {
    target[t] = source[s] as number;
    if (wide === 2) target[t + 1] = source[s + 1] as number;
  }
}

function asWords(data: TypedArray): Words {
  const { buffer, byteOffset, byteLength } = data;
  if (data.BYTES_PER_ELEMENT === 1) return new Uint8Array(buffer, byteOffset, byteLength);
  if (data.BYTES_PER_ELEMENT === 2) return new Uint16Array(buffer, byteOffset, byteLength / 2);
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

const describe = (array: NdArray): string => `${array.dtype} [${array.shape.join(", ")}]`;
