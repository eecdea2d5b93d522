/**
 * The record of a run, which stays with its outputs: what was made, when, from what and by what. One record for each set of outputs:
 * a later run of the same outputs takes its place.
 * @module
 */
import type { Json } from "../format/source.ts";
import { contentKey } from "../hash/content-key.ts";
import { deleteFolder } from "../store/delete-folder.ts";
import type { ReadableStore, Store } from "../store/store.ts";
import type { RanStage } from "./driver.ts";
import type { InputRecord } from "./keys/index.ts";

export interface RunRecord {
  readonly record: 1;
  /** `running` is also what a run that was killed leaves. */
  readonly state: "running" | "done" | "failed";
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly ended?: string | undefined;
  /** Names of the outputs. */
  readonly targets: readonly string[];
  readonly engine: { readonly name: string; readonly workers: number; readonly memory: number };
  /** What was read, with a key of its values as they were identified. */
  readonly inputs: readonly InputRecord[];
  readonly stages: readonly RanStage[];
  /** Folders of the run before, which this one may still take up; left out once it is done. */
  readonly keeps?: readonly string[] | undefined;
  /** Blocks that were run, and those that were done before. */
  readonly done: number;
  readonly skipped: number;
  readonly error?: string | undefined;
  /** What the edge adds: recipe, versions, machine, command. */
  readonly about: Json;
}

/** Where the record of a set of outputs is. */
export const recordKey = (targets: readonly string[]): string => `runs/${contentKey([...targets].sort())}.json`;

export async function writeRecord(scratch: Store, record: RunRecord): Promise<void> {
  await scratch.set(recordKey(record.targets), new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`));
}

/** The record of a set of outputs; undefined where there is none, or a torn one. */
export async function readRecord(scratch: ReadableStore, targets: readonly string[]): Promise<RunRecord | undefined> {
  const bytes = await scratch.get(recordKey(targets));
  return bytes === undefined ? undefined : parse(bytes);
}

/** All records, the latest first. Torn ones are left out. */
export async function readRecords(scratch: ReadableStore): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for (const name of await scratch.listFolder("runs/")) {
    const bytes = await scratch.get(`runs/${name}`);
    const record = bytes === undefined ? undefined : parse(bytes);
    if (record !== undefined) records.push(record);
  }
  return records.sort((a, b) => (a.started < b.started ? 1 : -1));
}

/**
 * Takes away what no record refers to: records of runs whose outputs this run has all made itself, and the folders of stages. To be
 * called when a run has ended well, and not before: a run that stopped is resumed from its folders.
 */
export async function retire(scratch: Store, run: RunRecord): Promise<void> {
  const mine = new Set(run.targets);
  const own = recordKey(run.targets);
  const kept = new Set(run.stages.map(({ folder }) => `${folder}/`));
  for (const record of await readRecords(scratch)) {
    const key = recordKey(record.targets);
    if (key !== own && record.targets.every((name) => mine.has(name))) await scratch.delete(key);
    else if (key !== own) for (const folder of [...record.stages.map((s) => s.folder), ...(record.keeps ?? [])]) kept.add(`${folder}/`);
  }
  for (const name of await scratch.listFolder("stages/")) {
    if (!kept.has(`stages/${name}`)) await deleteFolder(scratch, `stages/${name}`);
  }
}

function parse(bytes: Uint8Array): RunRecord | undefined {
  try {
    const record = JSON.parse(new TextDecoder().decode(bytes)) as RunRecord | null;
    return record?.record === 1 ? record : undefined;
  } catch {
    return undefined;
  }
}
