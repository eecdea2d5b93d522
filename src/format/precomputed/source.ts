/**
 * One scale of a precomputed volume, read chunk by chunk. Files count x, y, z, channel, fastest first: the same bytes are c, z, y, x here.
 * @module
 */
import { allocate, type Dtype, type TypedArrayOf } from "../../array/dtype.ts";
import { NdArray } from "../../array/nd-array.ts";
import { GeometryError, UnsupportedError } from "../../errors.ts";
import { ceilDivide, minimum, multiply, product, subtract, type Vec } from "../../geometry/vec.ts";
import { fingerprint } from "../../store/fingerprint.ts";
import type { ReadableStore, StoreOptions } from "../../store/store.ts";
import { checkDecodedSize, storedLimit } from "../codec/codec.ts";
import { dtypeOf, storedItemSize, voxelsOf } from "../codec/stored-type.ts";
import type { ArrayInfo, ArraySource, SourceLocator } from "../source.ts";
import { type ChunkFiles, chunkFiles, decoding } from "./chunk-files.ts";
import { decodeSegmentation } from "./compressed-segmentation.ts";
import type { PrecomputedInfo, Scale } from "./info.ts";

class PrecomputedSource implements ArraySource {
  readonly info: ArrayInfo;
  readonly locator: SourceLocator;
  readonly #store: ReadableStore;
  readonly #files: ChunkFiles;
  readonly #scale: Scale;
  readonly #channels: number;
  readonly #meaning: string;

  constructor(store: ReadableStore, volume: PrecomputedInfo, scale: Scale, info: ArrayInfo, locator: SourceLocator) {
    const { stored, channels } = volume;
    if (stored === undefined || scale.unreadable !== undefined)
      throw new UnsupportedError(`This volume cannot be read: ${scale.unreadable ?? `voxels of type ${volume.dataType} cannot be read`}.`);
    this.info = info;
    this.locator = locator;
    this.#store = store;
    this.#scale = scale;
    this.#channels = channels;
    const bytes = product(scale.chunk) * channels * storedItemSize(stored);
    this.#files = chunkFiles(store, locator.key, scale, scale.encoding === "raw" ? bytes : storedLimit(bytes));
    this.#meaning = fingerprint(new TextEncoder().encode(JSON.stringify([scale, channels, stored])));
  }
  async readChunk(index: Vec, options: StoreOptions = {}): Promise<NdArray> {
    const place = this.#place(index);
    options.signal?.throwIfAborted();
    const { dtype } = this.info;
    const shape = minimum(this.info.chunks, subtract(this.info.shape, multiply(index, this.info.chunks)));
    const bytes = await this.#files.read(place, options);
    if (bytes === undefined) return new NdArray<Dtype>(dtype, allocate(dtype, product(shape)), shape);
    const where = `${this.#store.name}/${this.#files.keyOf(place)} (chunk ${index.join(", ")})`;
    const data = await decoding(where, bytes, () => this.#decode(bytes, shape));
    return new NdArray<Dtype>(dtype, data, shape);
  }
  async identifyChunk(index: Vec): Promise<string> {
    const key = this.#files.keyOf(this.#place(index));
    return `${this.#meaning}:${(await this.#store.identify(key)) ?? (await this.#store.identify(`${key}.gz`)) ?? "absent"}`;
  }
  #decode(bytes: Uint8Array, shape: Vec): TypedArrayOf[Dtype] {
    const { dtype } = this.info;
    const size = product(shape);
    const { block } = this.#scale;
    if (block !== undefined) {
      const labels = allocate(dtype as "uint32" | "uint64", size);
      return decodeSegmentation<Uint32Array | BigUint64Array>(bytes, labels, shape.slice(-3).toReversed(), block, this.#channels);
    }
    checkDecodedSize(bytes.length, { bytes: size * storedItemSize(dtype), exact: true });
    return voxelsOf(bytes, dtype, true);
  }
  /** A chunk's place along x, y, z. */
  #place(index: Vec): number[] {
    const counts = ceilDivide(this.info.shape, this.info.chunks);
    const good = index.length === counts.length && index.every((i, axis) => Number.isInteger(i) && i >= 0 && i < (counts[axis] as number));
    if (!good) throw new GeometryError(`Expected a chunk index within [${counts.join(", ")}], found [${index.join(", ")}].`);
    return index.slice(-3).toReversed();
  }
}

/** The facts of a scale. A single channel is no axis. */
export function describeScale({ stored, channels, scales, attributes }: PrecomputedInfo, level: number): ArrayInfo {
  const { size, chunk, resolution, voxelOffset, encoding, sharding } = scales[level] as Scale;
  const finest = (scales[0] as Scale).resolution;
  const withChannels = <T>(channel: T, space: readonly T[]): T[] => [...(channels > 1 ? [channel] : []), ...space.toReversed()];
  // Corners of voxels are aligned through all scales: the centre of a first voxel moves with its size.
  const translation = resolution.map((r, axis) => r * (voxelOffset[axis] as number) + (r - (finest[axis] as number)) / 2);
  return {
    shape: withChannels(channels, size),
    dtype: stored === undefined ? "uint8" : dtypeOf(stored),
    axes: withChannels("c", ["x", "y", "z"]),
    chunks: minimum(withChannels(channels, chunk), withChannels(channels, size)),
    spacing: withChannels(1, resolution),
    unit: withChannels("", ["nanometer", "nanometer", "nanometer"]),
    translation: withChannels(0, translation),
    codecs: sharding === undefined ? [encoding] : [encoding, "sharded"],
    attributes,
  };
}

/** Opens a scale of the volume at the locator's key. Throws UnsupportedError where it cannot be read. */
export function openScale(store: ReadableStore, volume: PrecomputedInfo, locator: SourceLocator): ArraySource {
  const scale = volume.scales[locator.level] as Scale;
  return new PrecomputedSource(store, volume, scale, describeScale(volume, locator.level), locator);
}
