/**
 * Which blocks of a stage need not run: those whose last journal entry has their key, and that left what is still there.
 * @module
 */
import { bytesKey } from "../hash/bytes-key.ts";
import type { StoreResolver } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { type JournalEntry, parseStoredWord, readJournal } from "./journal/index.ts";
import { outputsOfBlock } from "./outputs.ts";
import type { RunnableStage } from "./protocol.ts";
import { valuesKey } from "./task/leavings.ts";

/** What is known of a block before the run. */
export const BlockState = {
  /** No run has finished it. */
  missing: 0,
  done: 1,
  /** It was done with other values. */
  stale: 2,
  /** A chunk that it stored is gone, or is not what it stored. */
  outputMissing: 3,
  outputChanged: 4,
  /** What it left for later stages is gone or damaged. */
  leftDamaged: 5,
  /** It was given up. */
  failed: 6,
  /** It was done; whether it receives the same values again is not known yet. */
  unknown: 7,
} as const;
export type BlockState = (typeof BlockState)[keyof typeof BlockState];

export interface CheckOptions {
  readonly scratch: Store;
  readonly resolve: StoreResolver;
  /** The key that a block has now; undefined where it is not known yet. */
  keyOf(block: number): string | undefined;
  readonly count: number;
  /** Read everything and compare its hash, rather than what the stores say of it. */
  readonly verify?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the entry of each block that is done. */
  readonly onDone?: ((entry: JournalEntry) => void) | undefined;
  /** Called now and then with the number of records that were looked at since. */
  readonly onChecked?: ((records: number) => void) | undefined;
}

/** A byte a block: its {@link BlockState}. */
export interface Checked {
  readonly states: Uint8Array;
  /** Lines of the journal that were torn or damaged. */
  readonly damaged: number;
}

/** Entries whose outputs are looked at together: the file system answers many questions at once faster than one by one. */
const TOGETHER = 256;

/** Looks at all blocks. Where the journal is damaged, what it says is believed only as far as contents agree. */
export async function checkBlocks(stage: RunnableStage, options: CheckOptions): Promise<Checked> {
  const first = await pass(stage, options);
  if (first.damaged === 0 || options.verify === true) return first;
  return { ...(await pass(stage, { ...options, verify: true })), damaged: first.damaged };
}

async function pass(stage: RunnableStage, options: CheckOptions): Promise<Checked> {
  const { scratch, count, signal, onDone, onChecked } = options;
  const states = new Uint8Array(count);
  let damaged = 0;
  let batch = new Map<number, JournalEntry>();
  const settle = async (): Promise<void> => {
    const entries = [...batch.values()];
    batch = new Map();
    const found = await Promise.all(entries.map((entry) => stateOf(stage, entry, options)));
    for (const [n, entry] of entries.entries()) {
      states[entry.block] = found[n] as BlockState;
      if (found[n] === BlockState.done) onDone?.(entry);
    }
    onChecked?.(entries.length);
    signal?.throwIfAborted();
  };
  for await (const entry of readJournal(scratch, stage.folder, () => damaged++)) {
    if (!(entry.block < count)) continue;
    batch.set(entry.block, entry);
    if (batch.size >= TOGETHER) await settle();
  }
  await settle();
  return { states, damaged };
}

async function stateOf(stage: RunnableStage, entry: JournalEntry, options: CheckOptions): Promise<BlockState> {
  if (entry.failure !== undefined) return BlockState.failed;
  if (entry.key === "") return BlockState.missing;
  const key = options.keyOf(entry.block);
  if (key === undefined) return BlockState.unknown;
  if (entry.key !== key) return BlockState.stale;
  const outputs = await outputsState(stage, entry, options);
  if (outputs !== BlockState.done) return outputs;
  return (await leftIsThere(stage, entry, options)) ? BlockState.done : BlockState.leftDamaged;
}

async function outputsState(stage: RunnableStage, { block, stored = [] }: JournalEntry, options: CheckOptions): Promise<BlockState> {
  let n = 0;
  for (const address of outputsOfBlock(stage, block)) {
    const word = stored[n++];
    if (word === undefined || word === "") return BlockState.missing;
    const { bytes, hash, identity } = parseStoredWord(word);
    const store = options.resolve(address.store);
    const now = await store.identify(address.key);
    if (now === undefined) return BlockState.outputMissing;
    if (now === identity && identity !== "" && options.verify !== true) continue;
    // Copied or touched, it may still be the same.
    if ((await store.size(address.key)) !== bytes) return BlockState.outputChanged;
    const value = await store.get(address.key);
    if (value === undefined || bytesKey(value) !== hash) return BlockState.outputChanged;
  }
  return BlockState.done;
}

async function leftIsThere(stage: RunnableStage, { left = {}, values = [] }: JournalEntry, options: CheckOptions): Promise<boolean> {
  const { scratch, verify = false } = options;
  const hashes = new Map<string, Map<string, string>>();
  for (const [name, bytes] of Object.entries(left)) {
    const key = `${stage.folder}/${name}`;
    if (!verify) {
      if ((await scratch.size(key)) !== bytes) return false;
      continue;
    }
    const value = await scratch.get(key);
    if (value?.length !== bytes) return false;
    const sink = /(?:^|\/)(?:partial|spill)-(\d+)/.exec(name)?.[1] ?? "";
    hashes.set(sink, (hashes.get(sink) ?? new Map<string, string>()).set(name, bytesKey(value)));
  }
  for (const [sink, own] of hashes) if (valuesKey(own) !== values[Number(sink)]) return false;
  return true;
}
