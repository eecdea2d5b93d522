/**
 * Photometry by paths: from maps and a catalogue on disk to a table.
 * @module
 */
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import {
  type NamedMap,
  type PhotometryOptions,
  photometry,
  pixelArea,
  type SkyCatalog,
  type SkyFrame,
  type SkyMap,
  type SkyMapOptions,
} from "../../sky/index.ts";
import type { Table } from "../../table/index.ts";
import { openSkyMap, readSkyCatalog } from "./open.ts";
import { photometryThreads } from "./threads.ts";

export interface SkyPhotometryOptions extends PhotometryOptions {
  /** Column, table, frame and numbering, the same for all maps. */
  readonly map?: SkyMapOptions | undefined;
  /** The frame of the maps that do not say. */
  readonly frame?: SkyFrame | undefined;
  /** Threads. The table does not depend on it. @default 1 for small jobs, else the number of cores */
  readonly workers?: number | undefined;
  /** Pixels that are read at once. The table does not depend on it. @default 2^17 */
  readonly blockPixels?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Pixels to measure above which starting threads pays. */
const worthThreads = 2e7;

/**
 * Photometry of every source on every map: see `photometry` of voxmill/sky. Maps are paths or addresses; their names in the table are
 * those of their files. The catalogue is a path, or one that was read.
 */
export async function skyPhotometry(maps: readonly string[], catalog: string | SkyCatalog, options: SkyPhotometryOptions): Promise<Table> {
  const sources = typeof catalog === "string" ? await readSkyCatalog(catalog) : catalog;
  const requests = maps.map((path) => ({ path, options: options.map ?? {} }));
  const opened: SkyMap[] = [];
  for (const request of requests) opened.push(await openSkyMap(request.path, request.options));
  const named = opened.map((map, i): NamedMap => ({ name: nameOf(maps, i), map: withFrame(map, options.frame) }));
  const workers = options.workers ?? (workOf(opened, sources, options) > worthThreads ? availableParallelism() : 1);
  const { blockPixels, signal } = options;
  try {
    if (workers === 1) return await photometry(named, sources, options, { blockPixels, signal });
    await using engine = photometryThreads(requests, workers);
    return await photometry(named, sources, options, { engine, blockPixels, signal });
  } finally {
    for (const map of opened) await map.close();
  }
}

const withFrame = (map: SkyMap, frame: SkyFrame | undefined): SkyMap =>
  map.frame === undefined && frame !== undefined ? { ...map, frame } : map;

/** The file's name; with the folder where two files have the same. */
function nameOf(paths: readonly string[], i: number): string {
  const path = paths[i] as string;
  const own = basename(path);
  return paths.some((other, j) => j !== i && basename(other) === own) ? path : own;
}

function workOf(maps: readonly SkyMap[], { names }: SkyCatalog, { radius, annulus }: PhotometryOptions): number {
  const reach = Math.max(radius, annulus?.[1] ?? 0);
  return maps.reduce((sum, { grid }) => sum + (names.length * Math.PI * reach * reach) / pixelArea(grid.nside), 0);
}
