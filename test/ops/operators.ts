// Every operator with random arguments: what the property tests go through.

import { type Dtype, dtypes } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import type { Computable, LazyArray, SliceEntry } from "#dist/graph/index.js";
import { regionPropertyDefinitions } from "#dist/kernels/regions/index.js";
import { clearBorder, fillHoles, label, removeSmallHoles, removeSmallObjects } from "#dist/label/index.js";
import { regionProperties, regionPropertyNames } from "#dist/measure/index.js";
import * as ops from "#dist/ops/index.js";
import { remote } from "../engine/functions.js";
import { type Draw, smallDtypes } from "./random-values.js";

type Build = (draw: Draw) => Computable;

const numberDtypes = dtypes.filter((dtype) => dtype !== "bool");

/** Two operands: two arrays, an array and a number, or a number and an array. */
function binary(draw: Draw, apply: (a: ops.Operand, b: ops.Operand) => LazyArray): LazyArray {
  const a = draw.small(draw.one(...dtypes));
  const kind = draw.whole(0, 3);
  if (kind === 0) return apply(draw.number(a), a);
  return kind === 1 ? apply(a, draw.number(a)) : apply(a, draw.small(draw.one(...dtypes)));
}
const comparison = (draw: Draw, apply: (a: LazyArray, b: ops.Operand) => LazyArray): LazyArray => {
  const a = draw.image(draw.one(...dtypes));
  return draw.chance(0.5) ? apply(a, draw.number(a)) : apply(a, draw.image(draw.one(...dtypes)));
};
const ofNumbers =
  (apply: (image: LazyArray) => Computable): Build =>
  (draw) =>
    apply(draw.image(draw.one(...numberDtypes)));

function gaussian(draw: Draw): LazyArray {
  const image = draw.image(draw.one(...dtypes));
  const sigma = draw.perAxis(() => draw.one(0, 0.3, 0.5, 1, 1.7));
  const options = {
    sigma,
    truncate: draw.one(1, 3, 4),
    ...border(draw),
  };
  if (draw.chance(0.7)) return ops.gaussianFilter(image, options as ops.GaussianFilterOptions);
  // A derivative needs a filter of more than one voxel.
  return ops.gaussianFilter(image, {
    ...options,
    sigma: draw.perAxis(() => draw.one(0.6, 1)),
    order: draw.perAxis(() => draw.whole(0, 2)),
  });
}

/** A rule for what lies past the image; values that every dtype holds. */
function border(draw: Draw): ops.BorderOptions {
  return { boundary: draw.one("reflect", "nearest", "mirror", "constant", "wrap"), constantValue: draw.one(0, 1) };
}

/** A box of any size, or a footprint. */
function neighbourhood(draw: Draw): ops.NeighbourhoodOptions & ops.BorderOptions {
  const size = (): ops.NeighbourhoodOptions => ({ size: draw.perAxis(() => draw.one(1, 2, 3, 3, 5), 1) });
  return { ...(draw.chance(0.6) ? size() : { footprint: draw.footprint() }), ...border(draw) };
}

/** Weights for the last three axes at most, some of them 0. */
function weighted(draw: Draw): ops.CorrelateOptions {
  const sides = Array.from({ length: Math.min(3, draw.ndim) }, () => draw.whole(1, 4));
  const weights = NdArray.zeros("float64", sides);
  weights.data.forEach((_, i) => {
    weights.data[i] = draw.one(0, 1, -2, 0.3, 1.7);
  });
  const axes = ["z", "y", "x"].slice(-sides.length);
  const origin = Object.fromEntries(
    axes.map((name, i) => [name, draw.whole(-((sides[i] as number) >> 1), ((sides[i] as number) - 1) >> 1)]),
  );
  return { weights, origin, ...border(draw) };
}

const gradient = (draw: Draw, apply: (image: LazyArray, options: ops.SobelOptions) => LazyArray): LazyArray => {
  const image = draw.image(draw.one(...dtypes));
  return apply(image, { axis: draw.chance(0.5) ? draw.one(...image.axes.slice(-3)) : undefined, ...border(draw) });
};
const ofGaussians =
  (apply: (image: LazyArray, sigma: { [axis: string]: number }, border: ops.BorderOptions) => LazyArray): Build =>
  (draw) =>
    apply(
      draw.image(draw.one(...dtypes)),
      draw.perAxis(() => draw.one(0.6, 1, 1.3)),
      { ...border(draw) },
    );

function threshold(draw: Draw): LazyArray {
  const image = draw.image(draw.one(...dtypes));
  const options = {
    [draw.one("above", "atLeast")]: draw.number(image),
    ...(draw.chance(0.4) ? { [draw.one("below", "atMost")]: draw.number(image) } : {}),
  };
  return ops.threshold(image, options as ops.ThresholdOptions);
}

function where(draw: Draw): LazyArray {
  const mask = draw.mask();
  const dtype = draw.one(...dtypes);
  const image = draw.image(dtype);
  const kind = draw.whole(0, 3);
  if (kind === 0) return ops.where(mask, image, draw.one(0, 1));
  if (kind === 1) return ops.where(mask, draw.one(0, 1), image);
  const narrow = draw.one(...smallDtypes);
  return kind === 2 ? ops.where(mask, image, draw.image(dtype)) : ops.where(mask, draw.small(narrow), draw.small(draw.one(...smallDtypes)));
}

function slice(draw: Draw): LazyArray {
  const base = draw.one<Build>(
    gaussian,
    (d) => ops.erode(d.mask(), { footprint: d.footprint() }),
    (d) => d.image("int16"),
  )(draw) as LazyArray;
  return sliced(draw, base);
}

export const sliced = (draw: Draw, image: LazyArray): LazyArray => image.slice(...sliceEntries(draw, image.shape));

/** A random part that keeps at least one axis. */
export function sliceEntries(draw: Draw, shape: readonly number[]): SliceEntry[] {
  const kept = draw.whole(0, shape.length - 1);
  return shape.map((n, axis): SliceEntry => {
    const start = draw.whole(0, n - 1);
    if (axis !== kept && draw.chance(0.3)) return start;
    return draw.chance(0.5) ? null : [start, draw.whole(start + 1, n)];
  });
}

function mapBlocks(draw: Draw): LazyArray {
  const image = draw.image(draw.one(...dtypes));
  const halo = draw.perAxis(() => draw.whole(0, 2));
  const axis = Object.keys(halo).at(-1) as string;
  return ops.mapBlocks([image], { map: remote("shift"), dtype: image.dtype, halo: { ...halo, [axis]: draw.whole(1, 3) } });
}

/** A projection, by itself or read again by later steps. */
function projection(draw: Draw): LazyArray {
  const image = draw.small(draw.one<Dtype>(...dtypes, "float32", "float64", "float32", "float64"));
  const result = ops.project(image, { axis: draw.one(...image.axes), method: draw.one("max", "min", "sum", "mean") });
  if (draw.chance(0.4)) return result;
  const smooth = ops.gaussianFilter(result, { sigma: 1 });
  return draw.chance(0.5) ? smooth : ops.threshold(result, { above: ops.mean(result) });
}

function distances(draw: Draw): LazyArray {
  const spacing = draw.one<ops.DistanceTransformOptions["spacing"]>(
    "um",
    undefined,
    2.5,
    draw.perAxis(() => draw.one(0.3, 1, 2)),
  );
  return ops.distanceTransform(draw.mask(), { spacing, squared: draw.chance(0.5), borderValue: draw.one(0, 1, undefined) });
}

function smallObjects(draw: Draw): LazyArray {
  const maxSize = draw.one(0, 1, 4, 20, 1000);
  if (draw.chance(0.3)) return removeSmallObjects(draw.labels(), { maxSize });
  return removeSmallObjects(draw.mask(), { maxSize, connectivity: draw.whole(1, draw.ndim) });
}

function regions(draw: Draw): Computable {
  const labels = draw.labels();
  const properties = regionPropertyNames.filter((name) => regionPropertyDefinitions[name].ndim.includes(labels.ndim));
  return regionProperties(labels, { properties, intensity: draw.small(draw.one(...numberDtypes)) });
}
/** Operators by name, with the numbers of axes that they take. */
export const operators: { readonly [name: string]: { readonly build: Build; readonly least: number; readonly most: number } } = {
  ...Object.fromEntries(
    Object.entries({
      gaussianFilter: gaussian,
      threshold,
      "threshold otsu": (draw) => ops.threshold(draw.small(draw.one(...numberDtypes)), { atMost: "otsu" }),
      medianFilter: (draw) => ops.medianFilter(draw.image(draw.one(...dtypes)), neighbourhood(draw)),
      minimumFilter: (draw) => ops.minimumFilter(draw.image(draw.one(...dtypes)), neighbourhood(draw)),
      maximumFilter: (draw) => ops.maximumFilter(draw.image(draw.one(...dtypes)), neighbourhood(draw)),
      rankFilter: (draw) => ops.rankFilter(draw.image(draw.one(...dtypes)), { rank: draw.one(0, -1), ...neighbourhood(draw) }),
      percentileFilter: (draw) =>
        ops.percentileFilter(draw.image(draw.one(...dtypes)), { percentile: draw.one(0, 20, 66.6, 100), ...neighbourhood(draw) }),
      uniformFilter: (draw) =>
        ops.uniformFilter(draw.image(draw.one(...dtypes)), { size: draw.perAxis(() => draw.one(1, 2, 3, 6), 1), ...border(draw) }),
      correlate: (draw) => ops.correlate(draw.image(draw.one(...dtypes)), weighted(draw)),
      convolve: (draw) => ops.convolve(draw.image(draw.one(...dtypes)), weighted(draw)),
      laplace: (draw) => ops.laplace(draw.image(draw.one(...dtypes)), border(draw)),
      sobel: (draw) => gradient(draw, ops.sobel),
      prewitt: (draw) => gradient(draw, ops.prewitt),
      gaussianLaplace: ofGaussians((image, sigma, options) => ops.gaussianLaplace(image, { sigma, truncate: 3, ...options })),
      gaussianGradientMagnitude: ofGaussians((image, sigma, options) =>
        ops.gaussianGradientMagnitude(image, { sigma, truncate: 3, ...options }),
      ),
      differenceOfGaussians: ofGaussians((image, lowSigma, options) =>
        ops.differenceOfGaussians(image, { lowSigma, truncate: 3, ...options }),
      ),
      unsharpMask: ofGaussians((image, sigma, options) => ops.unsharpMask(image, { sigma, amount: 0.7, truncate: 3, ...options })),
      where,
      slice,
      mapBlocks,
      add: (draw) => binary(draw, ops.add),
      subtract: (draw) => binary(draw, ops.subtract),
      multiply: (draw) => binary(draw, ops.multiply),
      divide: (draw) => binary(draw, ops.divide),
      minimum: (draw) => binary(draw, ops.minimum),
      maximum: (draw) => binary(draw, ops.maximum),
      negate: (draw) => ops.negate(draw.small(draw.one(...dtypes))),
      absolute: (draw) => ops.absolute(draw.image(draw.one(...dtypes))),
      equal: (draw) => comparison(draw, ops.equal),
      notEqual: (draw) => comparison(draw, ops.notEqual),
      less: (draw) => comparison(draw, ops.less),
      lessEqual: (draw) => comparison(draw, ops.lessEqual),
      greater: (draw) => comparison(draw, ops.greater),
      greaterEqual: (draw) => comparison(draw, ops.greaterEqual),
      and: (draw) => ops.and(draw.mask(), draw.mask()),
      or: (draw) => ops.or(draw.mask(), draw.mask()),
      xor: (draw) => ops.xor(draw.mask(), draw.mask()),
      andNot: (draw) => ops.andNot(draw.mask(), draw.mask()),
      not: (draw) => ops.not(draw.mask()),
      clip: (draw) => ops.clip(draw.image(draw.one(...numberDtypes)), draw.one({ min: 1 }, { max: 2 }, { min: 0, max: 3 })),
      cast: (draw) => ops.cast(draw.small(draw.one(...dtypes)), { dtype: draw.one<Dtype>(...dtypes), clip: true }),
      erode: (draw) => ops.erode(draw.mask(), { footprint: draw.footprint(), borderValue: draw.one(0, 1, undefined) }),
      dilate: (draw) => ops.dilate(draw.mask(), { footprint: draw.footprint(), borderValue: draw.one(0, 1, undefined) }),
      opening: (draw) => ops.opening(draw.mask(), { footprint: draw.footprint() }),
      closing: (draw) => ops.closing(draw.mask(), { footprint: draw.footprint() }),
      "erode grey": (draw) =>
        ops.erode(draw.image(draw.one(...numberDtypes)), { footprint: draw.footprint(), borderValue: draw.one(0, undefined) }),
      "dilate grey": (draw) =>
        ops.dilate(draw.image(draw.one(...numberDtypes)), { footprint: draw.footprint(), borderValue: draw.one(0, undefined) }),
      "opening grey": (draw) => ops.opening(draw.image(draw.one(...numberDtypes)), { footprint: draw.footprint() }),
      whiteTopHat: (draw) => ops.whiteTopHat(draw.small(draw.one(...smallDtypes)), { footprint: draw.footprint() }),
      blackTopHat: (draw) => ops.blackTopHat(draw.small(draw.one(...smallDtypes)), { footprint: draw.footprint() }),
      morphologicalGradient: (draw) =>
        ops.morphologicalGradient(draw.small(draw.one(...smallDtypes)), { footprint: { cross: draw.perAxis(() => draw.whole(0, 3)) } }),
      expandLabels: (draw) =>
        ops.expandLabels(draw.labels(), {
          distance: draw.one<number | string>(0, 1, 1.5, 2.3, 5, "1.1 um"),
          within: draw.chance(0.5) ? draw.mask() : undefined,
        }),
      downsample: (draw) => ops.downsample(draw.image(draw.one(...dtypes)), { factor: draw.perAxis(() => draw.whole(1, 4), 1) }),
      rechunk: (draw) => ops.rechunk(draw.image(draw.one(...dtypes)), draw.whole(1, 9)),
      sum: ofNumbers(ops.sum),
      mean: ofNumbers(ops.mean),
      min: ofNumbers(ops.min),
      max: ofNumbers(ops.max),
      std: ofNumbers(ops.std),
      li: (draw) => ops.li(draw.small(draw.one(...numberDtypes))),
      triangle: (draw) => ops.triangle(draw.small(draw.one(...numberDtypes))),
      otsu: (draw) => ops.otsu(draw.small(draw.one(...numberDtypes))),
      percentile: (draw) => ops.percentile(draw.image(draw.one(...numberDtypes)), { q: draw.one(0, 1, 33.3, 50, 100) }),
      histogram: (draw) =>
        ops.histogram(draw.small(draw.one(...numberDtypes)), { bins: draw.one(1, 7, 256), range: draw.one(undefined, [-1, 4.5] as const) }),
    } satisfies { readonly [name: string]: Build }).map(([name, build]) => [name, { build, least: 1, most: 4 }]),
  ),
  project: { build: projection, least: 2, most: 3 },
  distanceTransform: { build: distances, least: 1, most: 3 },
  label: { build: (draw) => label(draw.mask(), { connectivity: draw.whole(1, draw.ndim) }), least: 1, most: 3 },
  fillHoles: { build: (draw) => fillHoles(draw.mask(), { connectivity: draw.whole(1, draw.ndim) }), least: 1, most: 3 },
  removeSmallObjects: { build: smallObjects, least: 1, most: 3 },
  removeSmallHoles: {
    build: (draw) => removeSmallHoles(draw.mask(), { maxSize: draw.one(0, 1, 3, 10), connectivity: draw.whole(1, draw.ndim) }),
    least: 1,
    most: 3,
  },
  clearBorder: {
    build: (draw) => (draw.chance(0.3) ? clearBorder(draw.labels()) : clearBorder(draw.mask(), { connectivity: draw.whole(1, draw.ndim) })),
    least: 1,
    most: 3,
  },
  regionProperties: { build: regions, least: 1, most: 3 },
};
