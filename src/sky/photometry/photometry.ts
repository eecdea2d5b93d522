/**
 * Photometry of every source of a catalogue on every map.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { Table } from "../../table/index.ts";
import type { SkyCatalog } from "../catalog/index.ts";
import { frameRotation, rotate } from "../frames/index.ts";
import { ang2vec, fromLonLat, type Healpix, toLonLat, vec2ang } from "../healpix/index.ts";
import { frameOf, type SkyMap } from "../map/index.ts";
import { type Measurements, noMeasurements } from "./measure-source.ts";
import { checkPhotometry, type PhotometryOptions } from "./options.ts";
import { emptyPatch, endPixel, firstPixel, type SourcePatch } from "./patch.ts";
import { addShared, measurePatch, type PhotometryPart, type PhotometryTask, runPhotometryTask, type Source } from "./task.ts";
import { photometryUnits } from "./units.ts";

/** Where tasks run. The numbers do not depend on it. */
export interface PhotometryEngine {
  /** Tasks at the same time. */
  readonly workers: number;
  /** Runs tasks on maps by their positions in the list of maps; parts come in any order. */
  run(maps: readonly number[], tasks: readonly PhotometryTask[], options: PhotometryOptions): AsyncIterable<PhotometryPart>;
}

export interface PhotometryRun {
  /** @default in this thread, one task after the other */
  readonly engine?: PhotometryEngine | undefined;
  /** Pixels that are read at once. @default 2^17: some hundred kilobytes stay in the caches */
  readonly blockPixels?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A map with the name that it has in the table. */
export interface NamedMap {
  readonly name: string;
  readonly map: SkyMap;
}

/**
 * Measures every source on every map and gives a row for each pair, in the order of the catalogue, then of the maps. Each block of a map
 * is read once. The numbers do not depend on blocks, workers, or whether a map is RING or NESTED. Angles in degrees in the frame of
 * the map, sizes and offsets in arcminutes, fluxes in map unit times steradian. Throws GeometryError where a frame is not known.
 */
export async function photometry(
  maps: readonly NamedMap[],
  catalog: SkyCatalog,
  options: PhotometryOptions,
  { engine, blockPixels = 2 ** 17, signal }: PhotometryRun = {},
): Promise<Table> {
  checkPhotometry(options);
  if (maps.length === 0) throw new GeometryError("Expected at least one map, found none.", { option: "maps" });
  if (!Number.isInteger(blockPixels) || blockPixels < 1)
    throw new GeometryError(`Expected a whole number of pixels a block from 1, found ${blockPixels}.`, { option: "blockPixels" });
  const rows: Measurements[][] = catalog.names.map(() => []);
  const places: { lon: Float64Array; lat: Float64Array }[] = [];
  const runner = engine ?? serialEngine(maps.map(({ map }) => map));
  for (const group of groupsOf(maps)) {
    const sources = sourcesFor(catalog, (maps[group[0] as number] as NamedMap).map);
    const { grid, sequential } = (maps[group[0] as number] as NamedMap).map;
    const plan = planTasks(grid, sources, options, { blockPixels, tasks: sequential ? 1 : runner.workers * 4 });
    for await (const part of runner.run(group, plan.tasks, options)) {
      signal?.throwIfAborted();
      collect(part, plan, grid, options, (row, byMap) => {
        for (const [i, m] of group.entries()) (rows[row] as Measurements[])[m] = byMap[i] as Measurements;
      });
    }
  }
  for (const { map } of maps) places.push(lonLatIn(catalog, map));
  return tableOf(maps, catalog, rows, places, options);
}

/** Maps that share grid and frame are read side by side; those that can only be read forward go by themselves, so that workers share them. */
function groupsOf(maps: readonly NamedMap[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [i, { map }] of maps.entries()) {
    const { nside, scheme } = map.grid;
    const key = map.sequential ? `sequential ${i}` : `${nside} ${scheme} ${map.frame}`;
    groups.set(key, [...(groups.get(key) ?? []), i]);
  }
  return [...groups.values()];
}

/** Sources with a position, in the frame of a map. */
function sourcesFor(catalog: SkyCatalog, map: SkyMap): Source[] {
  const turn = frameRotation(catalog.frame ?? frameIfNeeded(catalog, map), frameIfNeeded(catalog, map));
  const sources: Source[] = [];
  for (const [row, lon] of catalog.lon.entries()) {
    const lat = catalog.lat[row] as number;
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) continue;
    const { theta, phi } = fromLonLat(lon, lat);
    sources.push({ row, direction: rotate(turn, ang2vec(theta, phi)) });
  }
  return sources;
}

/** A catalogue in the map's own frame needs no frame to be known. */
const frameIfNeeded = (catalog: SkyCatalog, map: SkyMap) => (catalog.frame === undefined ? "icrs" : frameOf(map));

function lonLatIn(catalog: SkyCatalog, map: SkyMap): { lon: Float64Array; lat: Float64Array } {
  const [lon, lat] = [new Float64Array(catalog.lon.length).fill(Number.NaN), new Float64Array(catalog.lon.length).fill(Number.NaN)];
  if (catalog.frame === undefined || catalog.frame === map.frame) return { lon: catalog.lon, lat: catalog.lat };
  for (const { row, direction } of sourcesFor(catalog, map)) [lon[row], lat[row]] = toLonLat(vec2ang(direction));
  return { lon, lat };
}

interface Plan {
  readonly tasks: readonly PhotometryTask[];
  /** Patches of sources that several tasks share, by row. */
  readonly shared: Map<number, SourcePatch>;
  readonly sources: ReadonlyMap<number, Source>;
}

/** Spans of whole blocks, each with the sources that may have pixels in it. */
function planTasks(
  grid: Healpix,
  sources: readonly Source[],
  options: PhotometryOptions,
  how: { readonly blockPixels: number; readonly tasks: number },
): Plan {
  const blocks = Math.ceil(grid.npix / how.blockPixels);
  const count = Math.min(how.tasks, blocks);
  const span = Math.ceil(blocks / count) * how.blockPixels;
  const shared = new Map<number, SourcePatch>();
  const bySource = new Map(sources.map((source) => [source.row, source]));
  if (count === 1)
    return {
      tasks: sources.length === 0 ? [] : [{ sources, start: 0, stop: grid.npix, blockPixels: how.blockPixels }],
      shared,
      sources: bySource,
    };
  const byTask = Array.from({ length: count }, (): Source[] => []);
  for (const source of sources) {
    const patch = emptyPatch(grid, source.row, source.direction, options);
    if (patch.count === 0) {
      byTask[0]?.push(source);
      continue;
    }
    for (let t = Math.floor(firstPixel(patch) / span); t <= Math.floor((endPixel(patch) - 1) / span); t++) byTask[t]?.push(source);
  }
  const tasks = byTask.map((own, t) => ({
    sources: own,
    start: t * span,
    stop: Math.min(grid.npix, (t + 1) * span),
    blockPixels: how.blockPixels,
  }));
  return { tasks: tasks.filter((task) => task.sources.length > 0), shared, sources: bySource };
}

function collect(
  part: PhotometryPart,
  { shared, sources }: Plan,
  grid: Healpix,
  options: PhotometryOptions,
  done: (row: number, byMap: readonly Measurements[]) => void,
): void {
  for (const { row, byMap } of part.measured) done(row, byMap);
  for (const { row, values } of part.shared) {
    const patch = shared.get(row) ?? emptyPatch(grid, row, (sources.get(row) as Source).direction, options);
    shared.set(row, patch);
    if (!addShared(patch, values, part)) continue;
    done(row, measurePatch(grid, patch, options));
    shared.delete(row);
  }
}

/** Runs tasks in this thread. */
export function serialEngine(maps: readonly SkyMap[]): PhotometryEngine {
  return {
    workers: 1,
    async *run(numbers, tasks, options) {
      for (const task of tasks)
        yield runPhotometryTask(
          numbers.map((m) => maps[m] as SkyMap),
          task,
          options,
        );
    },
  };
}

function tableOf(
  maps: readonly NamedMap[],
  catalog: SkyCatalog,
  rows: readonly (readonly Measurements[])[],
  places: readonly { readonly lon: Float64Array; readonly lat: Float64Array }[],
  options: PhotometryOptions,
): Table {
  const none = noMeasurements(options);
  const total = rows.length * maps.length;
  const numbers = new Map([...Object.keys(none), "lon", "lat"].map((name) => [name, new Float64Array(total)]));
  const names: string[] = [];
  const mapNames: string[] = [];
  for (const [row, byMap] of rows.entries())
    for (const [m, { name }] of maps.entries()) {
      const at = names.length;
      const found: Measurements = { ...none, ...byMap[m], lon: places[m]?.lon[row] as number, lat: places[m]?.lat[row] as number };
      for (const [column, values] of numbers) values[at] = found[column] as number;
      names.push(catalog.names[row] as string);
      mapNames.push(name);
    }
  const columns = [...numbers].map(([name, values]) => [name, name.startsWith("n_") ? Uint32Array.from(values) : values] as const);
  return Table.of({ name: names, map: mapNames, ...Object.fromEntries(columns) }, { units: photometryUnits(maps, options) });
}
