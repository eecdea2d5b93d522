/**
 * The formats by name, loaded when first needed; and the way from a file to its images.
 * @module
 */
import { FormatError, isVoxmillError, NotFoundError, UnsupportedError } from "../errors.ts";
import type { StoreResolver } from "../store/open.ts";
import { describeBytes } from "./json.ts";
import { looksLikeZip } from "./looks-like-zip.ts";
import type { ArraySource, FileLocation, Format, ImageFile, SourceLocator } from "./source.ts";
import { isPattern } from "./stack/pattern.ts";

/** A format that is not loaded yet. */
export interface FormatEntry {
  readonly name: string;
  /** As the format's own; here so that an ending can be looked up without loading. */
  readonly endings: readonly string[];
  readonly load: () => Promise<Format>;
  /** True where a key may name something that is not there under that name: the pattern of a stack. */
  readonly virtual?: true | undefined;
}

/** All formats, in the order in which they are asked. */
export const formats: readonly FormatEntry[] = [
  { name: "zarr", endings: [".zarr", ".ome.zarr"], load: async () => (await import("./zarr/index.ts")).zarrFormat },
  { name: "n5", endings: [".n5"], load: async () => (await import("./n5/index.ts")).n5Format },
  {
    name: "precomputed",
    endings: [".precomputed"],
    load: async () => (await import("./precomputed/index.ts")).precomputedFormat,
  },
  {
    name: "tiff",
    endings: [".tif", ".tiff", ".btf", ".tf2", ".tf8", ".ome.tif", ".ome.tiff"],
    load: async () => (await import("./tiff/index.ts")).tiffFormat,
  },
  {
    name: "nifti",
    endings: [".nii", ".nii.gz", ".hdr", ".img", ".hdr.gz", ".img.gz"],
    load: async () => (await import("./nifti/index.ts")).niftiFormat,
  },
  { name: "npy", endings: [".npy"], load: async () => (await import("./npy/index.ts")).npyFormat },
  { name: "npz", endings: [".npz", ".npy.zip"], load: async () => (await import("./npy/index.ts")).npzFormat },
  { name: "png", endings: [".png"], load: async () => (await import("./png/index.ts")).pngFormat },
  {
    name: "hdf5",
    endings: [".h5", ".hdf5", ".he5", ".hdf", ".nxs", ".nx5", ".nexus", ".ims"],
    load: async () => (await import("./hdf5/index.ts")).hdf5Format,
  },
  {
    name: "deltavision",
    endings: [".dv", ".r3d", ".r3d_d3d"],
    load: async () => (await import("./dv/index.ts")).deltaVisionFormat,
  },
  {
    name: "mrc",
    endings: [".mrc", ".mrcs", ".map", ".ccp4", ".rec", ".st", ".ali", ".preali", ".mrc.gz", ".mrcs.gz", ".map.gz", ".rec.gz", ".st.gz"],
    load: async () => (await import("./mrc/index.ts")).mrcFormat,
  },
  { name: "nrrd", endings: [".nrrd", ".nhdr"], load: async () => (await import("./nrrd/index.ts")).nrrdFormat },
  { name: "metaimage", endings: [".mha", ".mhd"], load: async () => (await import("./metaimage/index.ts")).metaimageFormat },
  {
    name: "fits",
    endings: [".fits", ".fit", ".fts", ".fits.gz", ".fit.gz", ".fts.gz", ".fits.fz", ".ffits"],
    load: async () => (await import("./fits/index.ts")).fitsFormat,
  },
  { name: "jpeg", endings: [".jpg", ".jpeg"], load: async () => (await import("./jpeg/index.ts")).jpegFormat },
  { name: "dicom", endings: [".dcm", ".dicom", ".ima"], load: async () => (await import("./dicom/index.ts")).dicomFormat },
  { name: "sidecar", endings: [".raw", ".raw.json"], load: async () => (await import("./sidecar/index.ts")).sidecarFormat },
  {
    name: "stack",
    endings: [],
    virtual: true,
    load: async () => (await import("./stack/index.ts")).stackFormat({ openFile, endings: formats.flatMap((format) => format.endings) }),
  },
];

/** Bytes of a file that a format may look at to recognise it. */
const headLength = 1024;

const displayName = ({ store, key }: FileLocation): string => (key === "" ? store.name : `${store.name}/${key}`);

/** The entry of that name. Throws NotFoundError. */
function entryNamed(name: string): FormatEntry {
  const entry = formats.find((format) => format.name === name);
  if (entry !== undefined) return entry;
  throw new NotFoundError(`No format "${name}".`, { what: name, hint: `Known are ${formats.map((format) => format.name).join(", ")}.` });
}

/** Formats whose endings fit the name first (the longest fit first), then the others. */
function byEnding(name: string): { readonly likely: readonly FormatEntry[]; readonly others: readonly FormatEntry[] } {
  const lower = name.toLowerCase();
  const fit = (entry: FormatEntry): number => Math.max(0, ...entry.endings.filter((e) => lower.endsWith(e)).map((e) => e.length));
  const likely = formats.filter((entry) => fit(entry) > 0).sort((a, b) => fit(b) - fit(a));
  return { likely, others: formats.filter((entry) => fit(entry) === 0) };
}

/** What a folder or file is that no format knows, as far as that can be told. */
async function describeUnknown({ store, key }: FileLocation, head: Uint8Array | undefined): Promise<string> {
  if (head !== undefined) {
    const start = [...head.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    return `a file that begins with the bytes ${start}`;
  }
  const names = (await namesIn({ store, key })) ?? [];
  return `a folder with ${names.slice(0, 5).join(", ")}${names.length > 5 ? " and more" : ""}`;
}

/** What lies in a folder; undefined in stores that cannot be listed (a web server). */
const namesIn = ({ store, key }: FileLocation): Promise<readonly string[] | undefined> =>
  unlessUnlisted(() => store.listFolder(key === "" ? "" : `${key}/`));

/** What a function says that may list a store; undefined where the store cannot be listed. */
async function unlessUnlisted<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (isVoxmillError(error, "UnsupportedError")) return undefined;
    throw error;
  }
}

/** Chooses by content, then by ending. Throws FormatError that says what the file looks like instead. */
async function choose(location: FileLocation, head: Uint8Array | undefined): Promise<Format> {
  const path = displayName(location);
  const { likely, others } = byEnding(path);
  for (const entry of [...likely, ...others]) {
    const format = await entry.load();
    // A format that knows its folders by what lies in them is not there for a server that does not list.
    if ((await unlessUnlisted(async () => format.sniff(location, head))) === true) return format;
  }
  if (head === undefined && (await namesIn(location)) === undefined) throw nothingAt(path, unlistedHint);
  const [first] = likely;
  const found = await describeUnknown(location, head);
  const expected = first === undefined ? formats.map((format) => format.name).join(", ") : first.name;
  throw new FormatError(`Expected ${path} to be ${first === undefined ? "one of " : ""}${expected}, found ${found}.`, { path });
}

const nothingAt = (path: string, hint: string): NotFoundError => new NotFoundError(`Nothing at ${path}.`, { what: path, hint });

const unlistedHint =
  "There is no such file, and no zarr.json, .zarray, .zgroup or .zmetadata below it; the server cannot be asked what else there is.";

/** Where the image of a zip archive lies in it; undefined for other files, and for archives that are a format themselves (npz). */
async function insideZip(location: FileLocation, head: Uint8Array | undefined): Promise<FileLocation | undefined> {
  if (head === undefined || !looksLikeZip(head)) return undefined;
  const npz = await entryNamed("npz").load();
  if (await npz.sniff(location, head)) return undefined;
  const { imageInside } = await import("./zip/index.ts");
  return imageInside(location);
}

/**
 * Opens a file or folder and reads its header. A zip archive opens as the image inside: a Zarr container (`.ozx`, `.zarr.zip`), or the
 * only file or folder that it holds.
 * Throws NotFoundError where nothing is there; FormatError where it is broken or no format knows it; UnsupportedError where its format is known
 * but cannot be read.
 */
export async function openFile(
  location: FileLocation,
  options: { readonly format?: string | undefined; readonly options?: SourceLocator["options"] } = {},
): Promise<ImageFile> {
  const { store, key } = location;
  const path = displayName(location);
  const wanted = options.format === undefined ? undefined : entryNamed(options.format);
  if (wanted?.virtual === true) return (await wanted.load()).open(location, options.options);
  const head = key === "" ? undefined : await store.getRange(key, { offset: 0, length: headLength });
  if (head === undefined && !isPattern(key) && (await namesIn(location))?.length === 0) throw nothingAt(path, "Check the path.");
  if (head !== undefined) {
    const other = describeBytes(head);
    if (other !== undefined) throw new FormatError(`Expected an image in ${path}, found ${other.what}.`, { path, ...other });
  }
  if (wanted !== undefined) return (await wanted.load()).open(location, options.options);
  const inside = await insideZip(location, head);
  return inside === undefined ? (await choose(location, head)).open(location, options.options) : openFile(inside);
}

/** Opens an array again by its locator, as a worker does. */
export async function openSource(locator: SourceLocator, resolveStore: StoreResolver): Promise<ArraySource> {
  const location = { store: resolveStore(locator.store), key: locator.key };
  const { series } = await openFile(location, { format: locator.format, options: locator.options });
  const found = series[locator.series];
  if (found === undefined)
    throw new NotFoundError(`Expected series ${locator.series} in ${displayName(location)}, found ${series.length} in all.`, {
      what: `series ${locator.series}`,
    });
  if (!found.readable) throw new UnsupportedError(`${displayName(location)} cannot be read: ${found.reason}.`);
  return found.open(locator.level);
}
