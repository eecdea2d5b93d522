/**
 * Which blocks of a stage need not run: those whose last journal entry has their key, and whose outputs are there.
 * @module
 */
import type { StoreResolver } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { type JournalEntry, readJournal, storedSize, storedWord } from "./journal/index.ts";
import { outputsOfBlock } from "./outputs.ts";
import type { RunnableStage } from "./protocol.ts";

export interface DoneOptions {
  readonly scratch: Store;
  readonly resolve: StoreResolver;
  /** The key that a block has now; undefined for blocks that are none. */
  keyOf(block: number): string | undefined;
  /** Read all outputs and compare their checksums, rather than their sizes alone. */
  readonly verify?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Entries whose outputs are looked at together: the file system answers many questions at once faster than one by one. */
const TOGETHER = 256;

/** The blocks that are done. */
export async function doneBlocks(stage: RunnableStage, options: DoneOptions): Promise<Set<number>> {
  const done = new Set<number>();
  let batch = new Map<number, JournalEntry>();
  const settle = async (): Promise<void> => {
    const entries = [...batch.values()];
    batch = new Map();
    const good = await Promise.all(entries.map((entry) => holds(stage, entry, options)));
    for (const [n, { block }] of entries.entries()) good[n] === true ? done.add(block) : done.delete(block);
    options.signal?.throwIfAborted();
  };
  for await (const entry of readJournal(options.scratch, stage.folder)) {
    batch.set(entry.block, entry);
    if (batch.size >= TOGETHER) await settle();
  }
  await settle();
  return done;
}

/** True when an entry says that the block is done as it would be now, and its outputs are as it left them. */
async function holds(stage: RunnableStage, entry: JournalEntry, { resolve, keyOf, verify = false }: DoneOptions): Promise<boolean> {
  const { block, key, failure, stored = [] } = entry;
  if (failure !== undefined || key !== keyOf(block)) return false;
  let n = 0;
  for (const address of outputsOfBlock(stage, block)) {
    const word = stored[n++];
    if (word === undefined) return false;
    const store = resolve(address.store);
    if (verify) {
      const bytes = await store.get(address.key);
      if (bytes === undefined || storedWord(bytes) !== word) return false;
    } else if ((await store.size(address.key)) !== storedSize(word)) return false;
  }
  return true;
}
