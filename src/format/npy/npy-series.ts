/**
 * One .npy array, alone in a file or in a .npz archive, as a series.
 * @module
 */
import { itemSize } from "../../array/dtype.ts";
import { UnsupportedError } from "../../errors.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import { type ByteReader, decodeVoxels, LayeredSource, layerChunks, openedDtype, storedBytes } from "../raw/index.ts";
import type { ArrayInfo, Series, SourceLocator } from "../source.ts";
import { type NpyHeader, readNpyHeader } from "./npy-header.ts";

/** Where one array's bytes come from. */
export interface NpyBytes {
  /** "" for a file, the member's name for an archive. */
  readonly name: string;
  readonly path: string;
  readonly length: number;
  /** Bytes on disk, where they are compressed. */
  readonly compressed?: number | undefined;
  readonly codecs: readonly string[];
  readonly locator: SourceLocator;
  readonly reader: () => ByteReader;
  readonly identify: () => Promise<string>;
  /** Runs before the array is opened. */
  readonly verify?: (() => Promise<void>) | undefined;
  /** Why the bytes cannot be decoded, when already known. */
  readonly reason?: string | undefined;
}

/** Parses the header and describes the array. */
export async function npySeries(bytes: NpyBytes): Promise<Series> {
  const reader = bytes.reader();
  const header = await readNpyHeader(reader, bytes.length, bytes.path).finally(() => reader.close());
  const info = describe(header, bytes.codecs);
  const { voxels } = header;
  const reason = "reason" in voxels ? voxels.reason : undefined;
  const size = bytes.compressed ?? product(info.shape) * ("type" in voxels ? storedBytes(voxels.type) : 0);
  return {
    name: bytes.name,
    info,
    levels: 1,
    bytes: size,
    readable: reason === undefined,
    reason,
    async open() {
      if ("reason" in voxels)
        throw new UnsupportedError(`Expected an array of numbers in ${bytes.path}, found one that cannot be read: ${voxels.reason}.`);
      await bytes.verify?.();
      return new LayeredSource({
        info,
        locator: bytes.locator,
        reader: bytes.reader(),
        dataOffset: header.dataOffset,
        itemBytes: storedBytes(voxels.type),
        decode: (stored) => decodeVoxels(stored, voxels.type, voxels.littleEndian),
        fortran: header.fortran,
        identify: bytes.identify,
      });
    },
  };
}

/** A single number (shape ()) opens as one voxel on one axis: an array without axes has no chunks. */
function describe({ shape: stored, fortran, descr, voxels }: NpyHeader, codecs: readonly string[]): ArrayInfo {
  const shape = stored.length === 0 ? [1] : stored;
  const dtype = "type" in voxels ? openedDtype(voxels.type) : "uint8";
  const chunks = fortran ? layerChunks(shape.toReversed(), itemSize(dtype)).toReversed() : layerChunks(shape, itemSize(dtype));
  return {
    shape,
    dtype,
    axes: defaultAxes(shape),
    chunks,
    spacing: shape.map(() => 1),
    unit: shape.map(() => ""),
    translation: shape.map(() => 0),
    codecs,
    attributes: { npy: { descr, fortranOrder: fortran } },
  };
}

/** NumPy does not name axes: the last four are t, z, y, x; those before are numbered. */
function defaultAxes(shape: Vec): string[] {
  const named = ["t", "z", "y", "x"].slice(-shape.length);
  return [...shape.slice(named.length).map((_, i) => `d${i}`), ...named];
}
