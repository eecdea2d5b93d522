/** `voxmill phantom`: images whose truth is known. @module */
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { extents, integer } from "./arguments.ts";
import { asUsage } from "./failure.ts";
import { interruptible } from "./interrupt.ts";
import { addMachineOptions, type MachineArguments, withMachine } from "./machine.ts";
import { reporterFor } from "./reporters.ts";
import { checkSaveName, saveEndings } from "./save-name.ts";
import { style } from "./style.ts";

interface FoamArguments extends MachineArguments {
  readonly shape: readonly number[];
  readonly seed: number;
  readonly chunks?: readonly number[];
}

export function addPhantom(program: Command): void {
  const phantom = program.command("phantom").description("Generate an image whose truth is known, of any size, block by block.");
  const foam = phantom
    .command("foam")
    .description("A foam: closed bubbles of radius 30 and more between walls, with noise.")
    .argument("<out>", `file or folder to write (${saveEndings.join(", ")}); truth.csv is written beside it`)
    .requiredOption("--shape <z,y,x>", "extent in voxels", extents)
    .option("--seed <n>", "another seed is another foam", integer, 0)
    .option("--chunks <z,y,x>", "chunk shape of a .zarr (default: 16,256,256)", extents);
  addMachineOptions(foam)
    .addHelpText(
      "after",
      `
truth.csv has a row for each bubble: label, centroid_z, centroid_y, centroid_x, volume. Voxels do not depend on chunks, blocks or workers.

Example:
  voxmill phantom foam data/foam.zarr --shape 512,512,512 --seed 7`,
    )
    .action(makeFoam);
}

async function makeFoam(to: string, given: FoamArguments): Promise<void> {
  const begin = performance.now();
  const { foam, foamTruth, plan, save, sizeOnDisk, writeTable } = await import("voxmill");
  const { FileStore } = await import("voxmill/store/file");
  const { formatBytes, formatDuration, formatShape } = await import("voxmill/render");
  const { shape, seed, chunks } = given;
  checkSaveName(to, { chunks });
  const options = { shape, seed, chunks };
  const image = await asUsage(() => foam(options));
  const folder = dirname(resolve(to));
  const truth = await interruptible((signal) =>
    withMachine(given, async (machine) => {
      const reporter = await reporterFor(plan(image, machine), false);
      try {
        await save(image, to, { ...machine, drain: signal, onEvent: reporter.onEvent });
      } finally {
        reporter.close();
      }
      const table = await foamTruth(options, { signal });
      await writeTable(table, new FileStore(folder), "truth.csv");
      return table;
    }),
  );
  const size = formatBytes(await sizeOnDisk(to));
  const seconds = formatDuration((performance.now() - begin) / 1000);
  process.stdout.write(
    `${style("bold", to)}  uint8, ${formatShape(shape)}, seed ${seed}  ${style("dim", `${size}, ${seconds}`)}\n` +
      `${style("bold", join(dirname(to), "truth.csv"))}  ${truth.numRows} bubbles\n`,
  );
}
