/** `voxmill sky plot`: the whole sky or a patch of it as a picture. @module */
import { basename, dirname, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { ColormapName } from "voxmill/render";
import type { SkyMap } from "voxmill/sky";
import { positiveInteger } from "../arguments.ts";
import { asUsage, UsageError } from "../failure.ts";
import { addMapOptions, angleArgument, frameArgument, type MapArguments, mapOptions } from "./arguments.ts";

interface PlotArguments extends MapArguments {
  readonly output: string;
  readonly projection?: "mollweide" | "gnomonic";
  readonly center?: string;
  readonly size: string;
  readonly width: number;
  readonly catalog?: string;
  readonly colormap?: string;
  readonly range?: readonly [number, number];
  readonly title?: string;
  readonly grid: boolean;
}

export function addSkyPlot(sky: Command): void {
  addMapOptions(
    sky
      .command("plot")
      .description("Draw a map: the whole sky (Mollweide), or a patch of it (gnomonic).")
      .argument("<map>", "HEALPix map in FITS"),
  )
    .requiredOption("-o, --output <file>", "picture to write: .png or .svg")
    .option("--projection <p>", "mollweide or gnomonic (default: gnomonic where --center is given)", projectionName)
    .option("--center <lon,lat>", "middle of the picture in degrees, in the frame of the map")
    .option("--size <angle>", "side of a gnomonic patch", "10deg")
    .option("--width <pixels>", "width of the map on the picture", positiveInteger, 1200)
    .option("--catalog <file>", "draw these sources as circles")
    .option("--colormap <name>", "gray, viridis, magma or inferno (default: inferno)")
    .option("--range <lo,hi>", "values of the darkest and the brightest colour (default: percentiles 1 and 99.8)", pair)
    .option("--title <text>", "written above (default: file, column and frame)")
    .option("--no-grid", "no lines of longitude and latitude")
    .addHelpText(
      "after",
      `
East is to the left. Pixels that were not seen are grey.

Examples:
  voxmill sky plot LFI_030.fits --catalog pccs.fits -o sky.png
  voxmill sky plot LFI_030.fits --center 184.55,-5.78 --size 5deg -o crab.png`,
    )
    .action(draw);
}

function projectionName(text: string): "mollweide" | "gnomonic" {
  if (text === "mollweide" || text === "gnomonic") return text;
  throw new InvalidArgumentError("Expected mollweide or gnomonic.");
}

/** Two numbers. */
export function pair(text: string): readonly [number, number] {
  const parts = text.split(",").map(Number);
  if (parts.length !== 2 || !parts.every(Number.isFinite))
    throw new InvalidArgumentError("Expected two numbers with a comma between: 12.5,-30.");
  return parts as unknown as readonly [number, number];
}

async function draw(path: string, given: PlotArguments): Promise<void> {
  const { openSkyMap } = await import("voxmill");
  const { resampleMap, skyPicture } = await import("voxmill/sky");
  const { colormapNames, pictureSvg, pngOf } = await import("voxmill/render");
  const { FileStore } = await import("voxmill/store/file");
  if (!/\.(png|svg)$/i.test(given.output)) throw new UsageError(`Expected a picture that ends with .png or .svg, found ${given.output}.`);
  if (given.colormap !== undefined && !(colormapNames as readonly string[]).includes(given.colormap))
    throw new UsageError(`Expected --colormap to be one of ${colormapNames.join(", ")}, found ${given.colormap}.`);
  const map = await openSkyMap(path, { ...mapOptions(given), frame: await frameArgument(given) });
  const projection = await projectionOf(given);
  const values = await resampleMap(map, projection);
  await map.close();
  const picture = skyPicture(values, projection, {
    colormap: given.colormap as ColormapName | undefined,
    window: given.range,
    title: given.title ?? [basename(path), map.name, map.frame].filter((part) => part !== undefined).join("   "),
    unit: map.unit === "" ? undefined : map.unit,
    grid: given.grid,
    sources: given.catalog === undefined ? undefined : await sourcesOf(given.catalog, map),
    sourceRadius: Math.max(3, given.width / 240),
  });
  const bytes = /\.svg$/i.test(given.output) ? new TextEncoder().encode(pictureSvg(picture, { encode: pngOf })) : pngOf(picture);
  await new FileStore(dirname(resolve(given.output))).set(basename(given.output), bytes);
}

async function projectionOf(given: PlotArguments) {
  const { gnomonic, mollweide } = await import("voxmill/sky");
  const { center, projection = center === undefined ? "mollweide" : "gnomonic", width } = given;
  const centre = center === undefined ? ([0, 0] as const) : await asUsage(() => usagePair(center));
  if (projection === "mollweide") return asUsage(() => mollweide(width, centre[0]));
  const size = await angleArgument(given.size, "--size");
  return asUsage(() => gnomonic({ centre, size, width }));
}

/** `--center` of a command: degrees. */
export function usagePair(text: string): readonly [number, number] {
  try {
    return pair(text);
  } catch (error) {
    throw new UsageError(`--center: ${(error as Error).message}`);
  }
}

async function sourcesOf(path: string, map: SkyMap) {
  const { readSkyCatalog } = await import("voxmill");
  const { catalogDirections, frameOf } = await import("voxmill/sky");
  const catalog = await readSkyCatalog(path);
  const frame = catalog.frame === undefined ? (map.frame ?? "icrs") : frameOf(map);
  return catalogDirections(catalog, frame).filter((direction) => direction !== undefined);
}
