/**
 * The numbers of TIFF 6.0, BigTIFF and their supplements that voxmill knows by name.
 * @module
 */

/** Tags of a page header. */
export const tag = {
  newSubfileType: 254,
  imageWidth: 256,
  imageLength: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  imageDescription: 270,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  planarConfiguration: 284,
  t4Options: 292,
  resolutionUnit: 296,
  software: 305,
  predictor: 317,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  subIfds: 330,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  yCbCrSubSampling: 530,
  imageDepth: 32997,
  metaMorphPlanes: 33629,
  gdalNoData: 42113,
} as const;

/** Bytes of one value of a field type; types that are not here are unknown and their tags are skipped. */
export const fieldBytes: { readonly [type: number]: number } = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

/** A compression that voxmill decodes, or only knows by name. */
export interface Compression {
  readonly name: string;
  /**
   * The most bytes that one stored byte can become, for codecs that voxmill decodes; undefined for the others.
   * A page that claims more is broken, whatever its header says.
   */
  readonly expansion?: number;
  /** True for the codecs that TIFF allows a predictor for. */
  readonly predicts?: true;
}

// Deflate: a match of 258 bytes takes two bits (RFC 1951). LZW: a string of up to 3,838 bytes takes a 12-bit code. PackBits: 128 of 2.
// Zstandard: a block of 128 KiB takes four bytes. Fax: 320 bytes of white take 12 bits, and a row like the one above it takes one; with
// rows of up to 65,536 pixels. JPEG: a block of 64 samples takes two bits (progressive pictures less, but not by far).
const zstd: Compression = { name: "zstd", expansion: 32_768, predicts: true };
const deflate: Compression = { name: "deflate", expansion: 1032, predicts: true };

/** By the number of tag 259. */
export const compressions: { readonly [code: number]: Compression } = {
  1: { name: "none", expansion: 1 },
  2: { name: "ccitt-rle", expansion: 256 },
  3: { name: "ccitt-group3", expansion: 65_536 },
  4: { name: "ccitt-group4", expansion: 65_536 },
  5: { name: "lzw", expansion: 2559, predicts: true },
  6: { name: "old-jpeg" },
  7: { name: "jpeg", expansion: 2048 },
  8: deflate,
  9: { name: "jbig-bw" },
  10: { name: "jbig-color" },
  32766: { name: "next" },
  32771: { name: "ccitt-rle-word", expansion: 256 },
  32773: { name: "packbits", expansion: 64 },
  32809: { name: "thunderscan" },
  32946: deflate,
  33003: { name: "jpeg2000-ycbcr" },
  33005: { name: "jpeg2000-rgb" },
  34661: { name: "jbig" },
  34676: { name: "sgi-log" },
  34677: { name: "sgi-log24" },
  34712: { name: "jpeg2000" },
  34887: { name: "lerc" },
  34892: { name: "lossy-jpeg" },
  34925: { name: "lzma" },
  34926: zstd,
  34933: { name: "png" },
  34934: { name: "jpeg-xr" },
  50000: zstd,
  50001: { name: "webp" },
  50002: { name: "jpeg-xl" },
  52546: { name: "jpeg-xl" },
};

/** By the number of tag 262. Voxmill hands out stored values: none of these is applied. */
export const photometrics: { readonly [code: number]: string } = {
  0: "min-is-white",
  1: "min-is-black",
  2: "rgb",
  3: "palette",
  4: "mask",
  5: "separated",
  6: "ycbcr",
  8: "cielab",
  9: "icclab",
  10: "itulab",
  32803: "color-filter-array",
  32844: "log-l",
  32845: "log-luv",
  34892: "linear-raw",
};

export const yCbCrPhotometric = 6;
