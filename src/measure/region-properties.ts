/** @module */
import { GeometryError } from "../errors.ts";
import { equal } from "../geometry/vec.ts";
import type { LabelImage, LazyArray } from "../graph/lazy-array.ts";
import { tableNode } from "../graph/nodes.ts";
import { LazyTable } from "../graph/target.ts";
import {
  type RegionImage,
  type RegionPropertyName,
  type RegionRows,
  regionNeeds,
  regionPropertyColumns,
  regionPropertyDefinitions,
  resolveProperties,
} from "../kernels/regions/index.ts";
import { requireLabels } from "../ops/apply.ts";
import { inOption } from "../ops/option.ts";
import { BATCH_ROWS, column, Table } from "../table/index.ts";

export interface RegionPropertiesOptions {
  /** Which properties, by scikit-image's names in camelCase; see `regionPropertyNames`. The table begins with `label` in any case. */
  readonly properties: readonly RegionPropertyName[];
  /** Image (or images: one column per channel) whose values are measured. */
  readonly intensity?: LazyArray | readonly LazyArray[] | undefined;
  /** Names of the intensity images, for the columns of more than one. @default 0, 1, ... */
  readonly channels?: readonly string[] | undefined;
}

/**
 * Measures the regions of a label image: one row per label, ascending. Objects may span any number of blocks; all sums are exact,
 * so that no cutting changes a bit. Columns in units follow where the image has a spacing.
 */
export function regionProperties(labels: LabelImage, options: RegionPropertiesOptions): LazyTable {
  requireLabels(labels, "regionProperties");
  const names = inOption("properties", () => resolveProperties(options.properties));
  const images = intensityImages(labels, options.intensity);
  const needed = names.find((name) => regionPropertyDefinitions[name].intensity);
  if (needed !== undefined && images.length === 0) {
    throw new GeometryError(`Expected an intensity image for ${needed}, found none.`, {
      hint: "Give intensity: the image whose values to measure.",
      option: "properties",
    });
  }
  const undefinedHere = names.find((name) => !regionPropertyDefinitions[name].ndim.includes(labels.ndim));
  if (undefinedHere !== undefined) {
    const { ndim } = regionPropertyDefinitions[undefinedHere];
    throw new GeometryError(`Expected labels of ${ndim.join(" or ")} axes for ${undefinedHere}, found ${labels.ndim}.`, {
      hint: "Leave it out.",
      option: "properties",
    });
  }
  const params = { needs: regionNeeds(names), intensities: images.map((i) => i.dtype) };
  const node = tableNode("regionStatistics", params, [labels.node, ...images.map((i) => i.node)]);
  const image = regionImage(labels, options.channels);
  return new LazyTable(node, async function* (result) {
    for await (const statistics of (result as RegionRows).batches(BATCH_ROWS)) {
      const columns = regionPropertyColumns(statistics, names, image);
      yield new Table(columns.map(({ name, unit, values }) => column(name, values, { unit })));
    }
  });
}

function intensityImages(labels: LazyArray, intensity: RegionPropertiesOptions["intensity"]): readonly LazyArray[] {
  const images = intensity === undefined ? [] : "node" in intensity ? [intensity as LazyArray] : intensity;
  for (const image of images) {
    if (!equal(image.shape, labels.shape)) {
      throw new GeometryError(
        `Expected an intensity image of the labels' shape [${labels.shape.join(", ")}], found [${image.shape.join(", ")}].`,
        { hint: "Slice one of them, so that both cover the same voxels.", option: "intensity" },
      );
    }
  }
  return images;
}

/** Where the labels lie, for columns by axis and in units. */
function regionImage(labels: LazyArray, channels: readonly string[] | undefined): RegionImage {
  if (labels.ndim > 3)
    throw new GeometryError(`Expected labels of one to three axes, found ${labels.ndim}.`, {
      hint: "Measure one time point or channel at a time: slice it.",
      option: "input",
    });
  const frames = labels.ndim === 1 ? [2] : labels.ndim === 2 ? [0, 2] : [0, 1, 2];
  const axes = labels.axes.map((name, i) => ({
    name,
    frame: frames[i] as 0 | 1 | 2,
    length: labels.shape[i] as number,
    spacing: labels.spacing[i] as number,
    translation: labels.translation[i] as number,
    unit: labels.unit[i] as string,
  }));
  return { axes, channels };
}
