/**
 * What a PNG file says before its pixels.
 * @module
 */
import { FormatError } from "../../errors.ts";
import { maxInflation } from "../deflate/index.ts";
import { pathOf, readUpTo } from "../raw/index.ts";
import type { FileLocation } from "../source.ts";
import { chunkData, type PngChunk, walkChunks } from "./chunks.ts";
import { passesOf, rowBytes } from "./passes.ts";

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  readonly colour: "grey" | "rgb" | "palette" | "grey+alpha" | "rgb+alpha";
  /** Samples of a pixel; an index into the palette counts as one. */
  readonly channels: 1 | 2 | 3 | 4;
  readonly interlaced: boolean;
  /** Colours of the palette, where there is one: red, green, blue. */
  readonly palette: readonly (readonly number[])[] | undefined;
  /** Pixels per metre in x and y, where the file says so: mostly the resolution of a screen, so it does not become spacing. */
  readonly pixelsPerMetre: readonly number[] | undefined;
  /** Where the first chunk of pixels begins (its length field), and how many compressed bytes there are. */
  readonly imageOffset: number;
  readonly imageBytes: number;
}

const colours: { readonly [type: number]: Pick<PngHeader, "colour" | "channels"> & { readonly depths: readonly number[] } } = {
  0: { colour: "grey", channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { colour: "rgb", channels: 3, depths: [8, 16] },
  3: { colour: "palette", channels: 1, depths: [1, 2, 4, 8] },
  4: { colour: "grey+alpha", channels: 2, depths: [8, 16] },
  6: { colour: "rgb+alpha", channels: 4, depths: [8, 16] },
};

export const pngSignature: readonly number[] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
export const looksLikePng = (head: Uint8Array): boolean => pngSignature.every((byte, i) => head[i] === byte);

/** Walks over all chunks. Throws FormatError for a file that is none, cut short, or promises more pixels than its data can hold. */
export async function readPngHeader(location: FileLocation): Promise<PngHeader> {
  const path = pathOf(location);
  if (!looksLikePng(await readUpTo(location, 0, 8)))
    throw new FormatError(`Expected the signature of a PNG file in ${path}, found other bytes.`, { path });
  let main: ReturnType<typeof parseMain> | undefined;
  let palette: PngHeader["palette"];
  let pixelsPerMetre: PngHeader["pixelsPerMetre"];
  let imageOffset = 0;
  let imageBytes = 0;
  for await (const chunk of walkChunks(location, 8)) {
    if (main === undefined) {
      if (chunk.type !== "IHDR" || chunk.length !== 13)
        throw new FormatError(`Expected the header chunk IHDR first in ${path}, found ${chunk.type}.`, { path });
      main = parseMain(await chunkData(location, chunk), path);
    } else if (chunk.type === "PLTE") palette = await readPalette(location, chunk, path);
    else if (chunk.type === "pHYs" && chunk.length === 9) pixelsPerMetre = readResolution(await chunkData(location, chunk));
    else if (chunk.type === "IDAT") {
      if (imageBytes === 0) imageOffset = chunk.offset - 8;
      imageBytes += chunk.length;
    }
  }
  if (main === undefined || imageOffset === 0) throw new FormatError(`Expected pixels (chunk IDAT) in ${path}, found none.`, { path });
  const header = { ...main, palette, pixelsPerMetre, imageOffset, imageBytes };
  const needed = passesOf(header).reduce((sum, pass) => sum + pass.height * (1 + rowBytes(header, pass.width)), 0);
  if (needed > imageBytes * maxInflation) {
    throw new FormatError(
      `Expected compressed pixels for ${main.width} x ${main.height} in ${path}, found ${imageBytes} bytes, which cannot hold as many.`,
      { path },
    );
  }
  return header;
}

function parseMain(bytes: Uint8Array, path: string): Omit<PngHeader, "palette" | "pixelsPerMetre" | "imageOffset" | "imageBytes"> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 13);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, type, compression, filter, interlace] = bytes.subarray(8) as unknown as [number, number, number, number, number];
  const found = colours[type];
  const known = found?.depths.includes(depth) && compression === 0 && filter === 0 && interlace <= 1;
  if (found === undefined || !known || width < 1 || height < 1 || width >= 2 ** 31 || height >= 2 ** 31) {
    const facts = `${width} x ${height}, depth ${depth}, colour type ${type}, compression ${compression}, filter ${filter}, interlace ${interlace}`;
    throw new FormatError(`Expected a size, depth and colour type of the PNG standard in ${path}, found ${facts}.`, { path });
  }
  const { colour, channels } = found;
  return { width, height, depth, colour, channels, interlaced: interlace === 1 };
}

async function readPalette(location: FileLocation, chunk: PngChunk, path: string): Promise<readonly (readonly number[])[]> {
  if (chunk.length % 3 !== 0 || chunk.length > 768)
    throw new FormatError(`Expected at most 256 colours of 3 bytes in ${path}, found ${chunk.length} bytes.`, { path });
  const bytes = await chunkData(location, chunk);
  return Array.from({ length: chunk.length / 3 }, (_, i) => [...bytes.subarray(3 * i, 3 * i + 3)]);
}

function readResolution(bytes: Uint8Array): readonly number[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 9);
  return bytes[8] === 1 ? [view.getUint32(0), view.getUint32(4)] : undefined;
}
