/**
 * The contracts of kernels and collectors, for every one that is registered.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Dtype, dtypes, isFloat } from "#dist/array/dtype.js";
import type { NdArray } from "#dist/array/nd-array.js";
import { FAR } from "#dist/kernels/distance/index.js";
import { gaussianWeights } from "#dist/kernels/filters/index.js";
import type { Params, Triple } from "#dist/kernels/kernel.js";
import { regionNeeds, regionPropertyNames } from "#dist/kernels/regions/index.js";
import { collectorByName, collectorNames, kernelByName, kernelNames } from "#dist/kernels/registry.js";
import { encodeLabelSet } from "#dist/kernels/selection/index.js";
import { collectorContract, type KernelCase, kernelContract } from "../contract/kernel.js";
import { remote } from "../engine/functions.js";
import { randomImage } from "./random-image.js";

const shape: Triple = [7, 4, 140];
const image = (dtype: Dtype, seed = 1, of: Triple = shape): NdArray => randomImage(dtype, of, seed);
const one = (params: Params, ...images: readonly NdArray[]): KernelCase => ({ params, images });

/** A mask with holes and pieces of all sizes: true with probability 3/4. */
function sparse(seed: number, of: Triple = shape): NdArray {
  const mask = image("bool", seed, of);
  const more = image("bool", seed + 1, of);
  for (let i = 0; i < mask.size; i++) mask.data[i] = Number(mask.data[i]) | Number(more.data[i]);
  return mask;
}
/** Few labels, far apart. */
function seeds(of: Triple = shape): NdArray<"uint32"> {
  const labels = randomImage("uint32", of, 5) as NdArray<"uint32">;
  for (let i = 0; i < labels.size; i++)
    labels.data[i] = (labels.data[i] as number) % 97 === 0 ? 1 + ((labels.data[i] as number) % 1000) : 0;
  return labels;
}
/** Labels 0 to 9 in no order. */
function regions(of: Triple = shape): NdArray<"uint32"> {
  const labels = randomImage("uint32", of, 6) as NdArray<"uint32">;
  for (let i = 0; i < labels.size; i++) labels.data[i] = (labels.data[i] as number) % 10;
  return labels;
}
/** Distances along layers: short ones, and none at all. */
function columns(of: Triple = shape, longest = 12): NdArray<"uint32"> {
  const distances = randomImage("uint32", of, 7) as NdArray<"uint32">;
  for (let i = 0; i < distances.size; i++) distances.data[i] = i % 3 === 0 ? FAR : (distances.data[i] as number) % longest;
  return distances;
}
/** Labels 2 to 4 and 7, of those below 10. */
const someLabels = encodeLabelSet(Uint32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), (i) => [1, 2, 3, 6].includes(i));
const gauss = (z: number, y: number, x: number, boundary = "reflect"): Params => ({
  weights: [z, y, x].map((sigma) => gaussianWeights(sigma, 3)),
  boundary,
  constantValue: 0,
});
const module = (halo: readonly number[], name: "copy" | "shift", dtype: Dtype): Params => ({
  ...{ module: remote(name).module, export: name, code: "1", dtype, ndim: 3, options: null },
  halo: { before: halo, after: halo },
});

const numbers = dtypes.filter((dtype) => dtype !== "bool");
/** A box as rows of a footprint. */
const rows = (z: number, y: number, x: number): number[][] =>
  Array.from({ length: (2 * z + 1) * (2 * y + 1) }, (_, i) => [Math.floor(i / (2 * y + 1)) - z, (i % (2 * y + 1)) - y, 0 - x, x]);

const kernelCases: { readonly [kernel: string]: readonly KernelCase[] } = {
  gaussian: [
    ...dtypes.map((dtype) => one(gauss(0.5, 1, 1), image(dtype))),
    one(gauss(2, 0.7, 3), image("uint8")),
    one(gauss(2, 0.7, 3, "nearest"), image("float32")),
    one(gauss(1, 0, 2, "mirror"), image("float64")),
    one(gauss(0, 2, 0, "constant"), image("int16")),
    one(gauss(4, 4, 4), image("uint16", 3, [5, 4, 7])),
  ],
  threshold: dtypes.filter((d) => d !== "bool").map((dtype) => one({ above: 3, atMost: 100 }, image(dtype))),
  compare: [
    one({ op: "lt" }, image("uint8"), image("int64")),
    one({ op: "ge" }, image("float32"), image("float64")),
    one({ op: "ne", value: 7 }, image("uint8")),
  ],
  arithmetic: [
    one({ op: "add", dtype: "uint16" }, image("uint8"), image("uint8", 2)),
    one({ op: "subtract", dtype: "int64" }, image("uint32"), image("int16")),
    one({ op: "multiply", dtype: "float32", value: 1.5 }, image("float32")),
    one({ op: "divide", dtype: "float64", value: 3, reverse: true }, image("float64")),
  ],
  logical: ["and", "or", "xor", "andNot"]
    .map((op) => one({ op }, image("bool"), image("bool", 2)))
    .concat(one({ op: "not" }, image("bool"))),
  cast: [
    ...dtypes.map((dtype) => one({ dtype, clip: true }, image("int16"))),
    ...dtypes.map((dtype) => one({ dtype: isFloat(dtype) ? "int32" : "float32" }, image(dtype))),
  ],
  clip: dtypes.filter((d) => d !== "bool").map((dtype) => one({ min: 10, max: 90 }, image(dtype))),
  where: [
    ...dtypes.map((dtype) => one({}, image("bool"), image(dtype), image(dtype, 2))),
    one({ otherwise: 9 }, image("bool"), image("uint8")),
  ],
  rankFilter: [
    ...numbers.flatMap((dtype) => [13, 4].map((rank) => one({ rows: rows(1, 1, 1), rank, boundary: "reflect" }, image(dtype)))),
    one({ rows: rows(0, 2, 2), rank: 12, boundary: "mirror" }, image("uint8")),
    one({ rows: rows(2, 0, 2), rank: 12, boundary: "constant", constantValue: 9 }, image("uint16")),
    one({ rows: rows(3, 3, 3), rank: 300, boundary: "nearest" }, image("uint8", 3, [9, 5, 40])),
    one({ rows: [[-2, 0, 1, 1], [0, 1, -3, 2]], rank: 0, boundary: "reflect" }, image("float32")), // biome-ignore format: two rows
  ],
  boxExtreme: [
    ...numbers.map((dtype) => one({ select: "max", before: [1, 2, 3], after: [1, 1, 3], boundary: "reflect" }, image(dtype))),
    one({ select: "min", before: [20, 9, 0], after: [19, 9, 0], boundary: "mirror" }, image("int16")),
  ],
  uniform: [
    ...numbers.map((dtype) => one({ before: [1, 2, 3], after: [1, 1, 3], boundary: "reflect" }, image(dtype))),
    one({ before: [6, 0, 40], after: [6, 0, 40], boundary: "constant", constantValue: 3 }, image("uint8")),
  ],
  correlate: numbers.map((dtype) => one({ terms: [[-1, 0, 2, 1.5], [0, 0, 0, -2], [1, -1, 0, 0.1]], boundary: "nearest" }, image(dtype))), // biome-ignore format: three terms
  magnitude: [
    one({}, image("float32")),
    one({}, image("float32"), image("float32", 2), image("float32", 3)),
    one({}, image("float64"), image("float64", 2)),
  ],
  erode: [],
  dilate: [],
  expandLabels: [
    one({ distance: 1, spacing: [1, 1, 1] }, seeds()),
    one({ distance: 3.5, spacing: [1, 1, 1] }, seeds()),
    one({ distance: 4, spacing: [2, 1, 0.5] }, seeds(), sparse(3)),
    one({ distance: 50, spacing: [1, 1, 1] }, seeds([6, 5, 40])),
  ],
  planeDistance: [
    one({ spacing: [1, 1, 1], dtype: "uint32", wide: false, borderValue: 1 }, columns()),
    one({ spacing: [2, 2, 2], dtype: "float32", wide: false, borderValue: 0 }, columns()),
    one({ spacing: [1, 2, 0.3], dtype: "float32", wide: true, borderValue: 1 }, columns()),
    one({ spacing: [1, 2, 0.3], dtype: "float64", wide: true, borderValue: 0 }, columns()),
    one({ spacing: [1, 1, 1], dtype: "uint32", wide: false, borderValue: 1 }, columns([2, 150, 19], 300)),
  ],
  selectLabels: [
    one({ labels: someLabels, result: "labels" }, regions()),
    ...[true, false].flatMap((on) => [
      one({ labels: someLabels, result: { background: on, inside: !on, outside: on } }, regions()),
      one({ labels: someLabels, result: { background: on, inside: on, outside: !on } }, regions([3, 5, 33])),
    ]),
  ],
  module: [
    one(module([0, 0, 0], "copy", "uint16"), image("uint16")),
    one(module([0, 0, 1], "shift", "float64"), image("float64")),
    one(module([1, 2, 1], "shift", "bool"), image("bool")),
  ],
};
const footprints: readonly Params[] = [
  { footprint: { ball: [1, 1, 1] } },
  { footprint: { ball: [2, 1, 3] }, borderValue: 0 },
  { footprint: { box: [3, 3, 3] }, borderValue: 1 },
  { footprint: { box: [1, 1, 31] } },
  { footprint: { cross: [2, 0, 4] } },
  {
    footprint: {
      offsets: [
        [0, 0, 0],
        [0, 0, 1],
        [2, -1, 0],
      ],
    },
  },
];
const morphology = (seed: number): KernelCase[] => [
  ...footprints.map((params) => one(params, sparse(seed))),
  ...(["uint8", "int16", "int64", "float32"] as const).flatMap((dtype) =>
    footprints
      .slice(1, 3)
      .map((params) => one({ ...params, ...(dtype === "int16" ? { borderValue: -7 } : {}) }, image(dtype, seed, [5, 4, 40]))),
  ),
  ...footprints.slice(3).map((params) => one(params, image("float64", seed, [5, 4, 70]))),
];
const allKernels = { ...kernelCases, erode: morphology(3), dilate: morphology(4) };

const edges = Array.from({ length: 17 }, (_, i) => i * 16);
const collectorCases: { readonly [collector: string]: readonly KernelCase[] } = {
  label: [1, 2, 3].flatMap((connectivity) => [
    one({ connectivity, dtype: "uint32" }, image("bool")),
    one({ connectivity, dtype: "uint32" }, sparse(7)),
    one({ connectivity, dtype: "uint32" }, image("bool", 2, [40, 1, 77])),
  ]),
  columnDistance: [0, 1].flatMap((borderValue) => [
    one({ borderValue }, sparse(7)),
    one({ borderValue }, sparse(8, [70, 3, 21])),
    one({ borderValue }, image("bool", 2, [100, 1, 77])),
  ]),
  labelSelection: [
    one({ rule: "small", maxSize: 390 }, regions()),
    one({ rule: "small", maxSize: 12 }, seeds()),
    one({ rule: "border", axes: [true, true, true] }, seeds()),
    one({ rule: "border", axes: [true, false, false] }, seeds()),
    one({ rule: "border", axes: [true, false, true] }, seeds([40, 1, 77])),
  ],
  regionStatistics: [
    one({ needs: regionNeeds(regionPropertyNames.filter((n) => n === "area")), intensities: [] }, regions()),
    ...(["uint8", "float32", "float64", "int64"] as const).map((dtype) =>
      one({ needs: regionNeeds(regionPropertyNames), intensities: [dtype] }, regions(), image(dtype)),
    ),
  ],
  summary: dtypes.map((dtype) => one({}, image(dtype))),
  extrema: dtypes.map((dtype) => one({}, image(dtype))),
  counts: [one({ first: 0, size: 256 }, image("uint8")), one({ first: -32768, size: 65536 }, image("int16"))],
  liCounts: [one({ first: 0, size: 256 }, image("uint8")), one({ first: -32768, size: 65536 }, image("int16"))],
  triangleCounts: [one({ first: 0, size: 256 }, image("uint8")), one({ first: -32768, size: 65536 }, image("int16"))],
  otsuCounts: [one({ first: 0, size: 256 }, image("uint8")), one({ first: -32768, size: 65536 }, image("int16"))],
  histogram: [one({ edges }, image("uint8")), one({ edges }, image("float32")), one({ edges: [-500, 0, 1, 999] }, image("float64"))],
  projection: [0, 1, 2].flatMap((axis) =>
    ["max", "min", "sum", "mean"].flatMap((op) =>
      (["bool", "uint8", "int32", "float32"] as const).map((dtype) => one({ axis, op, dtype }, image(dtype))),
    ),
  ),
  rankDigits: [one({ digit: 0, q: [0, 50, 99.9] }, image("uint8")), one({ digit: 0, q: [50] }, image("float64"))],
};

describe("every registered name", () => {
  it("has cases", () => {
    assert.deepEqual(Object.keys(allKernels).sort(), kernelNames());
    assert.deepEqual(Object.keys(collectorCases).sort(), collectorNames());
    for (const [name, cases] of Object.entries({ ...allKernels, ...collectorCases })) assert.ok(cases.length > 0, name);
  });
});
for (const [name, cases] of Object.entries(allKernels)) kernelContract(kernelByName(name), cases);
for (const [name, cases] of Object.entries(collectorCases)) collectorContract(collectorByName(name), cases);
