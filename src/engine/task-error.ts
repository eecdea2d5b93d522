/**
 * From a block that was given up to the error of a run.
 * @module
 */
import { FormatError, GeometryError, NotFoundError, PlanError, TaskError, UnsupportedError, type VoxmillError } from "../errors.ts";
import type { StageSpec } from "../plan/stage.ts";
import type { TaskFailure } from "./protocol.ts";

/** A block that was given up, of a stage. */
export interface FailedBlock {
  readonly stage: StageSpec;
  readonly block: number;
  readonly attempts: number;
  readonly failure: TaskFailure;
}

/** What became of the others. */
export interface FailureCounts {
  readonly failed: number;
  readonly orphaned: number;
  /** True when the rest was not begun, because every block failed alike. */
  readonly stopped: boolean;
}

/** The error of a block: what happened, where. Errors about files and requests keep their own class. */
export function taskError({ stage, block, attempts, failure }: FailedBlock, counts: FailureCounts): VoxmillError {
  const where = `in block ${block} of stage ${stage.number + 1} (${stage.title})`;
  const cause = Object.assign(new Error(failure.message), { name: failure.tag, stack: failure.stack ?? "" });
  const text = `${failure.message} (${where})`;
  const rest = restOf(counts);
  if (failure.tag === "FormatError") return new FormatError(text + rest, { path: "", cause });
  if (failure.tag === "UnsupportedError") return new UnsupportedError(text + rest, { cause });
  if (failure.tag === "GeometryError") return new GeometryError(text + rest, { cause });
  if (failure.tag === "NotFoundError") return new NotFoundError(text + rest, { what: "", cause });
  if (failure.tag === "PlanError") return new PlanError(text + rest, { stage: stage.title, cause });
  const times = `after ${attempts} attempt${attempts === 1 ? "" : "s"}`;
  return new TaskError(`${failure.tag}: ${text} ${times}.${rest}`, { stage: stage.title, block: [block], attempt: attempts, cause });
}

/** What a user wants to know beside the first error; nothing where it is all. */
function restOf({ failed, orphaned, stopped }: FailureCounts): string {
  if (stopped) return " The blocks before it failed in the same way and none was done, so the rest was not begun.";
  if (failed === 1 && orphaned === 0) return "";
  const others = failed === 1 ? "" : ` ${failed} blocks failed.`;
  const orphans = orphaned === 0 ? "" : ` ${orphaned} block${orphaned === 1 ? "" : "s"} that read of it could not run.`;
  return `${others}${orphans} Everything else is done.`;
}
