/**
 * Runs with a record: written when the run begins, when a stage begins, and at the end.
 * @module
 */
import type { Json } from "../format/source.ts";
import type { Store } from "../store/store.ts";
import type { DriverResults, RanStage } from "./driver.ts";
import type { Engine } from "./engine.ts";
import { type RunRecord, readRecord, retire, writeRecord } from "./run-record.ts";

export interface RecordedOptions {
  readonly scratch: Store;
  readonly engine: Engine;
  readonly memory: number;
  readonly about?: Json | undefined;
}

/** Runs `work`, which tells of each stage before it begins. What no run refers to any more goes when it has ended well. */
export async function recorded<R extends Pick<DriverResults, "ran" | "inputs" | "done" | "skipped">>(
  targets: readonly string[],
  { scratch, engine, memory, about = null }: RecordedOptions,
  work: (onStages: (stages: readonly RanStage[]) => Promise<void>) => Promise<R>,
): Promise<R> {
  // Values in memory leave nothing that a record could speak of.
  if (targets.length === 0) return work(async () => {});
  const last = await readRecord(scratch, targets);
  // Until this run is done, what the last one left is still of use.
  const keeps = [...new Set([...(last?.keeps ?? []), ...(last?.stages ?? []).map(({ folder }) => folder)])];
  const base = { record: 1, targets, engine: { name: engine.name, workers: engine.workers, memory }, about } as const;
  let record: RunRecord = { ...base, state: "running", started: now(), inputs: [], stages: [], keeps, done: 0, skipped: 0 };
  await writeRecord(scratch, record);
  try {
    const results = await work(async (stages) => {
      record = { ...record, stages };
      await writeRecord(scratch, record);
    });
    const { ran, inputs, done, skipped } = results;
    const { keeps: _, ...rest } = record;
    record = { ...rest, state: "done", ended: now(), inputs, stages: ran, done, skipped };
    await writeRecord(scratch, record);
    await retire(scratch, record);
    return results;
  } catch (error) {
    const failed = { ...record, state: "failed", ended: now(), error: (error as Error).message } as const;
    // A full disk may be why: the first error is the one to tell.
    await writeRecord(scratch, failed).catch(() => undefined);
    throw error;
  }
}

const now = (): string => new Date().toISOString();
