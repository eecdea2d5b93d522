/**
 * JPEG in the registry of formats.
 * @module
 */
import { NdArray } from "../../array/nd-array.ts";
import { FormatError, GeometryError, UnsupportedError } from "../../errors.ts";
import { product } from "../../geometry/vec.ts";
import { identify, pathOf } from "../raw/index.ts";
import type { ArrayInfo, ArraySource, FileLocation, Format, ImageFile } from "../source.ts";
import { decodeJpeg, loadSharp, type Sharp } from "./decode.ts";
import { type JpegHeader, looksLikeJpeg, readJpegHeader } from "./header.ts";

/**
 * JPEG of one or three components, 8 bits: uint8 with axes y, x or y, x, c (red, green, blue). Headers are read here, pixels by the
 * optional package `sharp`. A picture is one chunk: it is decoded as a whole.
 */
export const jpegFormat: Format = {
  name: "jpeg",
  endings: [".jpg", ".jpeg"],
  sniff: async (_location, head) => head !== undefined && looksLikeJpeg(head),
  open: openJpeg,
};

/** A picture is decoded as a whole, so it must fit into memory. */
const mostBytes = 2 ** 30;

async function openJpeg(location: FileLocation): Promise<ImageFile> {
  const header = await readJpegHeader(location);
  const info = describe(header);
  const reason = refusalOf(header, info);
  const open = async (): Promise<ArraySource> => {
    if (reason === undefined) return openPixels(location, info, await loadSharp());
    throw new UnsupportedError(`Expected pixels that can be decoded in ${pathOf(location)}, found that ${reason}.`);
  };
  return { format: "jpeg", series: [{ name: "", info, levels: 1, bytes: header.bytes, readable: reason === undefined, reason, open }] };
}

function refusalOf({ components, precision, frame }: JpegHeader, { shape }: ArrayInfo): string | undefined {
  if (components !== 1 && components !== 3) return `it has ${components} components (CMYK has four)`;
  if (precision !== 8) return `its samples have ${precision} bits`;
  if (frame === 0xc3 || frame > 0xc2)
    return `it is coded in a way that few programs read (frame 0x${frame.toString(16)}: lossless, hierarchical or arithmetic)`;
  return product(shape) > mostBytes ? `it is larger than ${mostBytes} bytes when decoded` : undefined;
}

function describe({ width, height, components, frame, precision }: JpegHeader): ArrayInfo {
  const shape = components === 1 ? [height, width] : [height, width, components];
  return {
    shape,
    dtype: "uint8",
    axes: ["y", "x", "c"].slice(0, shape.length),
    chunks: shape,
    spacing: shape.map(() => 1),
    unit: shape.map(() => ""),
    translation: shape.map(() => 0),
    codecs: ["jpeg"],
    attributes: { jpeg: { progressive: frame === 0xc2, precision } },
  };
}

function openPixels(location: FileLocation, info: ArrayInfo, sharp: Sharp): ArraySource {
  const [height, width, channels = 1] = info.shape as [number, number, number?];
  const check = (index: readonly number[]): void => {
    if (index.length === info.shape.length && index.every((i) => i === 0)) return;
    throw new GeometryError(`Expected the chunk [${info.shape.map(() => 0).join(", ")}], the only one, found [${index.join(", ")}].`);
  };
  return {
    info,
    locator: { store: location.store.locator, key: location.key, format: "jpeg", series: 0, level: 0 },
    async readChunk(index, options) {
      check(index);
      const path = pathOf(location);
      const bytes = await location.store.get(location.key, options);
      if (bytes === undefined) throw new FormatError(`Expected a file at ${path}, found none.`, { path });
      return new NdArray("uint8", await decodeJpeg(sharp, bytes, { width, height, channels }, path), info.shape);
    },
    async identifyChunk(index) {
      check(index);
      return identify(location);
    },
  };
}
