/**
 * Counting the cells of a grid in C order: the last axis runs fastest, as in NumPy, Zarr and the order in which labels are numbered.
 * @module
 */
import { GeometryError } from "../errors.ts";
import type { Roi } from "./roi.ts";
import { sameDims, type Vec } from "./vec.ts";

/** The place of the cell `index` among `counts` cells per axis. Throws GeometryError where there is no such cell. */
export function toLinear(index: Vec, counts: Vec): number {
  sameDims(counts, index, "an index");
  let linear = 0;
  for (let axis = 0; axis < counts.length; axis++) {
    const i = index[axis] as number;
    const n = counts[axis] as number;
    if (!(Number.isInteger(i) && i >= 0 && i < n)) {
      throw new GeometryError(`Expected an index inside a grid of [${counts.join(", ")}], found [${index.join(", ")}].`);
    }
    linear = linear * n + i;
  }
  return linear;
}

/** The index of the cell at the place `linear`, the inverse of {@link toLinear}. */
export function fromLinear(linear: number, counts: Vec): number[] {
  let rest = linear;
  const index = new Array<number>(counts.length);
  for (let axis = counts.length - 1; axis >= 0; axis--) {
    const n = counts[axis] as number;
    index[axis] = rest % n;
    rest = Math.floor(rest / n);
  }
  if (!(Number.isInteger(linear) && linear >= 0 && rest === 0)) {
    throw new GeometryError(`Expected a place inside a grid of [${counts.join(", ")}], found ${linear}.`);
  }
  return index;
}

/** All positions of a box in C order, one at a time: a box of any size costs no memory. */
export function* positions(box: Roi): Generator<number[], void, undefined> {
  if (box.empty) return;
  const { offset, end } = box;
  const index = [...offset];
  for (;;) {
    yield index.slice();
    let axis = index.length - 1;
    for (; axis >= 0; axis--) {
      const next = (index[axis] as number) + 1;
      if (next < (end[axis] as number)) {
        index[axis] = next;
        break;
      }
      index[axis] = offset[axis] as number;
    }
    if (axis < 0) return;
  }
}
