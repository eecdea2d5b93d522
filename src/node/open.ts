/** @module */
import { NotFoundError } from "../errors.ts";
import { openFile } from "../format/registry.ts";
import type { ImageFile, Series } from "../format/source.ts";
import type { PerAxis } from "../geometry/axes.ts";
import { perAxis } from "../geometry/axes.ts";
import { parseQuantity } from "../geometry/unit.ts";
import { fromSource } from "../graph/from-array.ts";
import { LazyArray } from "../graph/lazy-array.ts";
import { locate, machineStores } from "../machine/index.ts";

export interface OpenOptions {
  /** Which image of the file: a number, a name, or a path inside it. @default the first */
  readonly series?: number | string | undefined;
  /** Level of its pyramid. @default 0, full size */
  readonly level?: number | undefined;
  /** Distance between voxel centres, instead of what the file says: lengths ("1.4 um") or numbers, for all axes or per axis. */
  readonly spacing?: PerAxis<number | string> | undefined;
  /** Names of the axes, instead of the file's. */
  readonly axes?: readonly string[] | undefined;
  /** For a folder or a pattern of files (`scan/*.tif`): the name of the axis along which they are stacked. @default z, or t where the files have a z */
  readonly stack?: string | undefined;
}

/**
 * Opens an image lazily: only its header is read. The format is told by content, then by ending (Zarr, OME-Zarr, N5, precomputed,
 * TIFF, OME-TIFF, NIfTI, npy, npz, PNG, HDF5, MRC, DeltaVision, NRRD, MetaImage, FITS, JPEG, DICOM). A folder of images, or a pattern with *, ?
 * or {z} in the name, is one array with the files stacked.
 *
 * Takes a path, `https://host/a.zarr`, `s3://bucket/a.zarr`, a place in a zip archive at one of these (`data.zip/a.zarr`), or a program that streams
 * planes (`command:python3 camera.py`; docs/commands.md). Object
 * stores are asked with the credentials of this machine: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile of ~/.aws.
 */
export async function open(path: string | URL, options: OpenOptions = {}): Promise<LazyArray> {
  const series = pickSeries(await inspect(path, options), options.series, String(path));
  return withOptions(fromSource(await series.open(options.level ?? 0)), options);
}

/** Reads the header of a file: all its images, also those that cannot be decoded. Takes what {@link open} takes. */
export async function inspect(path: string | URL, { stack }: Pick<OpenOptions, "stack"> = {}): Promise<ImageFile> {
  return openFile(locate(path, machineStores()), stack === undefined ? {} : { format: "stack", options: { axis: stack } });
}

/** One image of a file by number, name, or the last part of its name. */
export function pickSeries(file: ImageFile, wanted: number | string | undefined, path: string): Series {
  const names = file.series.map((s, i) => s.name || String(i));
  const byNumber =
    typeof wanted === "number" || wanted === undefined
      ? (wanted ?? 0)
      : /^\d+$/.test(wanted) && !names.includes(wanted)
        ? Number(wanted)
        : undefined;
  const found =
    byNumber === undefined ? file.series.find((s) => s.name === wanted || s.name.endsWith(`/${wanted}`)) : file.series[byNumber];
  if (found === undefined)
    throw new NotFoundError(`Expected series ${wanted} in ${path}; it has ${names.length}: ${names.slice(0, 20).join(", ")}.`, {
      what: String(wanted),
    });
  return found;
}

function withOptions(image: LazyArray, { spacing, axes }: OpenOptions): LazyArray {
  const named = axes === undefined ? image : image.withSpace({ axes });
  if (spacing === undefined) return named;
  const given = perAxis<number | string>(spacing, named.axes, "spacing").map((s) =>
    typeof s === "number" ? { value: s, unit: "" } : parseQuantity(s),
  );
  return new LazyArray(
    named.node,
    {
      axes: named.axes,
      spacing: given.map((q) => q.value),
      unit: given.map((q) => q.unit),
      translation: named.translation,
      orientation: named.orientation,
    },
    named.chunks,
  );
}
