/**
 * PNG in the registry of formats.
 * @module
 */
import { itemSize } from "../../array/dtype.ts";
import { UnsupportedError } from "../../errors.ts";
import { product } from "../../geometry/vec.ts";
import { inflate } from "../deflate/index.ts";
import { decodeVoxels, identify, LayeredSource, layerChunks, machineIsLittleEndian, pathOf, StreamReader } from "../raw/index.ts";
import type { ArrayInfo, ArraySource, FileLocation, Format, ImageFile } from "../source.ts";
import { chunkPieces, walkChunks } from "./chunks.ts";
import { rowBytes } from "./passes.ts";
import { looksLikePng, type PngHeader, readPngHeader } from "./png-header.ts";
import { decodeSamples } from "./scanlines.ts";

/**
 * PNG of every colour type and depth, interlaced or not. Samples open as they are stored: palettes are not applied, 1, 2 and 4 bits
 * become uint8 without scaling. Axes are y, x, or y, x, c. Decoded forward, so read the chunks in ascending order.
 */
export const pngFormat: Format = {
  name: "png",
  endings: [".png"],
  sniff: async (_location, head) => head !== undefined && looksLikePng(head),
  async open(location): Promise<ImageFile> {
    const header = await readPngHeader(location);
    const info = describe(header);
    const reason = refusalOf(header, info);
    const open = async (): Promise<ArraySource> => {
      if (reason === undefined) return openPixels(location, header, info);
      throw new UnsupportedError(`Expected pixels that can be decoded in ${pathOf(location)}, found that ${reason}.`);
    };
    return {
      format: "png",
      series: [{ name: "", info, levels: 1, bytes: header.imageBytes, readable: reason === undefined, reason, open }],
    };
  },
};

/** A row is unfiltered at once, and an interlaced picture as a whole: these must fit into memory. */
const mostBytes = { row: 2 ** 28, interlaced: 2 ** 30 } as const;

function refusalOf(header: PngHeader, { shape, dtype }: ArrayInfo): string | undefined {
  if (rowBytes(header, header.width) > mostBytes.row) return `its rows are longer than ${mostBytes.row} bytes`;
  const bytes = product(shape) * itemSize(dtype);
  if (header.interlaced && bytes > mostBytes.interlaced)
    return `it is interlaced and larger than ${mostBytes.interlaced} bytes; save it without interlacing`;
  return undefined;
}

function describe(header: PngHeader): ArrayInfo {
  const { width, height, channels, depth, colour, interlaced, palette, pixelsPerMetre } = header;
  const shape = channels === 1 ? [height, width] : [height, width, channels];
  const dtype = depth === 16 ? "uint16" : "uint8";
  return {
    shape,
    dtype,
    axes: ["y", "x", "c"].slice(0, shape.length),
    // Interlaced rows arrive out of order.
    chunks: interlaced ? shape : layerChunks(shape, itemSize(dtype)),
    spacing: shape.map(() => 1),
    unit: shape.map(() => ""),
    translation: shape.map(() => 0),
    codecs: ["deflate"],
    attributes: {
      png: {
        colour,
        depth,
        interlaced,
        ...(palette === undefined ? {} : { palette }),
        ...(pixelsPerMetre === undefined ? {} : { pixelsPerMetre }),
      },
    },
  };
}

function openPixels(location: FileLocation, header: PngHeader, info: ArrayInfo): ArraySource {
  const path = pathOf(location);
  const itemBytes = itemSize(info.dtype);
  const start = () => decodeSamples(header, inflate(imagePieces(location, header), "deflate", path), path);
  return new LayeredSource({
    info,
    locator: { store: location.store.locator, key: location.key, format: "png", series: 0, level: 0 },
    reader: new StreamReader({ start, length: product(info.shape) * itemBytes, path }),
    dataOffset: 0,
    itemBytes,
    decode: (bytes) => decodeVoxels(bytes, info.dtype, machineIsLittleEndian),
    identify: () => identify(location),
  });
}

/** The compressed pixels: the data of all IDAT chunks, which follow each other. */
async function* imagePieces(location: FileLocation, { imageOffset }: PngHeader): AsyncGenerator<Uint8Array> {
  for await (const chunk of walkChunks(location, imageOffset)) {
    if (chunk.type !== "IDAT") return;
    yield* chunkPieces(location, chunk);
  }
}
