/**
 * A part of a photometry: some sources, a span of pixels, all maps of one grid and frame.
 * @module
 */
import type { Healpix, Vector } from "../healpix/index.ts";
import type { SkyMap } from "../map/index.ts";
import { overlap, PatchGatherer } from "./gather.ts";
import { type Measurements, measureSource } from "./measure-source.ts";
import type { PhotometryOptions } from "./options.ts";
import { emptyPatch, patchGeometry, type SourcePatch } from "./patch.ts";

/** A source by its row in the catalogue. */
export interface Source {
  readonly row: number;
  /** In the frame of the maps. */
  readonly direction: Vector;
}

/** Plain data: it may cross to another thread. */
export interface PhotometryTask {
  readonly sources: readonly Source[];
  /** Pixels `[start, stop)` that this task reads. */
  readonly start: number;
  readonly stop: number;
  readonly blockPixels: number;
}

/** What a task found. */
export interface PhotometryPart {
  /** Sources that lie in the span with all their pixels: measurements by map. */
  readonly measured: readonly { readonly row: number; readonly byMap: readonly Measurements[] }[];
  /** Sources with pixels in other spans too: values by map, of this span's pixels only. */
  readonly shared: readonly { readonly row: number; readonly values: readonly Float64Array[] }[];
  readonly start: number;
  readonly stop: number;
}

/** Reads each block of the span once, in ascending order; blocks without a source are not read. */
export async function runPhotometryTask(
  maps: readonly SkyMap[],
  task: PhotometryTask,
  options: PhotometryOptions,
): Promise<PhotometryPart> {
  const { grid } = maps[0] as SkyMap;
  const { start, stop, blockPixels } = task;
  const gatherer = new PatchGatherer(task.sources.map(({ row, direction }) => emptyPatch(grid, row, direction, options)));
  const measured: { readonly row: number; readonly byMap: readonly Measurements[] }[] = [];
  for (let from = start; from < stop; from += blockPixels) {
    const to = Math.min(stop, from + blockPixels);
    if (!gatherer.wants(from, to)) continue;
    const blocks = await Promise.all(maps.map((map) => map.read(from, to)));
    for (const patch of gatherer.take(blocks)) measured.push({ row: patch.row, byMap: measurePatch(grid, patch, options) });
  }
  const shared = gatherer.incomplete.map(({ row, values }) => ({ row, values }));
  return { measured, shared, start, stop };
}

/** All maps of a complete patch. */
export function measurePatch(grid: Healpix, patch: SourcePatch, options: PhotometryOptions): Measurements[] {
  const geometry = patchGeometry(grid, patch, options);
  return patch.values.map((values) => measureSource(grid, geometry, values, options));
}

/** Puts what several tasks found of one source together; true once it is complete. */
export function addShared(
  patch: SourcePatch,
  values: readonly Float64Array[],
  { start, stop }: Pick<PhotometryPart, "start" | "stop">,
): boolean {
  if (patch.values.length === 0) patch.values = values.map(() => new Float64Array(patch.count));
  overlap(patch, start, stop, (from, to, at) => {
    for (const [m, own] of patch.values.entries()) own.set((values[m] as Float64Array).subarray(at, at + to - from), at);
    patch.filled += to - from;
  });
  return patch.filled === patch.count;
}
