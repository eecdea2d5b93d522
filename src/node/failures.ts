/**
 * Blocks that failed in the latest run into a folder.
 * @module
 */
import { type BlockFailure, failedBlocks, replayBlock, type TaskReport } from "../engine/index.ts";
import { childLocator, folderLocator, machineStores } from "../machine/index.ts";
import type { StoreResolver } from "../store/open.ts";
import type { Store } from "../store/store.ts";

function scratchOf(out: string, resolve: StoreResolver): Store {
  return resolve(childLocator(folderLocator(out), ".voxmill"));
}

/** The blocks that the latest run into a folder gave up and that are not done since. Throws NotFoundError where nothing ran. */
export function failures(out: string): Promise<BlockFailure[]> {
  return failedBlocks(scratchOf(out, machineStores()));
}

/**
 * Runs one block of the latest run into a folder in this thread, for a debugger; `stage` counts from 1, as plans print it. Throws what
 * the block throws; a block that is done now counts for the next run.
 */
export function replay(out: string, stage: number, block: number): Promise<TaskReport> {
  const resolve = machineStores();
  return replayBlock({ scratch: scratchOf(out, resolve), resolve, stage, block });
}
