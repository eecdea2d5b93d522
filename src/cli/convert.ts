/** `voxmill convert`: an image into another file. @module */
import { basename, resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { LazyArray } from "voxmill";
import type { ZarrCodec } from "voxmill/format";
import { extents, naturalNumber, type Range, ranges } from "./arguments.ts";
import { asUsage, UsageError } from "./failure.ts";
import { interruptible } from "./interrupt.ts";
import { addMachineOptions, type MachineArguments, withMachine } from "./machine.ts";
import { reporterFor } from "./reporters.ts";
import { checkSaveName, saveEndings } from "./save-name.ts";
import { style } from "./style.ts";

interface ConvertArguments extends MachineArguments {
  readonly series?: string;
  readonly level?: number;
  readonly chunks?: readonly number[];
  readonly shards?: readonly number[];
  readonly codec?: ZarrCodec;
  readonly levels?: number;
  readonly zarrFormat?: 2 | 3;
  readonly region?: readonly Range[];
}

export function addConvert(program: Command): void {
  const command = program
    .command("convert")
    .description("Store an image, or a part of it, in another format; block by block, whatever its size.")
    .argument("<in>", "file or folder to read")
    .argument("<out>", `file or folder to write; its ending says how: ${saveEndings.join(", ")}`)
    .option("--series <s>", "one image of the file: its number, name or path inside")
    .option("--level <n>", "level of its pyramid, 0 for full size", naturalNumber)
    .option("--region <z0:z1,y0:y1,x0:x1>", "only this part: start:stop for every axis, : for all of it", ranges)
    .option("--chunks <z,y,x>", "chunk shape of a .zarr", extents)
    .addOption(
      new Option("--codec <name>", "compression of a .zarr (default: zstd); none also for a .tif (default: deflate)").choices([
        "none",
        "zstd",
        "gzip",
        "blosc",
        "lz4",
      ]),
    )
    .option("--shards <z,y,x>", "shard shape of a .zarr, multiples of the chunks: chunks in one file", extents)
    .option(
      "--levels <n>",
      "store a .zarr as OME-Zarr pyramid, a .tif with smaller copies, of at most so many levels (labels and masks by mode, images by mean)",
      naturalNumber,
    )
    .addOption(
      new Option("--zarr-format <n>", "version of a .zarr: 3, or 2 for older readers (pyramids: OME-Zarr 0.5, 0.4)")
        .choices(["2", "3"])
        .argParser((text) => (text === "2" || text === "3" ? Number(text) : notAVersion())),
    );
  addMachineOptions(command)
    .addHelpText(
      "after",
      `
Examples:
  voxmill convert foam.tif foam.zarr --chunks 64,256,256 --codec blosc
  voxmill convert foam.tif foam.ome.zarr --chunks 64,64,64 --shards 256,256,256 --levels 5
  voxmill convert plate.ome.zarr well.tif --series B/03/0 --level 2
  voxmill convert brain.nii.gz slab.npy --region 40:60,:,:`,
    )
    .action(convert);
}

async function convert(from: string, to: string, given: ConvertArguments): Promise<void> {
  const begin = performance.now();
  const { open, plan, save, sizeOnDisk } = await import("voxmill");
  const { formatBytes, formatDuration, formatShape } = await import("voxmill/render");
  checkSaveName(to, given);
  if (resolve(from) === resolve(to)) throw new UsageError(`Expected two different files, found ${to} twice.`);
  const source = await open(from, { series: given.series, level: given.level });
  const array = await asUsage(() => part(source, given));
  const stored = await interruptible((signal) =>
    withMachine(given, async (machine) => {
      const storing = { shards: given.shards, levels: given.levels, zarrFormat: given.zarrFormat };
      const options = { ...machine, ...storing, codec: given.codec, drain: signal };
      const planned = await asUsage(() => plan({ [basename(to)]: { kind: "stored", array, ...storing } }, options));
      const reporter = await reporterFor(planned, false);
      try {
        return await save(array, to, { ...options, onEvent: reporter.onEvent });
      } finally {
        reporter.close();
      }
    }),
  );
  for (const text of losses(array, to)) warn(text);
  const size = formatBytes(await sizeOnDisk(to));
  const seconds = formatDuration((performance.now() - begin) / 1000);
  process.stdout.write(`${style("bold", to)}  ${stored.dtype}, ${formatShape(stored.shape)}  ${style("dim", `${size}, ${seconds}`)}\n`);
}

/** What the output has no place for, or only one that voxmill alone reads. */
function losses({ affine, spacing, unit }: LazyArray, to: string): string[] {
  const name = to.toLowerCase();
  if (name.endsWith(".npy")) {
    const placed = affine !== undefined || spacing.some((s) => s !== 1) || unit.some((u) => u !== "");
    return placed ? ["a .npy file holds no axes, spacing or position: they are not kept."] : [];
  }
  if (affine === undefined || /\.nii(\.gz)?$/.test(name)) return [];
  const where = name.endsWith(".zarr") ? 'the attribute "voxmill" of the array' : 'an annotation "voxmill" of its OME-XML';
  return [`${to} keeps the orientation (affine) in ${where}; other programs see spacing alone.`];
}

/** The region of an image, in the chunks that were asked for. */
async function part(source: LazyArray, { region, chunks }: ConvertArguments): Promise<LazyArray> {
  const { rechunk } = await import("voxmill");
  const axes = source.axes.join(", ");
  if (region !== undefined && region.length !== source.ndim)
    throw new UsageError(`Expected --region to have a range for each of the axes ${axes}, found ${region.length}.`);
  const outside = region?.findIndex(([start, stop], axis) => Math.max((start ?? 0) + 1, stop ?? 1) > (source.shape[axis] as number)) ?? -1;
  if (outside >= 0)
    throw new UsageError(
      `Expected --region to lie within 0:${source.shape[outside]} along ${source.axes[outside]}, found ${rangeText(region?.[outside])}.`,
    );
  const cut =
    region === undefined
      ? source
      : source.slice(...region.map(([start, stop], i) => [start ?? 0, stop ?? (source.shape[i] as number)] as const));
  if (chunks === undefined) return cut;
  if (chunks.length !== cut.ndim)
    throw new UsageError(`Expected --chunks to have a number for each of the axes ${axes}, found ${chunks.length}.`);
  return rechunk(cut, chunks);
}

const notAVersion = (): never => {
  throw new InvalidArgumentError("Expected 2 or 3.");
};

const rangeText = (range: Range | undefined): string => `${range?.[0] ?? ""}:${range?.[1] ?? ""}`;

const warn = (text: string): void => {
  process.stderr.write(`${style("yellow", "warning:", process.stderr)} ${text}\n`);
};
