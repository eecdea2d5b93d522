/** `voxmill info`: what is in a file. @module */
import type { Command } from "commander";
import type { ImageFile, Series } from "voxmill/format";
import { fileCard } from "./info-card.ts";

interface InfoArguments {
  readonly series?: string;
  readonly json?: boolean;
}

export function addInfo(program: Command): void {
  program
    .command("info")
    .description("Describe an image file or folder from its header; no voxel is read.")
    .argument("<path>", "file or folder of any format that voxmill reads")
    .option("--series <s>", "one image of the file: its number, name or path inside")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
A file that is described but whose voxels cannot be decoded has "readable": false and a reason; the exit code is 0.

Examples:
  voxmill info foam.tif
  voxmill info plate.ome.zarr --series B/03/0 --json`,
    )
    .action(printInfo);
}

async function printInfo(path: string, { series, json }: InfoArguments): Promise<void> {
  const { inspect, pickSeries } = await import("voxmill");
  const all = await inspect(path);
  const file: ImageFile = series === undefined ? all : { ...all, series: [pickSeries(all, series, path)] };
  process.stdout.write(json ? `${JSON.stringify(description(path, file), null, 2)}\n` : await fileCard(path, file));
}

/** What `--json` prints: the fields at the top are those of the first series (of the one asked for with --series). */
function description(path: string, { format, series }: ImageFile): object {
  const [first] = series;
  const facts = first === undefined ? { readable: false, reason: "the file holds no image" } : seriesFields(first);
  return { path, format, series: series.map((one) => ({ name: one.name, ...seriesFields(one) })), ...facts };
}

function seriesFields({ info, levels, bytes, readable, reason, storedType }: Series): object {
  const { shape, dtype, axes, spacing, unit, translation, chunks, shards = null, codecs } = info;
  return {
    shape,
    dtype: storedType ?? dtype,
    axes,
    spacing,
    unit,
    translation,
    chunks,
    shards,
    codecs,
    levels,
    bytes,
    readable,
    reason: reason ?? null,
  };
}
