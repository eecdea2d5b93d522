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
  readonly engine?: "serial" | "threads" | "processes";
  readonly workers?: number;
  readonly memory?: string;
  readonly block?: readonly number[];
}

/** Adds --engine, --workers, --memory and --block to a command. */
export function addMachineOptions(command: Command): Command {
  return command
    .option("--engine <name>", "serial, threads or processes (default: threads, or serial where there is one block only)", engineName)
    .option("--workers <n>", "blocks at the same time (default: the number of cores)", positiveInteger)
    .option("--memory <bytes>", "memory of all workers together, such as 2GB (default: half of the machine's)")
    .option("--block <z,y,x>", "shape of a block, one number per axis; results do not depend on it (default: chosen by the plan)", extents);
}

function engineName(text: string): "serial" | "threads" | "processes" {
  if (text === "serial" || text === "threads" || text === "processes") return text;
  throw new InvalidArgumentError("Expected serial, threads or processes.");
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

/** Runs a step with the engine that was asked for, and closes that engine. Workers log what they print into `logs`. */
export async function withMachine<T>(given: MachineArguments, step: (options: MachineOptions) => Promise<T>, logs?: string): Promise<T> {
  const planning = await planningOptions(given);
  if (given.engine === undefined) return step(planning);
  const { machineStores, processes, threads } = await import("voxmill");
  const { serial } = await import("voxmill/engine");
  const { workers } = planning;
  const engines = {
    serial: () => serial({ resolve: machineStores() }),
    threads: () => threads({ workers, logs }),
    processes: () => processes({ workers, logs }),
  };
  const engine = engines[given.engine]();
  try {
    return await step({ ...planning, engine });
  } finally {
    await engine.close();
  }
}
