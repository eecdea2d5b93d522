/**
 * Blocks that failed, as data: which, where, why; and one of them again, here, under a debugger.
 *
 * The scratch of a run knows them: `stages.json` names the stages of the latest run, and the journal of each says what became of its
 * blocks.
 * @module
 */
import { GeometryError, NotFoundError } from "../errors.ts";
import { blockGrid } from "../plan/plan.ts";
import type { StoreResolver } from "../store/open.ts";
import type { ReadableStore, Store } from "../store/store.ts";
import { Journal, type JournalEntry, readJournal } from "./journal/index.ts";
import { type RunnableStage, stageFile, type TaskReport } from "./protocol.ts";
import { WorkerContext } from "./task/context.ts";
import { runTask } from "./task/run-task.ts";

/** A block that was given up in the latest run. */
export interface BlockFailure {
  /** Number of its stage, from 1 as plans print it. */
  readonly stage: number;
  readonly title: string;
  readonly block: number;
  /** The voxels that it writes, in the image of its stage. */
  readonly offset: readonly number[];
  readonly shape: readonly number[];
  readonly attempts: number;
  /** Class of the error, its message and its stack. */
  readonly error: string;
  readonly message: string;
  readonly stack: string;
}

const stagesKey = "stages.json";

/** Notes which stages a run has, by their folders; undefined for one that has not begun. */
export async function noteStages(scratch: Store, stages: readonly (RunnableStage | undefined)[]): Promise<void> {
  const folders = stages.map((stage) => stage?.folder ?? null);
  await scratch.set(stagesKey, new TextEncoder().encode(JSON.stringify({ folders })));
}

/** The blocks that were given up in the latest run and are not done since. Throws NotFoundError where nothing ran. */
export async function failedBlocks(scratch: ReadableStore): Promise<BlockFailure[]> {
  const failures: BlockFailure[] = [];
  for (const [number, folder] of (await foldersOf(scratch)).entries()) {
    const stage = folder === null ? undefined : await stageOf(scratch, folder);
    if (stage === undefined) continue;
    const last = new Map<number, JournalEntry>();
    for await (const entry of readJournal(scratch, stage.folder)) {
      if (entry.failure === undefined) last.delete(entry.block);
      else last.set(entry.block, entry);
    }
    for (const entry of [...last.values()].sort((a, b) => a.block - b.block)) failures.push(failureOf(stage, number, entry));
  }
  return failures;
}

function failureOf({ spec }: RunnableStage, number: number, { block, failure, attempts = 1 }: JournalEntry): BlockFailure {
  const { offset, shape } = blockGrid(spec).at(block).writeRoi.shift(spec.total.offset);
  const { tag = "Error", message = "", stack = "" } = failure ?? {};
  return { stage: number + 1, title: spec.title, block, offset: [...offset], shape: [...shape], attempts, error: tag, message, stack };
}

export interface ReplayOptions {
  readonly scratch: Store;
  readonly resolve: StoreResolver;
  /** From 1. */
  readonly stage: number;
  readonly block: number;
}

/**
 * Runs one block of the latest run in this thread: an error is thrown as it happens, so a debugger stops there. A block that is done now
 * is recorded, and the next run does not do it again.
 */
export async function replayBlock({ scratch, resolve, stage: number, block }: ReplayOptions): Promise<TaskReport> {
  const folders = await foldersOf(scratch);
  const folder = folders[number - 1];
  const stage = folder === undefined || folder === null ? undefined : await stageOf(scratch, folder);
  if (stage === undefined)
    throw new NotFoundError(`Expected a stage from 1 to ${folders.length} that has begun, found ${number}.`, { what: String(number) });
  const { count } = blockGrid(stage.spec);
  if (block >= count) throw new GeometryError(`Expected a block of stage ${number} from 0 to ${count - 1}, found ${block}.`);
  const context = new WorkerContext(resolve);
  try {
    const report = await runTask(stage, block, context);
    let key: string | undefined;
    for await (const entry of readJournal(scratch, stage.folder)) if (entry.block === block) key = entry.key;
    if (key !== undefined) await record(scratch, stage.folder, { block, key, stored: report.stored });
    return report;
  } finally {
    await context.close();
  }
}

async function record(scratch: Store, folder: string, entry: JournalEntry): Promise<void> {
  const journal = new Journal(scratch, folder);
  journal.add(entry);
  await journal.flush();
}

async function foldersOf(scratch: ReadableStore): Promise<readonly (string | null)[]> {
  const bytes = await scratch.get(stagesKey);
  if (bytes === undefined)
    throw new NotFoundError(`Expected the folder of a run, found no ${scratch.name}/${stagesKey}.`, {
      what: stagesKey,
      hint: "Give the folder that voxmill run wrote to (--out).",
    });
  return (JSON.parse(new TextDecoder().decode(bytes)) as { readonly folders: readonly (string | null)[] }).folders;
}

async function stageOf(scratch: ReadableStore, folder: string): Promise<RunnableStage | undefined> {
  const bytes = await scratch.get(stageFile(folder));
  return bytes === undefined ? undefined : (JSON.parse(new TextDecoder().decode(bytes)) as RunnableStage);
}
