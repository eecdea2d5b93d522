/**
 * A foam as an array to read: the ordinary engine saves it, with several workers, and resumes it.
 * @module
 */
import { NdArray } from "../array/nd-array.ts";
import { FormatError } from "../errors.ts";
import { defaultChunks } from "../format/memory.ts";
import type { ArrayInfo, ArraySource, SourceLocator } from "../format/source.ts";
import { ChunkGrid } from "../geometry/chunk-grid.ts";
import type { Vec } from "../geometry/vec.ts";
import { canonicalJson, contentKey } from "../hash/content-key.ts";
import { type FoamOptions, type FoamPhantom, foamPhantom } from "./foam.ts";

/** The name in the locator of a phantom. */
export const phantomFormat = "phantom";

/** Raised whenever the same options give other voxels: part of the key of every block made from a foam. */
const version = 1;

export interface FoamSourceOptions extends FoamOptions {
  /**
   * Shape of the chunks; the voxels do not depend on it.
   * @default [16, 256, 256], clipped to the image
   */
  readonly chunks?: Vec | undefined;
}

/** A foam that is generated chunk by chunk. */
export class FoamSource implements ArraySource {
  readonly info: ArrayInfo;
  /** There is no store: `key` is the options as JSON, and {@link openPhantom} makes the same source of it. */
  readonly locator: SourceLocator;
  readonly foam: FoamPhantom;
  readonly #grid: ChunkGrid;
  readonly #identity: string;

  constructor(options: FoamSourceOptions) {
    this.foam = foamPhantom(options);
    const { shape, seed, dtype } = this.foam;
    const chunks = options.chunks ?? defaultChunks(shape);
    this.#grid = new ChunkGrid(shape, chunks);
    this.info = {
      shape,
      dtype,
      axes: ["z", "y", "x"],
      chunks,
      spacing: [1, 1, 1],
      unit: ["", "", ""],
      translation: [0, 0, 0],
      codecs: [],
      attributes: { phantom: { kind: "foam", shape, seed, bubbles: this.foam.bubbleCount } },
    };
    const key = canonicalJson({ kind: "foam", shape, seed, chunks });
    this.locator = { store: { kind: "memory", id: phantomFormat }, key, format: phantomFormat, series: 0, level: 0 };
    this.#identity = contentKey({ kind: "foam", version, shape, seed, chunks });
  }
  async readChunk(index: Vec): Promise<NdArray> {
    const region = this.#grid.roi(index);
    const data = new Uint8Array(region.size);
    this.foam.fill(region, data);
    return new NdArray("uint8", data, region.shape);
  }
  async identifyChunk(): Promise<string> {
    return this.#identity;
  }
}

/** A foam as a source; see {@link FoamSource}. */
export const foamSource = (options: FoamSourceOptions): FoamSource => new FoamSource(options);

/** The source that a locator of format "phantom" means. Throws FormatError where its key is not one that {@link foamSource} wrote. */
export function openPhantom(locator: SourceLocator): ArraySource {
  const parameters = parseKey(locator.key);
  if (parameters?.kind === "foam" && Array.isArray(parameters.shape)) return foamSource(parameters);
  throw new FormatError(`Expected the parameters of a phantom as JSON, found ${locator.key}.`, { path: locator.key });
}

type Parameters = FoamSourceOptions & { readonly kind: unknown };

function parseKey(key: string): Parameters | null | undefined {
  try {
    return JSON.parse(key) as Parameters | null;
  } catch {
    return undefined;
  }
}
