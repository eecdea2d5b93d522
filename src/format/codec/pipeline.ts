/**
 * The way of one chunk between its voxels and its stored bytes.
 *
 * ```
 * voxels --transpose--> voxels in stored order --delta--> --bytes--> bytes --gzip--> bytes --crc32c--> stored
 *        <------------                         <-------  <--------        <-------       <----------
 * ```
 * @module
 */
import type { TypedArrayOf } from "../../array/dtype.ts";
import { cStrides, NdArray } from "../../array/nd-array.ts";
import { FormatError, isVoxmillError, UnsupportedError } from "../../errors.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import { isLfsPointer } from "../lfs-pointer.ts";
import { type BytesCodec, type CodecSpec, checkDecodedSize, type DecodedSize, storedLimit } from "./codec.ts";
import { loadCodec } from "./registry.ts";
import { bytesOf, dtypeOf, type StoredType, storedItemSize, voxelsOf } from "./stored-type.ts";
import { inCOrder } from "./strided.ts";
import { loadValueFilter } from "./value-filter.ts";

/** What every chunk of an array has in common. */
export interface ChunkForm {
  readonly shape: Vec;
  readonly stored: StoredType;
}

/** A compiled list of codecs. */
export interface Pipeline {
  /** The most stored bytes a chunk can have; longer values are not chunks. */
  readonly limit: number;
  /** Whether `decode` uses the place that it is lent. */
  readonly decodesInto: boolean;
  /**
   * Decodes one chunk; `where` names file and chunk in errors. `into` is lent for the result, which may lie there or elsewhere. Throws
   * FormatError where the bytes are broken.
   */
  decode(stored: Uint8Array, where: string, into?: Uint8Array): Promise<NdArray>;
  /** Encodes one whole chunk. */
  encode(chunk: NdArray): Promise<Uint8Array>;
}

/** The parts of a list of codecs: voxels to voxels, the byte order, bytes to bytes. */
export interface CodecParts {
  /** Axis of the array for each axis as stored, slowest first. */
  readonly order: Vec;
  readonly filters: readonly CodecSpec[];
  readonly littleEndian: boolean;
  readonly bytes: readonly CodecSpec[];
}

/** What the decoder of each codec may give, outermost last. */
function decodedSizes(codecs: readonly BytesCodec[], bytes: number): DecodedSize[] {
  const sizes: DecodedSize[] = [];
  let size: DecodedSize = { bytes, exact: true };
  for (const codec of codecs) {
    sizes.push(size);
    size = codec.encodedSize
      ? { bytes: codec.encodedSize(size.bytes), exact: size.exact }
      : { bytes: storedLimit(size.bytes), exact: false };
  }
  return sizes;
}

function broken(where: string, stored: Uint8Array, cause: unknown): Error {
  if (isVoxmillError(cause)) return cause;
  if (isLfsPointer(stored))
    return new FormatError(`Expected the data of ${where}, found a Git LFS pointer.`, {
      path: where,
      hint: 'Fetch the data with "git lfs pull".',
    });
  return new FormatError(`Cannot decode ${where}: ${(cause as Error).message}.`, { path: where, cause });
}

/** From stored bytes to the bytes of voxels, outermost codec first. */
async function unpack(
  data: Uint8Array,
  codecs: readonly BytesCodec[],
  sizes: readonly DecodedSize[],
  bytes: number,
  into: Uint8Array | undefined,
): Promise<Uint8Array> {
  let at = data;
  for (let i = codecs.length - 1; i >= 0; i--)
    at = await (codecs[i] as BytesCodec).decode(at, sizes[i] as DecodedSize, i === 0 ? into : undefined);
  checkDecodedSize(at.length, { bytes, exact: true });
  return at;
}

/** Loads the codecs of a chunk. Throws UnsupportedError where one is not known. */
export async function compilePipeline(parts: CodecParts, form: ChunkForm): Promise<Pipeline> {
  const { order, littleEndian } = parts;
  const { stored, shape } = form;
  const codecs = await Promise.all(parts.bytes.map(loadCodec));
  const filters = await Promise.all(parts.filters.map((spec) => loadValueFilter(spec, stored)));
  // Filters may store another type than the array's: the last one decides how many bytes a voxel takes.
  const inner: StoredType = filters.at(-1)?.stored ?? stored;
  const bytes = product(shape) * storedItemSize(inner);
  const sizes = decodedSizes(codecs, bytes);
  const limit = codecs.length === 0 ? bytes : storedLimit(bytes);
  const storedShape = order.map((axis) => shape[axis] as number);
  const storedStride = cStrides(storedShape);
  const stride = shape.map((_, axis) => storedStride[order.indexOf(axis)] as number);

  return {
    limit,
    decodesInto: codecs[0]?.decodesInto === true && filters.length === 0,
    async decode(data, where, into) {
      try {
        let values: TypedArrayOf[keyof TypedArrayOf] = voxelsOf(await unpack(data, codecs, sizes, bytes, into), inner, littleEndian);
        for (const filter of filters.toReversed()) values = filter.decode(values);
        const array = new NdArray(dtypeOf(stored), values, shape, stride);
        return (stride.at(-1) ?? 1) === 1 ? array : inCOrder(array);
      } catch (error) {
        throw broken(where, data, error);
      }
    },
    async encode(chunk) {
      if (filters.length > 0 || !littleEndian || stored === "float16")
        throw new UnsupportedError("Chunks are written little endian and without filters.");
      const transposed = new NdArray(
        chunk.dtype,
        chunk.data,
        storedShape,
        order.map((axis) => chunk.stride[axis] as number),
        chunk.offset,
      );
      let at: Uint8Array = bytesOf(inCOrder(transposed).data);
      for (const codec of codecs) at = await codec.encode(at);
      return at;
    },
  };
}
