/** `voxmill sky photometry`: every source of a catalogue on every map. @module */
import { basename, dirname, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { SkyPhotometryOptions } from "voxmill";
import type { Table } from "voxmill/table";
import { positiveInteger } from "../arguments.ts";
import { asUsage, UsageError } from "../failure.ts";
import { interruptible } from "../interrupt.ts";
import { addMapOptions, angleArgument, collected, frameArgument, type MapArguments, mapOptions } from "./arguments.ts";

interface PhotometryArguments extends MapArguments {
  readonly map: readonly string[];
  readonly catalog: string;
  readonly catalogHdu?: string;
  readonly catalogFrame?: string;
  readonly position?: readonly [string, string];
  readonly name?: string;
  readonly radius: string;
  readonly annulus?: readonly [string, string];
  readonly fwhm?: string;
  readonly fit?: boolean;
  readonly conversion?: number;
  readonly fluxUnit?: string;
  readonly output: string;
  readonly workers?: number;
  readonly patch?: number;
}

export function addSkyPhotometry(sky: Command): void {
  const command = sky
    .command("photometry")
    .description("Measure every source of a catalogue on every map: one row for each, in the order of the catalogue.")
    .requiredOption("--map <file>", "HEALPix map in FITS, plain or .gz; may be given again and again", collected)
    .requiredOption("--catalog <file>", "sources: FITS table, ECSV, VOTable, CSV, TSV or Parquet")
    .requiredOption("--radius <angle>", "radius of the disc, with its unit: 10arcmin")
    .requiredOption("-o, --output <file>", "table to write: .csv, .tsv, .parquet, .json; .txt for NAME_10arcminmean lines")
    .option("--annulus <inner,outer>", "ring of background: 15arcmin,25arcmin; adds background, noise, flux and centroid", two)
    .option("--fwhm <angle>", "width of the beam: adds psf_flux")
    .option("--fit", "add an elliptical Gaussian fitted to each source")
    .option("--conversion <factor>", "fluxes are multiplied by it (default: map unit times steradian)", number)
    .option("--flux-unit <unit>", "the unit of fluxes after --conversion");
  addMapOptions(command)
    .option("--position <lon,lat>", "columns of the positions (default: ra, dec; glon, glat; or lon, lat in the map's frame)", two)
    .option("--name <column>", "column of the names (default: name, source_name, id or their like)")
    .option("--catalog-frame <f>", "frame of the positions (default: by the names of their columns)")
    .option("--catalog-hdu <n>", "table of a FITS catalogue (default: the first)")
    .option(
      "--workers <n>",
      "threads; the table does not depend on it (default: 1 for small jobs, else the number of cores)",
      positiveInteger,
    )
    .option("--patch <pixels>", "pixels read at once; the table does not depend on it (default: 131072)", positiveInteger)
    .addHelpText(
      "after",
      `
Columns: name, map, n_pixels, disc_mean, n_missing; with --annulus background, noise, flux, flux_error, centroid and offset.
Pixels that were not seen (UNSEEN, NaN) are left out and counted; a disc without pixels has no mean.

Examples:
  voxmill sky photometry --map LFI_030.fits --map LFI_070.fits --catalog pccs.fits --radius 10arcmin -o means.csv
  voxmill sky photometry --map hfi.fits.gz --catalog ps.csv --radius 10arcmin --annulus 15arcmin,25arcmin -o flux.parquet`,
    )
    .action(measure);
}

function two(text: string): readonly [string, string] {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.length !== 2 || parts.some((part) => part === "")) throw new InvalidArgumentError("Expected two values with a comma between.");
  return parts as unknown as readonly [string, string];
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("Expected a number.");
  return value;
}

const textEnding = /\.txt$/i;

async function measure(given: PhotometryArguments): Promise<void> {
  const begin = performance.now();
  const { skyPhotometry, readSkyCatalog } = await import("voxmill");
  const { tableEndings } = await import("voxmill/table");
  const { parseFrame } = await import("voxmill/sky");
  if (!textEnding.test(given.output) && !tableEndings.some((ending) => given.output.toLowerCase().endsWith(ending)))
    throw new UsageError(`Expected an output that ends with ${[...tableEndings, ".txt"].join(", ")}, found ${given.output}.`);
  const frame = given.catalogFrame === undefined ? undefined : await asUsage(() => parseFrame(given.catalogFrame as string));
  const options = await optionsOf(given);
  const catalog = await readSkyCatalog(given.catalog, { hdu: given.catalogHdu, name: given.name, position: given.position, frame });
  const table = await interruptible((signal) => skyPhotometry(given.map, catalog, { ...options, signal }));
  await writeOutput(table, given);
  const seconds = ((performance.now() - begin) / 1000).toFixed(2);
  process.stderr.write(
    `${table.numRows} rows in ${given.output} (${catalog.names.length} sources on ${given.map.length} map${given.map.length === 1 ? "" : "s"}), ${seconds} s\n`,
  );
}

async function optionsOf(given: PhotometryArguments): Promise<SkyPhotometryOptions> {
  const { annulus, fwhm, fit, conversion, fluxUnit, workers, patch } = given;
  const ring = annulus === undefined ? undefined : await Promise.all(annulus.map((text) => angleArgument(text, "--annulus")));
  if (ring !== undefined && !((ring[0] as number) < (ring[1] as number)))
    throw new UsageError(`Expected --annulus with the inner radius first, found ${(annulus as readonly string[]).join(",")}.`);
  return {
    radius: await angleArgument(given.radius, "--radius"),
    annulus: ring as readonly [number, number] | undefined,
    fwhm: fwhm === undefined ? undefined : await angleArgument(fwhm, "--fwhm"),
    fit,
    conversion,
    fluxUnit,
    map: mapOptions(given),
    frame: await frameArgument(given),
    workers,
    blockPixels: patch,
  };
}

async function writeOutput(table: Table, { output, radius }: PhotometryArguments): Promise<void> {
  const { writeTable } = await import("voxmill");
  const { FileStore } = await import("voxmill/store/file");
  const { hadoopText } = await import("voxmill/sky");
  const store = new FileStore(dirname(resolve(output)));
  if (!textEnding.test(output)) return writeTable(table, store, basename(output));
  const names = table.column("name").data as readonly string[];
  const text = hadoopText(names, radius.replace(/\s/g, ""), table.column("disc_mean").data as Float64Array);
  await store.set(basename(output), new TextEncoder().encode(text));
}
