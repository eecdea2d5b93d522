// Random programs: graphs of operators on small random images, with random outputs, for properties of planner and engine.

import fc from "fast-check";
import type { Dtype } from "#dist/array/dtype.js";
import type { Wanted } from "#dist/engine/index.js";
import type { Vec } from "#dist/geometry/vec.js";
import {
  fromArray,
  type LabelImage,
  type LazyArray,
  type LazyScalar,
  type LazyTable,
  type Mask,
  type SliceEntry,
} from "#dist/graph/index.js";
import { label } from "#dist/label/index.js";
import { regionProperties } from "#dist/measure/index.js";
import {
  and,
  andNot,
  cast,
  dilate,
  erode,
  expandLabels,
  gaussianFilter,
  greater,
  mapBlocks,
  maximum,
  mean,
  not,
  opening,
  or,
  otsu,
  percentile,
  rechunk,
  subtract,
  threshold,
  where,
} from "#dist/ops/index.js";
import { randomImage } from "../kernels/random-image.js";
import { remote } from "./functions.js";

/** One step: which operator, on which values before it, with which numbers; all taken modulo what there is. */
interface RawStep {
  readonly op: number;
  readonly input: number;
  readonly other: number;
  readonly numbers: readonly [number, number, number];
}

/** A program before it is built. */
export interface RawProgram {
  readonly shape: Vec;
  readonly chunks: Vec;
  readonly dtype: Dtype;
  readonly seed: number;
  readonly steps: readonly RawStep[];
  /** Where each value goes: 0 nowhere, 1 a Zarr array, 2 an npy file, 3 memory. */
  readonly outputs: readonly number[];
}

/** What a program computes. */
export interface Program {
  readonly arrays: readonly LazyArray[];
  readonly tables: readonly LazyTable[];
  readonly wanted: Wanted;
}

const sizes = (ndim: number, max: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max }), { minLength: ndim, maxLength: ndim });

/** Deep rather than wide: layers stream through rings that are shorter than the image. */
const anyShape = (ndim: number): fc.Arbitrary<number[]> => {
  const most = ndim === 4 ? [3, 12, 4, 9] : ndim === 1 ? [150] : [44, 9, 14].slice(0, ndim);
  return fc.tuple(...most.map((max) => fc.integer({ min: 1, max })));
};

/** Programs of up to `most` steps. */
export const anyProgram = (most: number): fc.Arbitrary<RawProgram> =>
  fc.constantFrom(1, 2, 3, 3, 3, 4).chain((ndim) =>
    fc.record({
      shape: anyShape(ndim),
      chunks: sizes(ndim, 20),
      dtype: fc.constantFrom<Dtype>("uint8", "int16", "float32", "float64"),
      seed: fc.nat(10_000),
      steps: fc.array(
        fc.record({ op: fc.nat(16), input: fc.nat(20), other: fc.nat(20), numbers: fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100)) }),
        { minLength: 1, maxLength: most },
      ),
      outputs: fc.array(fc.nat(3), { minLength: most + 1, maxLength: most + 1 }),
    }),
  );

const at = <T>(list: readonly T[], n: number): T | undefined => (list.length === 0 ? undefined : list[n % list.length]);
/** A value for each of the last three axes. */
const perFrameAxis = (image: LazyArray, values: readonly number[]): { [axis: string]: number } =>
  Object.fromEntries(image.axes.map((name, axis) => [name, axis < image.ndim - 3 ? 0 : (values[(axis + 3 - image.ndim) % 3] as number)]));

function slice(image: LazyArray, { numbers: [a, b, c] }: RawStep): LazyArray {
  const axis = a % image.ndim;
  const length = image.shape[axis] as number;
  const start = b % length;
  const entry: SliceEntry = c % 2 === 0 && image.ndim > 1 ? start : [start, start + 1 + (c % (length - start))];
  return image.slice(...image.shape.map((_, i): SliceEntry => (i === axis ? entry : null)));
}

/** An operation on two values of one shape, where there are two that fit. */
function voxelwise(arrays: readonly LazyArray[], { op, input, other, numbers: [a] }: RawStep): LazyArray[] {
  const first = at(arrays, input) as LazyArray;
  const alike = arrays.filter((one) => one.shape.join() === first.shape.join());
  const masks = alike.filter((one) => one.dtype === "bool") as Mask[];
  const images = alike.filter((one) => one.dtype !== "bool");
  const [mask, second] = [at(masks, input), at(masks, other)];
  const [image, next] = [at(images, input), at(images, other)];
  if (op === 13)
    return mask === undefined || second === undefined ? [] : [([and, or, andNot][a % 3] as typeof and)(mask, second), not(mask)];
  if (image === undefined || next === undefined) return [];
  if (op === 14) return [mask === undefined ? maximum(image, a) : where(mask, image, next), cast(image, { dtype: "float32" })];
  return [greater(image, next), subtract(cast(image, { dtype: "float64" }), a)];
}

/** Builds a program; a step that finds nothing to work on is left out. */
export function buildProgram(raw: RawProgram): Program {
  const arrays: LazyArray[] = [fromArray(randomImage(raw.dtype, raw.shape, raw.seed), { chunks: raw.chunks })];
  const tables: LazyTable[] = [];
  const ofDtype = (dtype: Dtype): LazyArray[] => arrays.filter((a) => a.dtype === dtype);
  for (const step of raw.steps) {
    const image = at(arrays, step.input) as LazyArray;
    const numbers = arrays.filter((a) => a.dtype !== "bool");
    const mask = at(ofDtype("bool"), step.other) as Mask | undefined;
    const flat = at(
      ofDtype("bool").filter((m) => m.ndim <= 3),
      step.other,
    ) as Mask | undefined;
    const labels = at(ofDtype("uint32"), step.other) as LabelImage | undefined;
    const [a, b, c] = step.numbers;
    const small = step.numbers.map((n) => n % 3) as [number, number, number];
    if (step.op <= 1)
      arrays.push(
        gaussianFilter(image, {
          sigma: perFrameAxis(
            image,
            small.map((n) => n * 0.4),
          ),
          truncate: 3,
        }),
      );
    else if (step.op === 2 || (step.op === 3 && mask === undefined))
      arrays.push(threshold(at(numbers, step.input) as LazyArray, { above: a - 50 }));
    else if (step.op === 3 && mask !== undefined) arrays.push(erode(mask, { footprint: { ball: perFrameAxis(mask, small) } }));
    else if (step.op === 4 && mask !== undefined) arrays.push(dilate(mask, { footprint: { cross: perFrameAxis(mask, small) } }));
    else if (step.op === 5 && mask !== undefined) arrays.push(opening(mask, { footprint: { ball: perFrameAxis(mask, small) } }));
    else if (step.op === 6 && flat !== undefined) arrays.push(label(flat, { connectivity: 1 + (a % flat.ndim) }));
    else if (step.op === 7 && labels !== undefined) {
      const within = at(
        ofDtype("bool").filter((m) => m.shape.join() === labels.shape.join()),
        b,
      ) as Mask | undefined;
      arrays.push(expandLabels(labels, c % 2 === 0 || within === undefined ? { distance: a % 4 } : { distance: a % 4, within }));
    } else if (step.op === 8 || step.op === 9) arrays.push(slice(image, step));
    else if (step.op === 10) {
      const halo = Object.fromEntries(image.axes.map((name, axis) => [name, axis === image.ndim - 1 ? 1 : 0]));
      arrays.push(mapBlocks([image], { map: remote("shift"), dtype: image.dtype, halo }));
    } else if (step.op === 11 && labels !== undefined) {
      const intensity = at(
        numbers.filter((n) => n.shape.join() === labels.shape.join()),
        b,
      );
      if (labels.ndim <= 3 && intensity !== undefined)
        tables.push(regionProperties(labels, { properties: ["area", "bbox", "centroid", "intensityMean"], intensity }));
    } else if (step.op === 12) {
      const source = at(numbers, step.input) as LazyArray;
      const limit = ([otsu, mean, (i: LazyArray) => percentile(i, { q: a % 101 })][b % 3] as (i: LazyArray) => LazyScalar)(source);
      arrays.push(threshold(source, c % 2 === 0 ? { atMost: limit } : { above: limit }));
    } else if (step.op >= 13 && step.op <= 15) arrays.push(...voxelwise(arrays, step));
    else
      arrays.push(
        rechunk(
          image,
          image.shape.map((n) => 1 + (a % n)),
        ),
      );
  }
  const targets: { [name: string]: LazyArray | LazyTable } = {};
  const values: { [name: string]: LazyArray } = {};
  for (const [n, array] of arrays.entries()) {
    const to = raw.outputs[n] ?? 0;
    if (to === 1) targets[`${n}.zarr`] = array;
    else if (to === 2) targets[`${n}.npy`] = array;
    else if (to === 3 || n === arrays.length - 1) values[String(n)] = array;
  }
  for (const [n, table] of tables.entries()) targets[`${n}.csv`] = table;
  return { arrays, tables, wanted: { targets, values } };
}
