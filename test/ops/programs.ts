// Random programs of a few operators, that can be built on lazy results or on computed ones: fused or step by step.

import type { Dtype } from "#dist/array/dtype.js";
import { isFloat, isInteger, itemSize } from "#dist/array/dtype.js";
import type { LabelImage, LazyArray, Mask } from "#dist/graph/index.js";
import { clearBorder, fillHoles, label, removeSmallObjects } from "#dist/label/index.js";
import * as ops from "#dist/ops/index.js";
import { remote } from "../engine/functions.js";
import { sliced } from "./operators.js";
import { Draw } from "./random-values.js";

/** One step: how its value comes from values before it. */
export interface Step {
  readonly name: string;
  readonly inputs: readonly number[];
  build(...inputs: readonly LazyArray[]): LazyArray;
}

/** Images to begin with, and steps; value `i` is image `i` or the result of step `i - images.length`. */
export interface Program {
  readonly images: readonly LazyArray[];
  readonly steps: readonly Step[];
}

/** What a generator may choose from: a value's number and what is known of it. */
interface Known {
  readonly index: number;
  readonly array: LazyArray;
}
type Choice = (draw: Draw, known: readonly Known[]) => Step | undefined;

const isSmall = (dtype: Dtype): boolean => isFloat(dtype) || (isInteger(dtype) && itemSize(dtype) <= 2);

/** A step on one value that fits. */
const one =
  (name: string, fits: (array: LazyArray) => boolean, make: (draw: Draw, array: LazyArray) => (input: LazyArray) => LazyArray): Choice =>
  (draw, known) => {
    const fitting = known.filter(({ array }) => fits(array));
    if (fitting.length === 0) return undefined;
    const { index, array } = draw.one(...fitting);
    return { name: `${name}(v${index})`, inputs: [index], build: make(new Draw(draw.whole(0, 2 ** 31), array.shape), array) };
  };

/** A step on two values of one shape. */
const two =
  (
    name: string,
    first: (array: LazyArray) => boolean,
    second: (array: LazyArray) => boolean,
    make: (draw: Draw) => (a: LazyArray, b: LazyArray) => LazyArray,
  ): Choice =>
  (draw, known) => {
    const pairs = known.flatMap((a) =>
      known.filter((b) => first(a.array) && second(b.array) && a.array.shape.join() === b.array.shape.join()).map((b) => [a, b] as const),
    );
    if (pairs.length === 0) return undefined;
    const [a, b] = draw.one(...pairs);
    return {
      name: `${name}(v${a.index}, v${b.index})`,
      inputs: [a.index, b.index],
      build: make(new Draw(draw.whole(0, 2 ** 31), a.array.shape)) as Step["build"],
    };
  };

const isMask = ({ dtype }: LazyArray): boolean => dtype === "bool";
const isLabels = ({ dtype }: LazyArray): boolean => dtype === "uint32";
const isNumber = ({ dtype }: LazyArray): boolean => isSmall(dtype);
const any = (): boolean => true;
const whole = ({ dtype }: LazyArray): boolean => isInteger(dtype) && itemSize(dtype) <= 4;

/** Along axes of this array, whose names a slice may have thinned out. */
const along = (array: LazyArray, draw: () => number): { [axis: string]: number } =>
  Object.fromEntries(array.axes.map((name, i) => [name, i < array.ndim - 3 ? 0 : draw()]));

/** Branches of different reach over one image, of one or two operators each: a far one must not overwrite what a near one still needs. */
const forks: readonly Choice[] = [
  one("difference of Gaussians", isNumber, (draw, array) => {
    const branch = (...sigmas: readonly number[]) => {
      const passes = Array.from({ length: draw.whole(1, 2) }, () => along(array, () => draw.one(...sigmas)));
      return (input: LazyArray): LazyArray => passes.reduce<LazyArray>((image, sigma) => ops.gaussianFilter(image, { sigma }), input);
    };
    const [near, far] = [branch(0, 0.4, 1), branch(0, 1, 3)];
    return draw.chance(0.5) ? (input) => ops.subtract(near(input), far(input)) : (input) => ops.subtract(far(input), near(input));
  }),
  one("rim", isMask, (draw, array) => {
    const [thin, thick] = [along(array, () => draw.whole(0, 2)), along(array, () => draw.one(0, 1, 4, 9))];
    return (input) => {
      const kept = ops.opening(input as Mask, { footprint: { cross: thick } });
      return ops.xor(kept, ops.closing(input as Mask, { footprint: { cross: thin } }));
    };
  }),
];

const choices: readonly Choice[] = [
  ...forks,
  ...forks,
  ...forks,
  one("gaussianFilter", isNumber, (draw, array) => {
    const sigma = along(array, () => draw.one(0, 0.4, 0.8, 1.3, 4));
    const boundary = draw.one("reflect", "nearest", "mirror", "constant", "wrap");
    return (input) => ops.gaussianFilter(input, { sigma, truncate: 3, boundary });
  }),
  one("medianFilter", any, (draw, array) => {
    const size = Object.fromEntries(array.axes.map((name, i) => [name, i < array.ndim - 3 ? 1 : draw.one(1, 2, 3, 5)]));
    const boundary = draw.one("reflect", "nearest", "mirror", "constant", "wrap");
    return (input) => ops.medianFilter(input, { size, boundary });
  }),
  one("maximumFilter", any, (draw, array) => {
    const size = Object.fromEntries(array.axes.map((name, i) => [name, i < array.ndim - 3 ? 1 : draw.one(1, 3, 4, 9)]));
    const boundary = draw.one("reflect", "nearest", "wrap");
    return (input) => ops.maximumFilter(input, { size, boundary });
  }),
  one("sobel", isNumber, (draw) => {
    const boundary = draw.one("reflect", "mirror", "wrap");
    return (input) => ops.sobel(input, { boundary });
  }),
  one("threshold", isNumber, (draw) => {
    const limit = draw.one(0, 1, 2.5);
    return (input) => ops.threshold(input, { above: limit });
  }),
  one("threshold at a mean", isNumber, () => (input) => ops.threshold(input, { atLeast: ops.mean(input) })),
  one("threshold at a percentile", isNumber, (draw) => {
    const q = draw.one(5, 50, 80);
    return (input) => ops.less(input, ops.percentile(input, { q }));
  }),
  one("threshold otsu", whole, () => (input) => ops.threshold(input, { atMost: "otsu" })),
  one("erode", isMask, (draw, array) => {
    const radius = along(array, () => draw.whole(0, 2));
    return (input) => ops.erode(input as Mask, { footprint: { ball: radius } });
  }),
  one("dilate", isMask, (draw, array) => {
    const arms = along(array, () => draw.whole(0, 2));
    return (input) => ops.dilate(input as Mask, { footprint: { cross: arms }, borderValue: 1 });
  }),
  one("closing", isMask, (draw, array) => {
    const radius = along(array, () => draw.whole(0, 2));
    return (input) => ops.closing(input as Mask, { footprint: { ball: radius } });
  }),
  one(
    "fillHoles",
    (array) => isMask(array) && array.ndim <= 3,
    (draw, array) => {
      const connectivity = draw.whole(1, array.ndim);
      const kind = draw.whole(0, 2);
      return (input) => {
        const mask = input as Mask;
        if (kind === 0) return fillHoles(mask, { connectivity });
        return kind === 1 ? removeSmallObjects(mask, { maxSize: 3, connectivity }) : clearBorder(mask, { connectivity });
      };
    },
  ),
  one("grey opening", isNumber, (draw, array) => {
    const radius = along(array, () => draw.whole(0, 2));
    return (input) => ops.opening(input, { footprint: { ball: radius } });
  }),
  one(
    "distanceTransform",
    (array) => isMask(array) && array.ndim <= 3,
    (draw) => {
      const options = draw.one({}, { squared: true, borderValue: 0 as const }, { spacing: 0.7 });
      // Infinities are no numbers to go on with.
      return (input) => ops.clip(ops.distanceTransform(input as Mask, options), { max: 99 });
    },
  ),
  one("not", isMask, () => (input) => ops.not(input as Mask)),
  one(
    "label",
    (array) => isMask(array) && array.ndim <= 3,
    (draw, array) => {
      const connectivity = draw.whole(1, array.ndim);
      return (input) => label(input as Mask, { connectivity });
    },
  ),
  one("expandLabels", isLabels, (draw) => {
    const distance = draw.one(1, 1.5, 2, 3.2);
    return (input) => ops.expandLabels(input as LabelImage, { distance });
  }),
  two("expandLabels within", isLabels, isMask, (draw) => {
    const distance = draw.one(1, 2, 4);
    return (labels, within) => ops.expandLabels(labels as LabelImage, { distance, within: within as Mask });
  }),
  two("subtract", isNumber, isNumber, () => ops.subtract),
  two("multiply", isNumber, isNumber, () => ops.multiply),
  two("maximum", isNumber, isNumber, () => ops.maximum),
  two("greater", any, any, () => ops.greater),
  two("andNot", isMask, isMask, () => ops.andNot as (a: LazyArray, b: LazyArray) => LazyArray),
  two("where", isMask, any, (draw) => {
    const outside = draw.one(0, 1);
    return (mask, image) => ops.where(mask as Mask, image, outside);
  }),
  one("subtract the minimum", isNumber, () => (input) => ops.subtract(input, ops.min(input))),
  one("cast", any, (draw) => {
    const dtype = draw.one<Dtype>("uint8", "int16", "float32");
    // NaN fits no integer: it becomes 0 first.
    return (input) => ops.cast(ops.where(ops.equal(input, input), input, 0), { dtype, clip: true });
  }),
  one("slice", any, (draw, array) => {
    const seed = draw.whole(0, 2 ** 31);
    return (input) => sliced(new Draw(seed, array.shape), input);
  }),
  one("slice", any, (draw, array) => {
    const seed = draw.whole(0, 2 ** 31);
    return (input) => sliced(new Draw(seed, array.shape), input);
  }),
  one(
    "project",
    (array) => array.ndim === 2 || array.ndim === 3,
    (draw, array) => {
      const options = { axis: draw.one(...array.axes), method: draw.one("max", "min", "mean") } as const;
      return (input) => ops.project(input, options);
    },
  ),
  one("downsample", any, (draw, array) => {
    const factor = Object.fromEntries(array.axes.map((name, i) => [name, i < array.ndim - 3 ? 1 : draw.whole(1, 3)]));
    return (input) => ops.downsample(input, { factor });
  }),
  one("rechunk", any, (draw) => {
    const chunks = draw.whole(1, 6);
    return (input) => ops.rechunk(input, chunks);
  }),
  one("mapBlocks shift", any, (_draw, array) => {
    const halo = Object.fromEntries(array.axes.map((name, axis) => [name, axis === array.ndim - 1 ? 1 : 0]));
    return (input) => ops.mapBlocks([input], { map: remote("shift"), dtype: input.dtype, halo });
  }),
];

/** A program of this many steps. Every step works on values that are there, so that none is left out. */
export function randomProgram(seed: number, shape: readonly number[], length: number): Program {
  const draw = new Draw(seed, shape);
  const images = [draw.small(draw.one<Dtype>("uint8", "int16", "float32", "float64")), draw.small("uint8"), draw.mask()];
  const known: Known[] = images.map((array, index) => ({ index, array }));
  const steps: Step[] = [];
  while (steps.length < length) {
    // Prefer what is new: chains, not bushes.
    const recent = draw.chance(0.7) ? known.slice(-2) : known;
    const step = draw.one(...choices)(draw, recent);
    if (step === undefined) continue;
    const array = step.build(...step.inputs.map((i) => (known[i] as Known).array));
    if (array.dtype.endsWith("64") && isInteger(array.dtype)) continue; // the next product would overflow
    steps.push(step);
    known.push({ index: known.length, array });
  }
  return { images, steps };
}

/** The lazy value of every step. */
export function fused({ images, steps }: Program): LazyArray[] {
  const values = [...images];
  for (const step of steps) values.push(step.build(...step.inputs.map((i) => values[i] as LazyArray)));
  return values.slice(images.length);
}

export const describeProgram = ({ images, steps }: Program): string =>
  [...images.map((image, i) => `v${i}: ${image}`), ...steps.map((step, i) => `v${images.length + i} = ${step.name}`)].join("\n");
