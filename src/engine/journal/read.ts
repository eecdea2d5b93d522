/**
 * Reads a journal from its begin. Lines that do not agree with their checksum are passed over: their blocks run again.
 * @module
 */
import type { ReadableStore, Store } from "../../store/store.ts";
import { type JournalEntry, parseJournalLine } from "./entry.ts";

/** What is read at once: large enough for a disk, small beside everything else in memory. */
const PIECE = 1 << 22;
const NEWLINE = 0x0a;

/** The key of a journal that grows, and the prefix of one that is written in parts (see `Journal`). */
export const journalKey = (folder: string): string => `${folder}/journal`;

/** All entries of the journal of a stage, oldest first. `onDamaged` is called for each line that counts for nothing. */
export async function* readJournal(
  store: ReadableStore,
  folder: string,
  onDamaged: () => void = () => {},
): AsyncGenerator<JournalEntry, void, undefined> {
  yield* entriesOf(store, journalKey(folder), onDamaged);
  for (const part of await journalParts(store, folder)) yield* entriesOf(store, part, onDamaged);
}

/** Takes a journal away: none of its blocks is done any more. */
export async function removeJournal(store: Store, folder: string): Promise<void> {
  await store.delete(journalKey(folder));
  for (const part of await journalParts(store, folder)) await store.delete(part);
}

/** Keys of the parts, in order. */
export async function journalParts(store: ReadableStore, folder: string): Promise<string[]> {
  const names = await store.listFolder(`${folder}/`);
  return names.filter((name) => name.startsWith("journal-")).map((name) => `${folder}/${name}`);
}

async function* entriesOf(store: ReadableStore, key: string, onDamaged: () => void): AsyncGenerator<JournalEntry, void, undefined> {
  let rest = new Uint8Array();
  for (let offset = 0; ; ) {
    const piece = await store.getRange(key, { offset, length: PIECE });
    if (piece === undefined || piece.length === 0) break;
    offset += piece.length;
    const bytes = new Uint8Array(rest.length + piece.length);
    bytes.set(rest);
    bytes.set(piece, rest.length);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      const entry = parseJournalLine(bytes.subarray(start, end));
      if (entry !== undefined) yield entry;
      else if (end > start) onDamaged();
      start = end + 1;
    }
    rest = bytes.slice(start);
  }
  if (rest.length > 0) onDamaged();
}
