/**
 * TIFF and BigTIFF, read and written by voxmill itself.
 *
 * **Read:** both byte orders, strips and tiles, none, LZW (the old style too), deflate, PackBits, Zstandard, fax (runs, groups 3 and 4) and, with
 * the optional package sharp, JPEG; predictors 1 to 3; unsigned integers of 1 to 32 and 64 bits (1 bit is bool; odd widths take the next
 * wider type), signed ones of 8 to 64, floats of 16 (as float32), 32 and 64 bits. Other codecs and samples are described, with
 * `readable: false` and the reason.
 *
 * **Axes:** equal pages of a plain file are a stack (z, y, x). ImageJ hyperstacks are (t, z, c, y, x), OME-TIFF has the reverse of its
 * DimensionOrder, tifffile's JSON names its own axes; axes of size 1 are dropped. Samples of a pixel are an axis c, after y, x where
 * they alternate, before it where each has an image of its own; next to an axis of channels it is called s.
 *
 * **Values** are the stored ones: min-is-white, palettes, colour spaces and orientation are not applied (`attributes.tiff` names them). JPEG
 * alone gives red, green, blue for YCbCr, as every reader does: its colours are coded together with its pixels.
 *
 * **Spacing** comes from ImageJ's `unit`, from OME's PhysicalSize, or is 1: the resolution tags of plain files speak of printing.
 *
 * **Chunks** are tiles, or strips in groups of 64 KiB or more, or parts of large uncompressed strips. A chunk never spans two pages.
 *
 * **Trust:** no number of a file is believed: offsets, counts and sizes are checked against the file's length and against what a codec
 * can hold before anything is allocated. A description (OME, ImageJ, tifffile) that contradicts the pages is set aside, the file read as
 * a plain one, and `attributes.omeIgnored` says why.
 *
 * **Written:** tiles of 256 x 256, deflate at level 6, OME-XML, one page per plane; see `writeTiff`.
 * @module
 */
export { tiffFormat } from "./format.ts";
export { adler32, type Inflate, inflateWithFflate, setInflate } from "./inflate.ts";
export type { TiffWriteOptions, WrittenInfo } from "./write-plan.ts";
export { type PlaneSource, writeTiff } from "./write-tiff.ts";
