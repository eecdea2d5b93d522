/**
 * ImageJ: stacks and hyperstacks, described by lines of `key=value` in the ImageDescription.
 * @module
 */
import type { Json } from "../source.ts";
import { type Assembly, layoutKey, type PlaneAxis, plainAxis } from "./assembly.ts";
import type { Page } from "./page.ts";
import { stackOf } from "./plain.ts";
import { tag } from "./tags.ts";
import { followingPlanes, planeBytes, type TiffFile } from "./tiff-file.ts";
import { unitName } from "./units.ts";

/** The lines of an ImageJ description, or undefined where it is not one. */
export function parseImageJ(description: string): Map<string, string> | undefined {
  if (!description.startsWith("ImageJ=")) return undefined;
  const lines = new Map<string, string>();
  for (const line of description.split("\n")) {
    const equals = line.indexOf("=");
    // ImageJ writes what is not ASCII as Java does: \u00B5m.
    const unescaped = (text: string): string =>
      text.replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    if (equals > 0) lines.set(line.slice(0, equals).trim(), unescaped(line.slice(equals + 1).trim()));
  }
  return lines;
}

/**
 * The image of an ImageJ file: axes t, z, c, y, x in the order of its hyperstacks, those of size 1 dropped; undefined where the
 * description does not fit the pages (a file edited by another program), which then is a plain file.
 * Throws FormatError where a stack without page headers is cut short.
 */
export async function imageJAssembly(file: TiffFile, lines: Map<string, string>): Promise<Assembly | undefined> {
  const first = file.pages[0] as Page;
  const images = wholeNumber(lines, "images");
  const planes = await planesOf(file, images);
  if (planes === undefined) return undefined;
  const axes = planeAxes(lines, images);
  if (axes === undefined) return undefined;
  const pixel = await pixelOf(first, lines);
  const imagej: { [key: string]: Json } = Object.fromEntries(lines);
  const facts = { axes: axes.filter((axis) => axis.size > 1), pixel, attributes: { imagej } };
  const pages = planes.headers ?? [first];
  return { ...stackOf(file, pages, [], facts), plane: async (index) => planes.at(index), pages: planes.headers };
}

interface Planes {
  at(index: number): Page | undefined;
  readonly headers: readonly Page[] | undefined;
}

async function planesOf(file: TiffFile, images: number): Promise<Planes | undefined> {
  const [first] = file.pages;
  if (first === undefined) return undefined;
  if (file.pages.length === images) {
    const equal = file.pages.every((page) => layoutKey(page) === layoutKey(first));
    return equal ? { at: (index) => file.pages[index], headers: file.pages } : undefined;
  }
  // One header for many planes: ImageJ does so above 4 GiB. A description that another program left behind has room for one plane only.
  if (file.pages.length !== 1 || file.reader.size < 2 * planeBytes(first)) return undefined;
  const at = await followingPlanes(first, images);
  return at === undefined ? undefined : { at, headers: undefined };
}

/** A count of planes, 1 when the line is missing or odd. */
function wholeNumber(lines: Map<string, string>, key: string): number {
  const value = Number(lines.get(key) ?? 1);
  return Number.isSafeInteger(value) && value > 0 ? value : 1;
}

/** Axes of the planes, slowest first. ImageJ's order "czt" has the fastest first, and is the only one it writes unless told. */
function planeAxes(lines: Map<string, string>, images: number): PlaneAxis[] | undefined {
  const sizes = { c: wholeNumber(lines, "channels"), z: wholeNumber(lines, "slices"), t: wholeNumber(lines, "frames") };
  if (sizes.c * sizes.z * sizes.t !== images) {
    // Early versions say how many images there are and nothing more.
    return sizes.c * sizes.z * sizes.t === 1 ? [zAxis(lines, images)] : undefined;
  }
  const order = lines.get("order") ?? "czt";
  const letters = [..."czt"].every((letter) => order.includes(letter)) && order.length === 3 ? [...order] : [..."czt"];
  const all = { c: plainAxis("c", sizes.c), z: zAxis(lines, sizes.z), t: timeAxis(lines, sizes.t) };
  return letters.reverse().map((letter) => all[letter as "c" | "z" | "t"]);
}

function zAxis(lines: Map<string, string>, size: number): PlaneAxis {
  // ImageJ writes a negative spacing for stacks that run upwards; a distance has no sign.
  const spacing = Math.abs(Number(lines.get("spacing") ?? 1));
  return {
    ...plainAxis("z", size),
    spacing: isDistance(spacing) ? spacing : 1,
    unit: unitName(lines.get("zunit") ?? lines.get("unit") ?? ""),
  };
}

function timeAxis(lines: Map<string, string>, size: number): PlaneAxis {
  const interval = Number(lines.get("finterval") ?? 0);
  if (!isDistance(interval)) return plainAxis("t", size);
  return { ...plainAxis("t", size), spacing: interval, unit: unitName(lines.get("tunit") ?? "s") };
}

const isDistance = (value: number): boolean => value > 0 && Number.isFinite(value);

/** Resolutions count pixels per `unit`. Where the description names none, they are about printing, as in any other file. */
async function pixelOf(page: Page, lines: Map<string, string>): Promise<{ y: number; x: number; unit: string; unitX: string }> {
  const unit = unitName(lines.get("unit") ?? "");
  const unitY = unitName(lines.get("yunit") ?? unit);
  const spacing = async (id: number): Promise<number> => {
    const distance = 1 / (await page.ifd.number(id, 1));
    return unit !== "" && isDistance(distance) ? distance : 1;
  };
  return { y: await spacing(tag.yResolution), x: await spacing(tag.xResolution), unit: unitY, unitX: unit };
}
