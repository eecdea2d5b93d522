/** `voxmill sky mapper`: photometry as a program for Hadoop Streaming: names of patches in, lines of key and value out. @module */
import { createInterface } from "node:readline";
import type { Command } from "commander";
import type { SkyCatalog, SkyMap, Vector } from "voxmill/sky";
import { UsageError } from "../failure.ts";
import { addMapOptions, angleArgument, collected, frameArgument, type MapArguments, mapOptions } from "./arguments.ts";

interface MapperArguments extends MapArguments {
  readonly map: readonly string[];
  readonly catalog: readonly string[];
  readonly radius: string;
}

/** Pixels read at once: a patch of ten degrees is small. */
const blockPixels = 65_536;

export function addSkyMapper(sky: Command): void {
  const command = sky
    .command("mapper")
    .description(
      "Read names of patches (030_045_025: map, colatitude, longitude) from standard input, print NAME_10arcminmean, tab, value.",
    )
    .requiredOption("--map <key=file>", "map of the patches whose names begin with the key; may be given again and again", collected)
    .requiredOption("--catalog <key=file>", "catalogue of that map", collected)
    .option("--radius <angle>", "radius of the disc", "10arcmin");
  addMapOptions(command)
    .addHelpText(
      "after",
      `
A source belongs to the patch that its position lies in; its disc may reach into others and is not cut off. Sort the lines, and they are
those of "voxmill sky photometry -o means.txt".

Example:
  echo 030_045_025 | voxmill sky mapper --map 030=LFI_030.fits --catalog 030=pccs_030.fits`,
    )
    .action(mapLines);
}

/** One map with its sources. */
interface Sky {
  readonly map: SkyMap;
  readonly catalog: SkyCatalog;
  readonly directions: readonly (Vector | undefined)[];
}

async function mapLines(given: MapperArguments): Promise<void> {
  const { hadoopLine, inPatch, parsePatchName, photometry } = await import("voxmill/sky");
  const radius = await angleArgument(given.radius, "--radius");
  const label = given.radius.replace(/\s/g, "");
  const [maps, catalogs] = [byKey(given.map, "--map"), byKey(given.catalog, "--catalog")];
  const opened = new Map<string, Promise<Sky>>();
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue;
    const patch = parsePatchName(line);
    const sky = opened.get(patch.map) ?? openSky(patch.map, maps, catalogs, given);
    opened.set(patch.map, sky);
    const { map, catalog, directions } = await sky;
    const rows = directions.flatMap((direction, row) => (direction !== undefined && inPatch(patch, direction) ? [row] : []));
    const sources = {
      ...catalog,
      names: rows.map((r) => catalog.names[r] as string),
      lon: pick(catalog.lon, rows),
      lat: pick(catalog.lat, rows),
    };
    const table = await photometry([{ name: patch.map, map }], sources, { radius }, { blockPixels });
    const means = table.column("disc_mean").data as Float64Array;
    for (const [i, name] of sources.names.entries())
      if (!Number.isNaN(means[i])) process.stdout.write(`${hadoopLine(name, label, means[i] as number)}\n`);
  }
}

const pick = (values: Float64Array, rows: readonly number[]): Float64Array => Float64Array.from(rows, (row) => values[row] as number);

/** `key=file` by key. */
function byKey(list: readonly string[], option: string): ReadonlyMap<string, string> {
  return new Map(
    list.map((text): [string, string] => {
      const at = text.indexOf("=");
      if (at < 1) throw new UsageError(`Expected ${option} key=file, such as 030=LFI_030.fits; found ${text}.`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

async function openSky(
  key: string,
  maps: ReadonlyMap<string, string>,
  catalogs: ReadonlyMap<string, string>,
  given: MapArguments,
): Promise<Sky> {
  const { openSkyMap, readSkyCatalog } = await import("voxmill");
  const { catalogDirections, frameOf } = await import("voxmill/sky");
  const [path, sources] = [maps.get(key), catalogs.get(key)];
  if (path === undefined || sources === undefined)
    throw new UsageError(`Expected a --map and a --catalog for ${key}, found maps for ${[...maps.keys()].join(", ")}.`);
  const frame = await frameArgument(given);
  const found = await openSkyMap(path, mapOptions(given));
  const map = found.frame === undefined && frame !== undefined ? { ...found, frame } : found;
  const catalog = await readSkyCatalog(sources);
  return { map, catalog, directions: catalogDirections(catalog, catalog.frame === undefined ? "icrs" : frameOf(map)) };
}
