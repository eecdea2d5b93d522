/**
 * TIFF and BigTIFF as a format: which images a file holds, and how to open them.
 * @module
 */
import { itemSize } from "../../array/dtype.ts";
import { NotFoundError, UnsupportedError } from "../../errors.ts";
import { product } from "../../geometry/vec.ts";
import type { FileLocation, Format, ImageFile, Json, Series } from "../source.ts";
import { infoOf, TiffArraySource } from "./array-source.ts";
import type { Assembly } from "./assembly.ts";
import { isTiff } from "./ifd.ts";
import { imageJAssembly, parseImageJ } from "./imagej.ts";
import { omeAssemblies } from "./ome.ts";
import { parseOme } from "./ome-model.ts";
import { plainAssemblies } from "./plain.ts";
import { checkSegments } from "./segments.ts";
import { parseShaped, shapedAssembly } from "./shaped.ts";
import { withSubImages } from "./sub-images.ts";
import { mostSegments, readTiffFile, type TiffFile } from "./tiff-file.ts";

/** The reader of TIFF and BigTIFF files. See the module doc of `tiff/index.ts` for what it reads and how. */
export const tiffFormat: Format = {
  name: "tiff",
  endings: [".tif", ".tiff", ".btf", ".tf2", ".tf8", ".ome.tif", ".ome.tiff"],
  sniff: async (_location, head) => head !== undefined && isTiff(head),
  open: openTiff,
};

async function openTiff(location: FileLocation): Promise<ImageFile> {
  const file = await readTiffFile(location);
  const assemblies: Assembly[] = [];
  for (const assembly of await describe(file)) assemblies.push(...(await withSubImages(assembly)));
  const series: Series[] = [];
  for (const [index, assembly] of assemblies.entries()) series.push(await seriesOf(file, assembly, index));
  return { format: "tiff", series };
}

/** Asks those who leave a description: OME, ImageJ, tifffile; where none fits, the file is plain. */
async function describe(file: TiffFile): Promise<readonly Assembly[]> {
  const facts: { [key: string]: Json } = file.software === "" ? {} : { software: file.software };
  const lines = parseImageJ(file.description);
  const imagej = lines === undefined ? undefined : await imageJAssembly(file, lines);
  if (imagej !== undefined) return [imagej];
  const described = parseShaped(file.description);
  const shaped = described === undefined ? undefined : await shapedAssembly(file, described);
  if (shaped !== undefined) return [{ ...shaped, attributes: facts }];
  const ome = parseOme(file.description);
  const images = ome === undefined ? undefined : await omeAssemblies(file, ome);
  if (typeof images === "object") return images;
  if (file.description !== "") facts["description"] = file.description;
  if (images !== undefined) facts["omeIgnored"] = images;
  return plainAssemblies(file, facts);
}

async function seriesOf(file: TiffFile, assembly: Assembly, index: number): Promise<Series> {
  const info = infoOf(assembly);
  const reason = assembly.reason ?? assembly.template.reason;
  if (reason === undefined) await checkSegments(assembly.template);
  return {
    name: assembly.name,
    info,
    levels: 1 + assembly.levels.length,
    bytes: (await storedBytes(assembly)) ?? product(info.shape) * itemSize(info.dtype),
    readable: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    open: async (level = 0) => openLevel(file, assembly, index, level),
  };
}

/** Bytes of the strips and tiles, or undefined where telling would take long. */
async function storedBytes(assembly: Assembly): Promise<number | undefined> {
  const { pages, template } = assembly;
  if (pages === undefined || template.grid.count * pages.length > mostSegments || template.reason !== undefined) return undefined;
  let bytes = 0;
  for (const page of pages) for (const count of (await page.segments()).counts) bytes += count;
  return bytes;
}

async function openLevel(file: TiffFile, assembly: Assembly, series: number, level: number): Promise<TiffArraySource> {
  const { path, location } = file.reader;
  const image = level === 0 ? assembly : assembly.levels[level - 1];
  if (image === undefined) {
    const what = `level ${level}`;
    throw new NotFoundError(`Expected a level of 0 to ${assembly.levels.length} of ${path}, found ${level}.`, { what });
  }
  const reason = assembly.reason ?? image.template.reason;
  if (reason !== undefined) {
    throw new UnsupportedError(`Expected pixels that voxmill can decode in ${path}, found that ${reason}.`, {
      hint: "Rewrite the file without compression or with deflate, for example with tifffile or `tiffcp -c zip`.",
    });
  }
  if (level > 0) await checkSegments(image.template);
  const { width, height } = assembly.template;
  const scale = { y: height / image.template.height, x: width / image.template.width };
  const locator = { store: location.store.locator, key: location.key, format: "tiff", series, level };
  return new TiffArraySource(image, infoOf(image, scale), location, locator);
}
