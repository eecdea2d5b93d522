/**
 * The JSON description of tifffile (and of voxmill, for what OME-XML cannot say): `{"shape": [31, 61, 57], "axes": "ZYX"}`.
 * @module
 */
import { product } from "../../geometry/vec.ts";
import { type Assembly, layoutKey, type PlaneAxis, placeOf, plainAxis, unspaced } from "./assembly.ts";
import type { Page } from "./page.ts";
import { stackOf } from "./plain.ts";
import { followingPlanes, type TiffFile } from "./tiff-file.ts";

/** What the description may hold. Spacing, unit and translation are voxmill's own. */
export interface ShapedDescription {
  readonly shape: readonly number[];
  readonly axes: readonly string[] | undefined;
  readonly spacing: readonly number[] | undefined;
  readonly unit: readonly string[] | undefined;
  readonly translation: readonly number[] | undefined;
  readonly place: Assembly["place"];
}

/** Reads the description, or gives undefined where it is not one. */
export function parseShaped(description: string): ShapedDescription | undefined {
  if (!description.startsWith("{")) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(description);
  } catch {
    return undefined;
  }
  const { shape, axes, spacing, unit, translation, affine, orientation } = json as { readonly [key: string]: unknown };
  if (!Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && n > 0)) return undefined;
  const names = typeof axes === "string" ? [...axes.toLowerCase()] : undefined;
  const list = <T>(value: unknown, ok: (entry: unknown) => entry is T): readonly T[] | undefined =>
    Array.isArray(value) && value.length === shape.length && value.every(ok) ? value : undefined;
  const isNumber = (entry: unknown): entry is number => typeof entry === "number" && Number.isFinite(entry);
  const isDistance = (entry: unknown): entry is number => isNumber(entry) && entry > 0;
  return {
    shape,
    axes: names?.length === shape.length && new Set(names).size === names.length ? names : undefined,
    spacing: list(spacing, isDistance),
    unit: list(unit, (entry): entry is string => typeof entry === "string"),
    translation: list(translation, isNumber),
    place: placeOf(affine, orientation),
  };
}

/** Names for the axes of the planes when the description has none: z for a stack, t before it, then what is left. */
const defaultNames = ["z", "t", "q", "p", "o", "n"];

/** The image, or undefined where the description does not fit the pages. Throws FormatError where planes without headers are cut short. */
export async function shapedAssembly(file: TiffFile, described: ShapedDescription): Promise<Assembly | undefined> {
  const [first] = file.pages;
  if (first === undefined) return undefined;
  const inPage = pageShape(first);
  const { shape } = described;
  const lead = shape.slice(0, shape.length - inPage.length);
  const rest = shape.slice(lead.length);
  if (lead.length > defaultNames.length || inPage.some((n, i) => n !== rest[i])) return undefined;
  const count = product(lead);
  const names = described.axes ?? [...defaultNames.slice(0, lead.length).reverse(), ..."cyx".slice(3 - inPage.length)];
  const axes = lead.map((size, i) => axisOf(described, names, i, size));
  const at = (name: string): number => names.lastIndexOf(name);
  const facts: Partial<Assembly> = {
    // voxmill alone gives a spacing, and means the axes it names.
    axes: axes.filter((axis) => axis.size > 1 || described.spacing !== undefined),
    place: described.place,
    sampleAxis: axes.some((axis) => axis.name === "c") ? "s" : "c",
    pixel: {
      ...unspaced,
      y: described.spacing?.[at("y")] ?? 1,
      x: described.spacing?.[at("x")] ?? 1,
      ...unitsOf(described, at("y"), at("x")),
    },
    origin: Object.fromEntries(names.map((name, i) => [name, described.translation?.[i] ?? 0])),
  };
  if (file.pages.length === count) {
    const equal = file.pages.every((page) => layoutKey(page) === layoutKey(first));
    return equal ? stackOf(file, file.pages, [], facts) : undefined;
  }
  if (file.pages.length !== 1) return undefined;
  const planes = await followingPlanes(first, count);
  return planes === undefined ? undefined : { ...stackOf(file, [first], [], facts), plane: async (i) => planes(i), pages: undefined };
}

/** The axes of one page, as tifffile counts them. */
function pageShape(page: Page): number[] {
  if (page.samples === 1) return [page.height, page.width];
  return page.planar ? [page.samples, page.height, page.width] : [page.height, page.width, page.samples];
}

function axisOf(described: ShapedDescription, names: readonly string[], i: number, size: number): PlaneAxis {
  const name = names[i] ?? `axis${i}`;
  return { ...plainAxis(name, size), spacing: described.spacing?.[i] ?? 1, unit: described.unit?.[i] ?? "" };
}

function unitsOf(described: ShapedDescription, y: number, x: number): { readonly unit: string; readonly unitX: string } {
  return { unit: described.unit?.[y] ?? "", unitX: described.unit?.[x] ?? "" };
}
