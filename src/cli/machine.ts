/**
 * The options that say how much of this machine a command may use.
 * @module
 */
import { type Command, InvalidArgumentError } from "commander";
import type { MachineOptions } from "voxmill";
import { extents, positiveInteger } from "./arguments.ts";
import { asUsage, UsageError } from "./failure.ts";

/** As commander hands them over. */
export interface MachineArguments {
  readonly engine?: "serial" | "threads";
  readonly workers?: number;
  readonly memory?: string;
  readonly block?: readonly number[];
}

/** Adds --engine, --workers, --memory and --block to a command. */
export function addMachineOptions(command: Command): Command {
  return command
    .option("--engine <name>", "serial or threads (default: threads, or serial where there is one block only)", engineName)
    .option("--workers <n>", "blocks at the same time (default: the number of cores)", positiveInteger)
    .option("--memory <bytes>", "memory of all workers together, such as 2GB (default: half of the machine's)")
    .option("--block <z,y,x>", "shape of a block, one number per axis; results do not depend on it (default: chosen by the plan)", extents);
}

function engineName(text: string): "serial" | "threads" {
  if (text === "serial" || text === "threads") return text;
  if (text === "processes") throw new InvalidArgumentError("Processes are not there yet. Use threads.");
  throw new InvalidArgumentError("Expected serial or threads.");
}

/** Options for planning; wrong amounts are wrong use. */
export async function planningOptions(given: MachineArguments): Promise<Pick<MachineOptions, "workers" | "memory" | "block">> {
  const { parseBytes } = await import("voxmill");
  const { memory: text, block, engine } = given;
  const memory = text === undefined ? undefined : await asUsage(() => parseBytes(text));
  if (memory === 0) throw new UsageError(`Expected an amount of memory above 0, found "${text}".`);
  if (engine === "serial" && (given.workers ?? 1) !== 1)
    throw new UsageError(`Expected one worker with --engine serial, found --workers ${given.workers}. Use --engine threads.`);
  return { workers: engine === "serial" ? 1 : given.workers, memory, block };
}

/** Runs a step with the engine that was asked for, and closes that engine. */
export async function withMachine<T>(given: MachineArguments, step: (options: MachineOptions) => Promise<T>): Promise<T> {
  const planning = await planningOptions(given);
  if (given.engine === undefined) return step(planning);
  const { machineStores, threads } = await import("voxmill");
  const { serial } = await import("voxmill/engine");
  const engine = given.engine === "serial" ? serial({ resolve: machineStores() }) : threads({ workers: planning.workers });
  try {
    return await step({ ...planning, engine });
  } finally {
    await engine.close();
  }
}
