/**
 * Wrong uses that must not compile. Never run: the compiler is the test (`tsc -p test`), because an expected error that does not
 * come is an error itself.
 */

import { NdArray } from "#dist/array/nd-array.js";
import { fromArray, type LabelImage, type LazyArray, type LazyScalar, type LazyTable, type Mask } from "#dist/graph/index.js";
import { label } from "#dist/label/index.js";
import { regionProperties } from "#dist/measure/index.js";
import { compute, open, save, workerModule } from "#dist/node/index.js";
import * as ops from "#dist/ops/index.js";

declare const table: LazyTable;
declare const level: LazyScalar;
const image: LazyArray = await open("image.tif");
const mask: Mask = ops.threshold(image, { above: 3 });
const labels: LabelImage = label(mask, { connectivity: 1 });
const footprint = ops.ball(1);

// What a mask is due for.
// @ts-expect-error a grey image is not a mask, nor what is left of it
label(ops.erode(image, { footprint }), { connectivity: 1 });
// @ts-expect-error a grey image is not a mask
ops.distanceTransform(image);
// @ts-expect-error a grey image is not a mask
label(image, { connectivity: 1 });
// @ts-expect-error labels are not a mask
ops.and(mask, labels);
// @ts-expect-error a grey image is not a mask
ops.where(image, image, 0);
// @ts-expect-error a smoothed image is not a mask
ops.not(ops.gaussianFilter(image, { sigma: 1 }));

// What labels are due for.
// @ts-expect-error a mask has no labels yet
ops.expandLabels(mask, { distance: 1 });
// @ts-expect-error a grey image is not a label image
regionProperties(image, { properties: ["area"] });
// @ts-expect-error labels are not a mask to stay within
ops.expandLabels(labels, { distance: 1, within: labels });
// @ts-expect-error "volume" is not a region property
regionProperties(labels, { properties: ["volume"] });
// @ts-expect-error properties are required
regionProperties(labels, {});

// Required knowledge has no default.
// @ts-expect-error sigma is required
ops.gaussianFilter(image, {});
// @ts-expect-error connectivity is required
label(mask, {});
// @ts-expect-error a footprint is required
ops.erode(mask, {});
// @ts-expect-error a dtype is required
ops.cast(image, {});

// Words and numbers.
// @ts-expect-error there is no such boundary
ops.gaussianFilter(image, { sigma: 1, boundary: "periodic" });
// @ts-expect-error there is no such method
ops.threshold(image, { above: "yen" });
// @ts-expect-error a misspelt option
ops.threshold(image, { abov: 3 });
// @ts-expect-error there is no such dtype
ops.cast(image, { dtype: "float16" });
// @ts-expect-error a table is no number
ops.threshold(image, { above: table });
// @ts-expect-error an image is no number
ops.clip(image, { min: image });
// @ts-expect-error two numbers make no mask
ops.greater(3, level);
// @ts-expect-error one of the values must be an image
ops.where(mask, 1, 0);
// @ts-expect-error there is no such projection
ops.project(image, { axis: "z", method: "median" });
// @ts-expect-error numbers have no slices
level.slice(1);

// Code travels by name.
const worker = workerModule<{ clean(arrays: readonly NdArray[]): NdArray; level: number }>(new URL("file:///clean.js"));
ops.mapBlocks([image], { map: worker.clean, dtype: "uint8" });
// @ts-expect-error a closure cannot travel to a worker
ops.mapBlocks([image], { map: ([array]: readonly NdArray[]) => array, dtype: "uint8" });
// @ts-expect-error a number is not a function
worker.level;
// @ts-expect-error no inputs
ops.mapBlocks([], { map: worker.clean, dtype: "uint8" });
// @ts-expect-error a function of something else than arrays
ops.mapBlocks([image], { map: workerModule<{ clean(text: string): string }>(new URL("file:///clean.js")).clean, dtype: "uint8" });

// Types that must hold: what comes out is known.
const same: Mask = ops.cast(image, { dtype: "bool" });
const numbered: LabelImage = ops.cast(image, { dtype: "uint32" });
const eroded: Mask = ops.erode(same, { footprint }).slice(3);
const stored: Mask = await save(eroded, "mask.zarr");
const computed: NdArray<"uint32"> = await compute(numbered);
const bytes: Uint8Array = (await compute(fromArray(NdArray.zeros("uint8", [3])))).data;
const clipped: LazyArray<"int16"> = ops.clip(ops.cast(image, { dtype: "int16" }), { min: level });

export { bytes, clipped, computed, stored };
