/**
 * Files of a folder made into series: sorted, and placed in the world.
 * @module
 */
import { type Placement, pathOf, placementOf } from "../raw/index.ts";
import { naturalOrder } from "../stack/index.ts";
import type { DicomFile } from "./dicom-file.ts";

/** Files that make up one array. */
export interface DicomSeries {
  readonly files: readonly DicomFile[];
  /** Where the array lies; axes x, y and, for several files or frames, z. */
  readonly placement: Placement;
  /** Steps between files are not all equal: the largest and smallest. */
  readonly unevenSteps?: readonly [least: number, most: number] | undefined;
  readonly reason?: string | undefined;
}

/** Files by SeriesInstanceUID, in the natural order of their names; each sorted along the normal of its planes. */
export function groupSeries(files: readonly DicomFile[]): DicomSeries[] {
  const groups = new Map<string, DicomFile[]>();
  for (const file of files) groups.set(file.series, [...(groups.get(file.series) ?? []), file]);
  return [...groups.values()].map(sortSeries);
}

function sortSeries(files: readonly DicomFile[]): DicomSeries {
  const [first] = files as [DicomFile];
  const normal = first.orientation === undefined ? undefined : cross(first.orientation.slice(0, 3), first.orientation.slice(3));
  const along = (file: DicomFile): number =>
    normal === undefined || file.position === undefined ? Number.NaN : dot(file.position, normal);
  const placed = files.every((file) => Number.isFinite(along(file)));
  const byName = (a: DicomFile, b: DicomFile): number => naturalOrder(a.location.key, b.location.key);
  const sorted = files.toSorted((a, b) => (placed ? along(a) - along(b) : 0) || a.instance - b.instance || byName(a, b));
  const steps = placed ? sorted.slice(1).map((file, i) => along(file) - along(sorted[i] as DicomFile)) : [];
  const placement = place(sorted, normal, steps);
  const reason =
    mismatch(sorted) ??
    (steps.some((step) => step <= 0) ? "it has several images in one place: a time series, or two that were mixed" : undefined);
  const [least, most] = [Math.min(...steps), Math.max(...steps)];
  return { files: sorted, placement, ...(most - least > 0.01 * most ? { unevenSteps: [least, most] as const } : {}), reason };
}

function mismatch(files: readonly DicomFile[]): string | undefined {
  const [first] = files as [DicomFile];
  if (files.length > 1 && first.frames > 1) return "it has several files of several frames each";
  const facts = (file: DicomFile): string =>
    `${file.rows} x ${file.columns} x ${file.samples} of ${file.dtype}, ${file.frames} frames, orientation ${file.orientation?.join("\\") ?? "none"}`;
  const odd = files.find((file) => facts(file) !== facts(first) || file.interleaved !== first.interleaved);
  if (odd !== undefined)
    return `its files differ: ${pathOf(first.location)} has ${facts(first)}, ${pathOf(odd.location)} has ${facts(odd)}`;
  const refused = files.find((file) => "reason" in file.pixels);
  return refused === undefined ? undefined : (refused.pixels as { readonly reason: string }).reason;
}

/** Columns run along the first direction, rows along the second (PS3.3, C.7.6.2.1.1); the third goes from file to file. */
function place(files: readonly DicomFile[], normal: readonly number[] | undefined, steps: readonly number[]): Placement {
  const [first] = files as [DicomFile];
  const [rowSpacing = 1, columnSpacing = 1] = first.spacing ?? [];
  const volume = files.length > 1 || first.frames > 1;
  const mean = steps.length === 0 ? 0 : steps.reduce((a, b) => a + b, 0) / steps.length;
  const between = mean > 0 ? mean : (first.sliceSpacing ?? 1);
  const { orientation, position } = first;
  const plain: Placement = {
    spacing: [columnSpacing, rowSpacing, ...(volume ? [between] : [])].map(positiveOr1),
    translation: volume ? [0, 0, 0] : [0, 0],
  };
  if (orientation === undefined || position === undefined || normal === undefined || !(dot(normal, normal) > 0.5)) return plain;
  const last = files.at(-1)?.position;
  const third =
    mean > 0 && last !== undefined
      ? last.map((p, i) => (p - (position[i] as number)) / (files.length - 1))
      : normal.map((n) => n * between);
  const directions = [
    orientation.slice(0, 3).map((d) => d * columnSpacing),
    orientation.slice(3).map((d) => d * rowSpacing),
    ...(volume ? [third] : []),
  ];
  return placementOf(directions, position);
}

const positiveOr1 = (n: number): number => (n > 0 && Number.isFinite(n) ? n : 1);
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
const cross = (a: readonly number[], b: readonly number[]): number[] => {
  const [ax, ay, az] = a as [number, number, number];
  const [bx, by, bz] = b as [number, number, number];
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
};
