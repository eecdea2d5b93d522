/**
 * The pictures of a report: those that the recipe asked for, and cuts through every array that was written.
 * @module
 */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { NdArray } from "../array/nd-array.ts";
import { product } from "../geometry/vec.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { Target } from "../graph/target.ts";
import { formatShape, mosaic, type OrthogonalPlanes, picture, pngOf, type ReportPicture, type RgbaImage } from "../render/index.ts";
import { open } from "./open.ts";
import type { LoadedRecipe } from "./recipe.ts";
import type { RecipeInput } from "./report-files.ts";
import { compute } from "./run.ts";

/** Above this many voxels only the plane across the slowest axis is cut: the others meet every chunk on their way. */
const mostForCuts = 1e9;
/** A plane that is larger would not fit the page (or the memory). */
const mostForPlane = 1e8;

/** Pictures of the targets of a recipe, from the files in `out`. */
export async function reportPictures(recipe: LoadedRecipe, inputs: readonly RecipeInput[], out: string): Promise<ReportPicture[]> {
  const [wanted, cuts]: [ReportPicture[], ReportPicture[]] = [[], []];
  for (const [name, target] of Object.entries(recipe.targets)) {
    if (isPng(name, target)) wanted.push(pngPicture(name, await readFile(resolve(out, name))));
    if (target.kind !== "array" && target.kind !== "stored") continue;
    const made = await cutsOf(name, target.kind === "stored" ? target.array : target, inputs, out);
    if (made !== undefined) cuts.push(made);
  }
  return [...cuts, ...wanted];
}

const isPng = (name: string, target: Target): boolean => target.kind === "derived" && name.toLowerCase().endsWith(".png");

/** Width and height stand at fixed places of every PNG file (ISO 15948, 11.2.2). */
function pngPicture(name: string, png: Uint8Array): ReportPicture {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return { png, width: view.getUint32(16), height: view.getUint32(20), title: name };
}

const drawn = (image: RgbaImage, title: string, caption: string): ReportPicture => ({
  png: pngOf(image),
  width: image.width,
  height: image.height,
  title,
  caption,
});

/** True for what is drawn on top of an image: masks and labels, which are the only unsigned integers of 32 and 64 bits. */
const isOverlay = ({ dtype }: LazyArray): boolean => dtype === "bool" || dtype === "uint32" || dtype === "uint64";

/** How the last axes of an array are shown: three cuts of a volume, a plane, or a plane in colours; undefined for others. */
function viewOf(axes: readonly string[]): { readonly keep: number; readonly cuts: boolean } | undefined {
  if (axes.at(-1) === "c") return axes.length < 3 ? undefined : { keep: 3, cuts: false };
  const inSpace = axes.length - 1 - axes.findLastIndex((axis) => axis === "c" || axis === "t");
  return inSpace < 2 ? undefined : { keep: Math.min(3, inSpace), cuts: inSpace >= 3 };
}

/** Cuts through an array that was written: labels and masks over the first input of their shape, other values as they are. */
async function cutsOf(name: string, written: LazyArray, inputs: readonly RecipeInput[], out: string): Promise<ReportPicture | undefined> {
  const view = viewOf(written.axes);
  if (view === undefined) return undefined;
  const { keep, cuts } = view;
  const overlaid = isOverlay(written);
  const stored = middle(withSpaceOf(await open(resolve(out, name)), written), keep);
  const under = overlaid ? inputs.find(({ array }) => `${array.shape}` === `${written.shape}`) : undefined;
  const base = under === undefined ? undefined : middle(under.array, keep);
  const what = `${written.dtype === "bool" ? "Mask" : overlaid ? "Labels" : "Values"}${under === undefined ? "" : ` over ${under.name}`}`;
  const at = written.axes.slice(0, written.ndim - keep).map((axis, i) => `${axis} = ${Math.floor((written.shape[i] as number) / 2)}`);
  const where = at.length === 0 ? "" : ` at ${at.join(", ")}`;
  const size = `${formatShape(written.shape)} voxels`;
  if (cuts && product(stored.shape) <= mostForCuts) {
    const flip = inputs.some((input) => input.format === "nifti") ? (["z", "y"] as const) : [];
    const image = await threeCuts(stored, base, overlaid, flip);
    return drawn(image, name, `${what}${where}, cut through the middle along each axis; ${size}.`);
  }
  const z = Math.floor((stored.shape[0] as number) / 2);
  const [flat, below] = cuts ? [stored.slice(z), base?.slice(z)] : [stored, base];
  if (product(flat.shape) > mostForPlane) return undefined;
  return drawn(await plane(flat, below, overlaid), name, `${what}${where}${cuts ? ` at ${stored.axes[0]} = ${z}` : ""}; ${size}.`);
}

/** Files that cannot hold axes and spacing open without them. */
const withSpaceOf = (stored: LazyArray, { axes, spacing, unit, translation }: LazyArray): LazyArray =>
  stored.ndim === axes.length ? stored.withSpace({ axes, spacing, unit, translation }) : stored;

/** The middle of all axes but the last ones. */
const middle = (array: LazyArray, keep: number): LazyArray =>
  array.ndim === keep ? array : array.slice(...array.shape.slice(0, array.ndim - keep).map((n) => Math.floor(n / 2)));

interface Scale {
  readonly spacing: readonly number[];
  readonly unit: string | undefined;
}

/** Spacing and unit where all axes have the same unit, else voxels. */
function scaleOf({ spacing, unit }: LazyArray): Scale {
  const [first] = unit;
  const same = unit.every((one) => one === first);
  return { spacing: same ? spacing : spacing.map(() => 1), unit: same && first !== "" ? first : undefined };
}

const blank = (shape: readonly number[]): NdArray => NdArray.zeros("uint8", shape);

async function plane(array: LazyArray, base: LazyArray | undefined, overlaid: boolean): Promise<RgbaImage> {
  const values = await compute(array);
  const { spacing, unit } = scaleOf(array);
  const size = { spacing: [spacing[0] as number, spacing[1] as number] as const, unit };
  if (!overlaid) return picture(values, size);
  return picture(base === undefined ? blank(values.shape) : await compute(base), { ...size, labels: values });
}

async function threeCuts(
  array: LazyArray,
  base: LazyArray | undefined,
  overlaid: boolean,
  flip: readonly ("z" | "y" | "x")[],
): Promise<RgbaImage> {
  const cuts = await planesOf(array);
  const scale = { ...scaleOf(array), flip };
  if (!overlaid) return mosaic(cuts, scale);
  const under = base === undefined ? mapPlanes(cuts, ({ shape }) => blank(shape)) : await planesOf(base);
  return mosaic(under, { ...scale, labels: cuts });
}

/** The three planes through the middle voxel; only the chunks they meet are read. */
async function planesOf(array: LazyArray): Promise<OrthogonalPlanes> {
  const index = array.shape.map((n) => Math.floor(n / 2));
  const [z = 0, y = 0, x = 0] = index;
  return { z: await compute(array.slice(z)), y: await compute(array.slice(null, y)), x: await compute(array.slice(null, null, x)), index };
}

const mapPlanes = (planes: OrthogonalPlanes, map: (plane: NdArray) => NdArray): OrthogonalPlanes => ({
  z: map(planes.z),
  y: map(planes.y),
  x: map(planes.x),
  index: planes.index,
});
