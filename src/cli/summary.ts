/** The execution summary: what a run did, stage by stage. @module */
import type { RunSummary, StageSummary } from "voxmill";
import { style } from "./style.ts";

/** How numbers are written. */
interface Words {
  bytes(bytes: number): string;
  duration(seconds: number): string;
  integer(value: number): string;
}

/**
 * A table of the stages, a line of the slowest blocks, and how to see what failed in `out`. Columns that are 0 for all stages are left out; a run of which nothing ran has
 * no summary.
 */
export async function summaryText({ stages, slowest, engine, workers }: RunSummary, out: string): Promise<string> {
  const { formatBytes: bytes, formatDuration: duration, formatInteger: integer } = await import("voxmill/render");
  if (stages.every((stage) => stage.done + stage.failed + stage.orphaned === 0)) return "";
  const words: Words = { bytes, duration, integer };
  const columns = columnsOf(words).filter(({ always, of }) => always || stages.some((stage) => of(stage) !== "0"));
  const rows = [columns.map(({ title }) => title), ...stages.map((stage) => columns.map(({ of }) => of(stage)))];
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => (row[i] as string).length)));
  const lines = rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number))).join("  "),
  );
  const blocks = slowest.map(({ stage, block, seconds }) => `${stage}:${block} ${duration(seconds)}`).join(", ");
  const tail = `${engine}, ${workers} worker${workers === 1 ? "" : "s"}; slowest blocks: ${blocks || "none"}`;
  const failed = stages.some((stage) => stage.failed > 0) ? [`voxmill failures ${out} lists the blocks that failed.`] : [];
  return [style("bold", lines[0] as string), ...lines.slice(1), style("dim", tail), ...failed, ""].join("\n");
}

function columnsOf({
  bytes,
  duration,
  integer,
}: Words): { readonly title: string; readonly always: boolean; of(stage: StageSummary): string }[] {
  return [
    { title: "stage", always: true, of: ({ number, title }) => `${number} ${title}` },
    { title: "blocks", always: true, of: ({ blocks }) => integer(blocks) },
    { title: "done", always: true, of: ({ done }) => integer(done) },
    { title: "before", always: false, of: ({ skipped }) => integer(skipped) },
    { title: "retried", always: false, of: ({ retried }) => integer(retried) },
    { title: "failed", always: false, of: ({ failed }) => integer(failed) },
    { title: "orphaned", always: false, of: ({ orphaned }) => integer(orphaned) },
    { title: "read", always: true, of: ({ bytesRead }) => bytes(bytesRead) },
    { title: "written", always: true, of: ({ bytesWritten }) => bytes(bytesWritten) },
    { title: "memory", always: true, of: ({ memoryMeasured, memoryPlanned }) => `${bytes(memoryMeasured)} of ${bytes(memoryPlanned)}` },
    { title: "time", always: true, of: ({ seconds }) => duration(seconds) },
    { title: "busy", always: true, of: ({ busySeconds }) => duration(busySeconds) },
  ];
}
