/**
 * Running on this machine: where scratch lies, which engine, how much memory.
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { basename, join } from "node:path";
import type { Dtype } from "../array/dtype.ts";
import type { NdArray } from "../array/nd-array.ts";
import {
  type Engine,
  type Patience,
  planFor,
  type RunListener,
  type RunResult,
  run,
  type ScalarValue,
  type StageSurvey,
  serial,
  surveyFor,
  type Value,
  type Wanted,
} from "../engine/index.ts";
import type { PlanStateOptions } from "../engine/plan-state.ts";
import { threads } from "../engine/threads/index.ts";
import { isVoxmillError } from "../errors.ts";
import type { Json } from "../format/source.ts";
import type { ZarrCodec } from "../format/zarr/index.ts";
import type { Vec } from "../geometry/vec.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { LazyScalar } from "../graph/lazy-scalar.ts";
import type { LazyTable, StoredArray, Target } from "../graph/target.ts";
import { childLocator, folderLocator, locate, machineStores } from "../machine/index.ts";
import type { Plan } from "../plan/plan.ts";
import { FileStore } from "../store/file/index.ts";
import type { StoreResolver } from "../store/open.ts";
import type { Store, StoreLocator } from "../store/store.ts";
import type { Table } from "../table/index.ts";
import { parseBytes } from "./bytes.ts";
import { open } from "./open.ts";
import { machineText, packageVersion } from "./report-run.ts";

/** How a run uses this machine. */
export interface MachineOptions extends Patience {
  /** @default threads, or serial where every stage is one block */
  readonly engine?: Engine | undefined;
  /** Blocks at the same time, where no engine is given. @default the number of cores */
  readonly workers?: number | undefined;
  /** Memory of all workers together: bytes, or text such as "2GB". @default half of the machine's */
  readonly memory?: number | string | undefined;
  /** Write region of a block; snapped up to whole chunks. @default chosen by the plan */
  readonly block?: Vec | undefined;
  /** Compression of Zarr chunks. @default "zstd" */
  readonly codec?: ZarrCodec | undefined;
  /** Stops at once, in the middle of blocks. */
  readonly signal?: AbortSignal | undefined;
  /** Begins no further block; the run ends with the reason when those at hand are done and recorded. */
  readonly drain?: AbortSignal | undefined;
  readonly onEvent?: RunListener | undefined;
  /** Run everything again, whatever was done before. */
  readonly fresh?: boolean | undefined;
  /** Compare what inputs and outputs hold, rather than size and time or ETag. @default false: reading everything again takes long */
  readonly verify?: boolean | undefined;
  /** What the record of the run says beside what the engine knows: recipe, versions, command. */
  readonly about?: { readonly [key: string]: Json } | undefined;
}

interface Resources {
  readonly workers: number;
  readonly memory: number;
}

const resourcesOf = (options: MachineOptions): Resources => ({
  workers: options.engine?.workers ?? options.workers ?? availableParallelism(),
  memory: options.memory === undefined ? totalmem() / 2 : parseBytes(options.memory),
});

/** The plan for targets (files by name) on this machine. */
export function plan(
  targets: { readonly [name: string]: Target } | LazyArray,
  options: MachineOptions & { readonly out?: string | undefined } = {},
): Plan {
  const named =
    "node" in targets && targets.kind === "array"
      ? { "result.zarr": targets as LazyArray }
      : (targets as { readonly [name: string]: Target });
  return planFor({ targets: named }, { ...options, ...resourcesOf(options), out: machineStores()(folderLocator(options.out ?? ".")) });
}

/** What {@link runTargets} would do of each stage with these options, and why. Reads what earlier runs into `out` left; writes nothing. */
export async function survey(
  targets: { readonly [name: string]: Target },
  options: MachineOptions & {
    readonly out: string;
    /** Told of chunks and records that were looked at since: there may be millions. */
    readonly onChecking?: PlanStateOptions["onChecking"];
  },
): Promise<readonly StageSurvey[]> {
  const resolve = machineStores();
  const out = folderLocator(options.out);
  const scratch = resolve(scratchLocator(childLocator(out, ".voxmill")));
  const { stages } = await surveyFor({ targets }, { ...options, ...resourcesOf(options), out: resolve(out), scratch, resolve });
  return stages;
}

/**
 * Runs targets into a folder: a path, or s3://bucket/folder. Work that an earlier run into the same folder finished is not done
 * again; its records lie in the folder `.voxmill` there.
 */
export async function runTargets(
  targets: { readonly [name: string]: Target },
  options: MachineOptions & { readonly out: string },
): Promise<RunResult> {
  const resolveStore = machineStores();
  const out = folderLocator(options.out);
  const about = { voxmill: packageVersion(), machine: machineText(), ...options.about };
  return execute({ targets }, { ...options, about }, resolveStore, {
    out: resolveStore(out),
    scratch: resolveStore(scratchLocator(childLocator(out, ".voxmill"))),
  });
}

/** Scratch need not survive a power cut: what is torn is computed again. */
const scratchLocator = (folder: StoreLocator): StoreLocator => (folder.kind === "file" ? { ...folder, sync: false } : folder);

async function execute(
  wanted: Wanted,
  options: MachineOptions,
  resolveStore: StoreResolver,
  stores: { readonly out?: Store; readonly scratch: Store },
): Promise<RunResult> {
  const planning = { ...options, ...resourcesOf(options), ...stores };
  const single = options.engine === undefined && planFor(wanted, planning).stages.every((s) => s.grid.count <= 1);
  const engine =
    options.engine ??
    (single ? serial({ resolve: resolveStore }) : threads({ workers: planning.workers, logs: logsFolder(stores.scratch) }));
  try {
    return await run(wanted, { ...planning, engine, resolve: resolveStore });
  } finally {
    if (options.engine === undefined) await engine.close();
  }
}

/** Where workers log what they print: beside the journals of a run into a folder of this machine; nowhere for values. */
function logsFolder({ locator }: Store): string | undefined {
  return locator.kind === "file" && basename(locator.root) === ".voxmill" ? join(locator.root, "logs") : undefined;
}

/** Computes an array, a table or a number into this process's memory. */
export function compute<D extends Dtype>(value: LazyArray<D>, options?: MachineOptions): Promise<NdArray<D>>;
export function compute(value: LazyTable, options?: MachineOptions): Promise<Table>;
export function compute(value: LazyScalar, options?: MachineOptions): Promise<ScalarValue>;
export async function compute(value: LazyArray | LazyTable | LazyScalar, options: MachineOptions = {}): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), "voxmill-"));
  try {
    const { values } = await execute({ values: { value } }, options, machineStores(), { scratch: new FileStore(folder, { sync: false }) });
    return values["value"] as Value;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How an array is saved: beside the machine's options, those of a stored array (for .zarr; `levels` for .tif too). */
export type SaveOptions = MachineOptions & Pick<StoredArray, "shards" | "levels" | "resample" | "zarrFormat">;

/**
 * Saves an array under a path or an s3:// address whose ending says how: .zarr (Zarr v3), .tif, .nii, .nii.gz, .npy. Returns the
 * stored array, open again: later steps read it instead of computing it twice. A save that was interrupted, or whose blocks failed, goes on
 * where it stopped: what it had done is kept in `.voxmill-NAME` beside the target. One that cannot be leaves nothing.
 */
export async function save<D extends Dtype>(array: LazyArray<D>, path: string, options: SaveOptions = {}): Promise<LazyArray<D>> {
  const { shards, levels, resample, zarrFormat } = options;
  const stored: Target = { kind: "stored", array, shards, levels, resample, zarrFormat };
  const resolveStore = machineStores();
  const { path: target, store: out, key } = locate(path, resolveStore);
  const scratch = scratchLocator(childLocator(out.locator, `.voxmill-${key}`, path));
  try {
    await execute({ targets: { [key]: stored } }, options, resolveStore, { out, scratch: resolveStore(scratch) });
  } catch (error) {
    // Errors of the request itself, such as axes that the format lacks, come again: nothing is worth keeping.
    if (isVoxmillError(error, "GeometryError", "UnsupportedError", "PlanError")) await removeFolder(scratch, resolveStore(scratch));
    throw error;
  }
  await removeFolder(scratch, resolveStore(scratch));
  return (await open(target)) as LazyArray<D>;
}

async function removeFolder(locator: StoreLocator, store: Store): Promise<void> {
  if (locator.kind === "file") await rm(locator.root, { recursive: true, force: true });
  else for await (const key of store.list("")) await store.delete(key);
}
