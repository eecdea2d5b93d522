/**
 * What a run took, from its events; and the machine it ran on.
 * @module
 */
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, platform, release, totalmem } from "node:os";
import type { RunEvent } from "../engine/index.ts";
import type { Plan } from "../plan/index.ts";
import { formatBytes, type ReportStage } from "../render/index.ts";

/** The stages of a plan with what their blocks took. A stage of which nothing ran has no time and no measured memory. */
export function stagesOf(plan: Plan, events: readonly RunEvent[]): ReportStage[] {
  const stages = plan.stages.map(({ spec, grid, bytesRead, bytesWritten, taskBytes }) => ({
    title: spec.title,
    kind: spec.kind as string,
    tasks: grid.count,
    reused: 0,
    bytesRead,
    bytesWritten,
    memoryPlanned: taskBytes,
    memoryMeasured: undefined as number | undefined,
    seconds: undefined as number | undefined,
  }));
  for (const event of events) {
    const stage = "stage" in event ? stages[event.stage] : undefined;
    if (stage === undefined) continue;
    if (event.type === "stage-start") stage.reused = event.skipped;
    if (event.type !== "task-end") continue;
    stage.seconds = (stage.seconds ?? 0) + event.report.seconds;
    stage.memoryMeasured = Math.max(stage.memoryMeasured ?? 0, event.report.memory);
  }
  return stages;
}

/** `AMD EPYC 7763, 2 cores, 25.2 GB, linux 6.1, Node v20.20.2`. */
export function machineText(): string {
  const [cpu] = cpus();
  const name = cpu === undefined || cpu.model.trim() === "" ? "unknown processor" : cpu.model.trim().replace(/\s+/g, " ");
  return [name, `${availableParallelism()} cores`, formatBytes(totalmem()), `${platform()} ${release()}`, `Node ${process.version}`].join(
    ", ",
  );
}

/** The version in the package's own package.json. */
export function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
