/**
 * Writing NIfTI files forward.
 * @module
 */
import type { NdArray } from "../../array/nd-array.ts";
import { gzip } from "../deflate/index.ts";
import { voxelBytes } from "../raw/index.ts";
import type { ByteSink } from "../sink.ts";
import { buildHeader, type NiftiWriteInfo } from "./build-header.ts";

export interface WriteNiftiOptions {
  /** True for .nii.gz, false for .nii. */
  readonly gzip: boolean;
}

/**
 * Writes one NIfTI file. `layers` are arrays that, one after another in C order, make up the whole; how it is cut does not change
 * the file. Spacing, unit and translation are kept, and the affine where there is one. Booleans become uint8, 0 and 1: NIfTI has
 * no other type for them.
 * Throws UnsupportedError for axes and units that NIfTI cannot hold, GeometryError when the layers do not fit the shape.
 */
export async function writeNifti(
  info: NiftiWriteInfo,
  layers: AsyncIterable<NdArray>,
  sink: ByteSink,
  options: WriteNiftiOptions,
): Promise<void> {
  const header = buildHeader(info);
  async function* file(): AsyncGenerator<Uint8Array> {
    yield header;
    yield* voxelBytes(info.shape, info.dtype, layers);
  }
  for await (const bytes of options.gzip ? gzip(file()) : file()) await sink.write(bytes);
}
