/** `voxmill failures` and `voxmill replay`: blocks that failed, and one of them again. @module */
import { type Command, InvalidArgumentError } from "commander";
import type { BlockFailure } from "voxmill";
import { style } from "./style.ts";

export function addFailures(program: Command): void {
  program
    .command("failures")
    .description("List the blocks that the latest run into a folder gave up.")
    .argument("<out>", "the folder of the run (--out)")
    .option("--json", "print JSON, with the stack of each error")
    .addHelpText(
      "after",
      `
A block is named STAGE:BLOCK. The same voxmill run command tries these blocks again, and no others.

Examples:
  voxmill failures results
  voxmill replay results 2:17`,
    )
    .action(listFailures);
}

export function addReplay(program: Command): void {
  program
    .command("replay")
    .description("Run one block of the latest run again, in this process: its error is shown with its stack, a debugger can attach.")
    .argument("<out>", "the folder of the run (--out)")
    .argument("<block>", "the block as voxmill failures names it, such as 2:17", blockName)
    .addHelpText(
      "after",
      `
A block that is done now counts for the next run.

Examples:
  voxmill replay results 2:17
  node --inspect-brk $(which voxmill) replay results 2:17`,
    )
    .action(replayOne);
}

interface BlockName {
  readonly stage: number;
  readonly block: number;
}

function blockName(text: string): BlockName {
  const match = /^(\d+):(\d+)$/.exec(text);
  if (match === null || match[1] === "0")
    throw new InvalidArgumentError("Expected STAGE:BLOCK as voxmill failures prints it, such as 2:17.");
  return { stage: Number(match[1]), block: Number(match[2]) };
}

async function listFailures(out: string, { json }: { readonly json?: boolean }): Promise<void> {
  const { failures } = await import("voxmill");
  const found = await failures(out);
  if (json === true) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  else process.stdout.write(found.length === 0 ? "No block of the latest run failed.\n" : `${tableOf(found)}\n`);
}

/** A line for each block; the message is cut at the end of its first line. */
function tableOf(failures: readonly BlockFailure[]): string {
  const rows = failures.map(({ stage, block, title, offset, shape, attempts, error, message }) => [
    `${stage}:${block}`,
    title,
    offset.map((o, axis) => `${o}:${o + (shape[axis] as number)}`).join(", "),
    String(attempts),
    `${error}: ${message.split("\n", 1)[0]}`,
  ]);
  const head = ["block", "stage", "voxels", "attempts", "error"];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] as string).length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(widths[i] as number))).join("  ");
  return [style("bold", line(head)), ...rows.map(line)].join("\n");
}

async function replayOne(out: string, { stage, block }: BlockName): Promise<void> {
  const { replay } = await import("voxmill");
  const { formatBytes, formatDuration } = await import("voxmill/render");
  try {
    const { seconds, bytesRead, bytesWritten, memory } = await replay(out, stage, block);
    process.stdout.write(
      `Block ${stage}:${block} is done: ${formatDuration(seconds)}, ${formatBytes(bytesRead)} read, ${formatBytes(bytesWritten)} written, ${formatBytes(memory)} of memory.\n`,
    );
  } catch (error) {
    // Who replays a block wants to see where it failed.
    if (error instanceof Error && error.stack !== undefined) process.stderr.write(`${error.stack}\n`);
    throw error;
  }
}
