/** `voxmill sky cutout`: a patch of a map as an image. @module */
import { basename, dirname, resolve } from "node:path";
import type { Command } from "commander";
import { positiveInteger } from "../arguments.ts";
import { asUsage, UsageError } from "../failure.ts";
import { addMapOptions, angleArgument, frameArgument, type MapArguments, mapOptions } from "./arguments.ts";
import { usagePair } from "./plot.ts";

interface CutoutArguments extends MapArguments {
  readonly center: string;
  readonly size: string;
  readonly pixels: number;
  readonly output: string;
}

export function addSkyCutout(sky: Command): void {
  addMapOptions(
    sky
      .command("cutout")
      .description("Cut a patch of a map out as an image in gnomonic projection (TAN).")
      .argument("<map>", "HEALPix map in FITS"),
  )
    .requiredOption("--center <lon,lat>", "middle of the patch in degrees, in the frame of the map")
    .requiredOption("-o, --output <file>", "image to write: .fits (with celestial coordinates), .npy, .tif or .zarr")
    .option("--size <angle>", "side of the patch", "5deg")
    .option("--pixels <n>", "pixels along a side", positiveInteger, 256)
    .addHelpText(
      "after",
      "\nEast is to the left. Each pixel has the value of the map's pixel under its centre; NaN where nothing was seen.",
    )
    .action(cut);
}

const arrayEnding = /\.(npy|tif|tiff|zarr)$/i;

async function cut(path: string, given: CutoutArguments): Promise<void> {
  const { fromArray, openSkyMap, save } = await import("voxmill");
  const { fitsImage, gnomonic, resampleMap } = await import("voxmill/sky");
  const { NdArray } = await import("voxmill/array");
  const { FileStore } = await import("voxmill/store/file");
  const fits = /\.fits?$/i.test(given.output);
  if (!fits && !arrayEnding.test(given.output))
    throw new UsageError(`Expected an output that ends with .fits, .npy, .tif or .zarr, found ${given.output}.`);
  const centre = await asUsage(() => usagePair(given.center));
  const size = await angleArgument(given.size, "--size");
  const projection = await asUsage(() => gnomonic({ centre, size, width: given.pixels }));
  const map = await openSkyMap(path, { ...mapOptions(given), frame: await frameArgument(given) });
  const values = await resampleMap(map, projection);
  await map.close();
  const { width, height } = projection;
  if (!fits) return void (await save(fromArray(new NdArray("float64", values, [height, width])), given.output));
  const pixelDegrees = ((2 * Math.tan(size / 2)) / width) * (180 / Math.PI);
  const bytes = fitsImage({ width, height, values, centre, pixelDegrees, frame: map.frame, unit: map.unit });
  await new FileStore(dirname(resolve(given.output))).set(basename(given.output), bytes);
}
