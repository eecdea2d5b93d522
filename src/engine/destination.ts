/**
 * How an array is to be stored under a name.
 * @module
 */
import { GeometryError, UnsupportedError } from "../errors.ts";
import type { ZarrCodec } from "../format/zarr/index.ts";
import { type PerAxis, perAxis } from "../geometry/axes.ts";
import type { Vec } from "../geometry/vec.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { ArrayNode } from "../graph/node.ts";
import type { ArrayDestination } from "../plan/stage.ts";
import type { Store } from "../store/store.ts";

/** Endings of array files that are written whole, from what the stages kept. */
const exportEndings = [".tif", ".tiff", ".nii", ".nii.gz", ".npy"] as const;
/** All endings that an array can be saved under. */
export const arrayEndings: readonly string[] = [".zarr", ...exportEndings];

/** How arrays are stored unless they say otherwise. */
export interface StoringOptions {
  readonly codec?: ZarrCodec | undefined;
}

/** What an array of one request asks for. */
export interface Storing extends StoringOptions {
  readonly shards?: PerAxis | undefined;
  readonly zarrFormat?: 2 | 3 | undefined;
  /** Key of the group that the array is a member of. */
  readonly group?: string | undefined;
}

/** True for names of files that are written whole. Throws UnsupportedError for a name that no array can have. */
export function isExport(name: string, array: LazyArray, out: Store | undefined): boolean {
  const lower = name.toLowerCase();
  if (exportEndings.some((ending) => lower.endsWith(ending))) return true;
  if (lower.endsWith(".zarr") && out !== undefined) return false;
  throw new UnsupportedError(`Expected the name of a ${array.dtype} array to end with one of ${arrayEndings.join(", ")}, found "${name}".`);
}

/** A Zarr array at a key. Throws GeometryError for shards that do not fit. */
export function zarrDestination(key: string, array: LazyArray, out: Store, storing: Storing): ArrayDestination {
  const { shape, dtype, axes, spacing, unit, translation, affine, orientation } = array;
  const framed = framedAxes(array.node);
  const chunks = array.chunks.map((n, axis) => (framed[axis] === true ? n : 1));
  const shards = storing.shards === undefined ? undefined : shardsOf(array, chunks, framed, storing.shards);
  return {
    kind: "zarr",
    store: out.locator,
    key,
    options: {
      shape,
      dtype,
      chunks,
      ...(shards === undefined ? {} : { shards }),
      codec: storing.codec ?? "zstd",
      axes,
      spacing,
      unit,
      translation,
      ...(storing.zarrFormat === 2 ? { zarrFormat: 2 as const } : {}),
      ...(affine === undefined ? {} : { affine }),
      ...(orientation === undefined ? {} : { orientation }),
    },
    ...(storing.group === undefined ? {} : { group: storing.group }),
  };
}

/**
 * Which axes of a stored array lie within the frames that it is streamed as: the last three of its image. On the others each index
 * is a block of its own, and so a chunk of its own. A slice is streamed as a part of the image it was cut from.
 */
export function framedAxes(node: ArrayNode): readonly boolean[] {
  const image = node.kind === "slice" ? node.input : node;
  const keep = node.kind === "slice" ? node.crop.keep : node.shape.map((_, axis) => axis);
  return keep.map((axis) => axis >= image.shape.length - 3);
}

/** Shards of whole chunks, none longer than the array needs. */
function shardsOf(array: LazyArray, chunks: Vec, framed: readonly boolean[], wanted: PerAxis): number[] {
  return perAxis(wanted, array.axes, "shards", 1).map((n, axis) => {
    const chunk = chunks[axis] as number;
    const most = Math.ceil((array.shape[axis] as number) / chunk) * chunk;
    const shard = Math.min(Math.max(n, 1), Math.max(most, chunk));
    // An axis that a record leaves out, and one that no block spans, has shards of one chunk.
    if (n === 1 || framed[axis] === false) return chunk;
    if (!Number.isInteger(n) || n < 1 || (shard === n && n % chunk !== 0))
      throw new GeometryError(`Expected shards along ${array.axes[axis]} to be a multiple of the chunks (${chunk}), found ${n}.`, {
        hint: "Choose chunks that divide the shards.",
      });
    return shard;
  });
}
