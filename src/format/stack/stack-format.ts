/**
 * Stacks in the registry of formats: a folder or a pattern of files that make up one array.
 * @module
 */
import { FormatError, GeometryError, UnsupportedError } from "../../errors.ts";
import { product } from "../../geometry/vec.ts";
import type { JsonObject } from "../json.ts";
import { pathOf } from "../raw/index.ts";
import type { ArrayInfo, ArraySource, FileLocation, Format, ImageFile, Series } from "../source.ts";
import { imageNames, listFiles, type StackFiles } from "./list-files.ts";
import { isPattern } from "./pattern.ts";
import { checkEqual, StackSource } from "./stack-source.ts";

/** What a stack needs of the registry, which it cannot import: the registry loads it. */
export interface StackDependencies {
  readonly openFile: (location: FileLocation) => Promise<ImageFile>;
  /** Endings that images have. */
  readonly endings: readonly string[];
}

/** How the files of a stack lie. A locator has all of it; who opens a folder or pattern may name the axis. */
export interface StackOptions {
  /** The new axis. @default z, or t where the files have a z of their own */
  readonly axis?: string | undefined;
  readonly files?: readonly string[] | undefined;
  readonly counts?: readonly number[] | undefined;
  readonly axes?: readonly string[] | undefined;
}

/** Headers that are read at the same time. */
const atOnce = 16;

/**
 * A folder of images of one kind (`scan/`), or the files that match a pattern (`scan/*.tif`, `t{t}_z{z:03}.png`), as one array with
 * the files along a new slowest axis, in natural order of their names. A file with several images gives as many stacks. All files
 * must have one shape, dtype, axes and chunks; the headers of all are read when the stack is opened, and again before a file is read.
 * The place of the array is that of the first file, the spacing along the new axis 1.
 */
export function stackFormat(dependencies: StackDependencies): Format {
  return {
    name: "stack",
    endings: [],
    async sniff({ store, key }, head) {
      if (head !== undefined) return false;
      return isPattern(key) || imageNames(await store.listFolder(key === "" ? "" : `${key}/`), dependencies.endings).length > 0;
    },
    open: (location, options = {}) => openStack(location, readOptions(options), dependencies),
  };
}

const readOptions = ({ axis, files, counts, axes }: JsonObject): StackOptions => ({
  axis: axis as string | undefined,
  files: files as readonly string[] | undefined,
  counts: counts as readonly number[] | undefined,
  axes: axes as readonly string[] | undefined,
});

async function openStack(location: FileLocation, options: StackOptions, dependencies: StackDependencies): Promise<ImageFile> {
  const { files, counts } = options;
  const known = files !== undefined && counts !== undefined;
  const listed: StackFiles = known ? { files, counts, axes: options.axes } : await listFiles(location, dependencies.endings);
  const open = (file: number): Promise<ImageFile> => dependencies.openFile({ store: location.store, key: listed.files[file] as string });
  const first = await open(0);
  const firstPath = pathOf({ store: location.store, key: listed.files[0] as string });
  const stack: Stack = { location, listed, axes: newAxes(options, listed, first, firstPath), open, firstPath };
  // A worker trusts the check of whoever made its locator; each file is checked again before it is read.
  const total = known ? await bytesOf(stack, first) : await checkAll(stack, first);
  return { format: "stack", series: first.series.map((one, n) => seriesOf(stack, one, n, total[n] as number)) };
}

interface Stack {
  readonly location: FileLocation;
  readonly listed: StackFiles;
  readonly axes: readonly string[];
  readonly open: (file: number) => Promise<ImageFile>;
  readonly firstPath: string;
}

const bytesOf = async ({ listed }: Stack, first: ImageFile): Promise<number[]> =>
  first.series.map(({ bytes }) => bytes * listed.files.length);

/** Reads the headers of all files, a few at a time. Returns the stored bytes of each series. */
async function checkAll(stack: Stack, first: ImageFile): Promise<number[]> {
  const total = first.series.map(({ bytes }) => bytes);
  for (let from = 1; from < stack.listed.files.length; from += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, stack.listed.files.length - from) }, (_, i) => from + i);
    // All settle before the first error is thrown, so that it is that of the first file in order, and none is left running.
    const settled = await Promise.allSettled(numbers.map(stack.open));
    for (const [i, result] of settled.entries()) {
      if (result.status === "rejected") throw result.reason;
      for (const [n, one] of first.series.entries())
        total[n] = (total[n] as number) + sameSeries(stack, result.value, from + i, n, one.info).bytes;
    }
  }
  return total;
}

/** The series of a file that belongs to the stack of that number. Throws FormatError where it is missing or differs. */
function sameSeries({ location, listed, firstPath }: Stack, file: ImageFile, number: number, n: number, expected: ArrayInfo): Series {
  const path = pathOf({ store: location.store, key: listed.files[number] as string });
  const found = file.series[n];
  if (found === undefined)
    throw new FormatError(`Expected ${n + 1} images or more in ${path}, as in ${firstPath}, found ${file.series.length}.`, { path });
  if (!found.readable) throw new UnsupportedError(`${path} cannot be read: ${found.reason}.`);
  checkEqual(expected, found.info, firstPath, path);
  return found;
}

function newAxes(options: StackOptions, listed: StackFiles, first: ImageFile, path: string): readonly string[] {
  const taken = new Set(first.series.flatMap(({ info }) => info.axes));
  const free = ["z", "t"].find((name) => !taken.has(name));
  const axes = listed.axes ?? (options.axis !== undefined ? [options.axis] : free === undefined ? [] : [free]);
  const clash = axes.find((name) => taken.has(name));
  if (axes.length === 0 || clash !== undefined)
    throw new GeometryError(
      `Expected a name for the axis of the stack that ${path} does not have already (${[...taken].join(", ")}), found ${clash ?? "none"}.`,
      { hint: 'Name the axis: { stack: "position" }.' },
    );
  return axes;
}

function seriesOf(stack: Stack, first: Series, n: number, bytes: number): Series {
  const { location, listed, axes } = stack;
  const open = async (level = 0): Promise<ArraySource> => {
    const source = await first.open(level);
    const { info } = source;
    await source.close?.();
    const openFile = async (file: number): Promise<ArraySource> => {
      const series = sameSeries(stack, await stack.open(file), file, n, first.info);
      return series.open(level);
    };
    const options = { files: listed.files, counts: listed.counts, axes };
    const locator = { store: location.store.locator, key: location.key, format: "stack", series: n, level, options };
    return new StackSource({ info: describe(info, stack), locator, counts: listed.counts, openFile });
  };
  return { ...first, info: describe(first.info, stack), bytes, open };
}

function describe(info: ArrayInfo, { location, listed, axes }: Stack): ArrayInfo {
  const before = <T>(value: T, list: readonly T[]): T[] => [...axes.map(() => value), ...list];
  const { files, counts } = listed;
  const name = (key: string): string => key.slice(key.lastIndexOf("/") + 1);
  return {
    ...info,
    shape: [...counts, ...info.shape],
    axes: [...axes, ...info.axes],
    chunks: before(1, info.chunks),
    shards: info.shards === undefined ? undefined : before(1, info.shards),
    spacing: before(1, info.spacing),
    unit: before("", info.unit),
    translation: before(0, info.translation),
    attributes: {
      ...info.attributes,
      stack: { of: location.key, files: product(counts), first: name(files[0] as string), last: name(files.at(-1) as string) },
    },
  };
}
