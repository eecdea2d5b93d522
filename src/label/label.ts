/** @module */
import type { Dtype } from "../array/dtype.ts";
import { GeometryError, UnsupportedError } from "../errors.ts";
import { type LabelImage, LazyArray } from "../graph/lazy-array.ts";
import { mergeNode } from "../graph/nodes.ts";

export interface LabelOptions {
  /** How many axes two neighbours may differ in: 1 = faces, up to the number of axes = corners too. */
  readonly connectivity: number;
  /** Of the labels. uint64 for more than 2^32 - 1 components; most other programs expect uint32. @default "uint32" */
  readonly dtype?: "uint32" | "uint64" | undefined;
}

/** What can be labelled: a mask, or integers. An image of unknown dtype is made one of them by threshold or cast. */
export type Labelable = LazyArray<"bool" | "uint8" | "int8" | "uint16" | "int16" | "uint32" | "int32">;

/**
 * Numbers connected components: 1, 2, ... in the order of their first voxels (C order), 0 is background; the same numbers as
 * `scipy.ndimage.label`, whatever the blocks. In a mask, true voxels that touch belong together; in an image of integers (a label
 * image, say) voxels of equal value other than 0, as scikit-image's `label` and cc3d do it. Components may span any number of blocks.
 * More than the dtype holds are an error.
 */
export function label(image: Labelable, options: LabelOptions & { readonly dtype: "uint64" }): LazyArray<"uint64">;
export function label(image: Labelable, options: LabelOptions & { readonly dtype?: "uint32" | undefined }): LabelImage;
export function label(image: Labelable, options: LabelOptions): LazyArray<"uint32"> | LazyArray<"uint64">;
export function label(image: Labelable, { connectivity, dtype = "uint32" }: LabelOptions): LazyArray<"uint32"> | LazyArray<"uint64"> {
  requireCountable(image);
  if (image.ndim > 3) {
    throw new UnsupportedError(`Expected an image of one to three axes for label, found ${image.ndim} (${image.axes.join(", ")}).`, {
      hint: "Label one time point or channel at a time: slice it.",
      option: "input",
    });
  }
  if (!Number.isInteger(connectivity) || connectivity < 1 || connectivity > image.ndim) {
    throw new GeometryError(
      `Expected connectivity from 1 (faces) to ${image.ndim} (corners) for ${image.ndim} axes, found ${connectivity}.`,
      {
        option: "connectivity",
      },
    );
  }
  const node = mergeNode("label", { connectivity, dtype }, [image.node]);
  return dtype === "uint64" ? new LazyArray<"uint64">(node, image, image.chunks) : new LazyArray<"uint32">(node, image, image.chunks);
}

/** Throws unless the values can be told apart as integers. */
function requireCountable({ dtype }: { readonly dtype: Dtype }): void {
  if (dtype.startsWith("float"))
    throw new GeometryError(`Expected a mask (bool) or an image of integers for label, found ${dtype}.`, {
      hint: "Make a mask with threshold, or cast whole numbers to integers.",
      option: "input",
    });
  if (dtype === "uint64" || dtype === "int64")
    throw new UnsupportedError(`Expected integers of at most 32 bits for label, found ${dtype}.`, {
      hint: "Cast them to uint32 first.",
      option: "input",
    });
}
