/**
 * What a journal says of a block, and how a line says it: `CHECKSUM JSON`.
 * @module
 */
import { crc32 } from "../../format/deflate/index.ts";
import type { TaskFailure } from "../protocol.ts";

/** A block that is done, or one that was given up. The last entry of a block holds. */
export interface JournalEntry {
  readonly block: number;
  /** The content key of the block, as it was when it ran. */
  readonly key: string;
  /** Done: size and checksum of each chunk that the block stored, in the order of `outputsOfBlock`; left out where it stored none. */
  readonly stored?: readonly string[] | undefined;
  /** Given up: why, and after how many attempts. */
  readonly failure?: TaskFailure | undefined;
  readonly attempts?: number | undefined;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** CRC-32 as eight hexadecimal digits. */
export const checksum = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, "0");

/** What a journal remembers of a stored value: `BYTES-CRC32`. */
export const storedWord = (bytes: Uint8Array): string => `${bytes.length}-${checksum(bytes)}`;

/** The size in a {@link storedWord}. */
export const storedSize = (word: string): number => Number(word.slice(0, word.indexOf("-")));

/** One line, with its end. */
export function journalLine(entry: JournalEntry): Uint8Array {
  const text = encoder.encode(`00000000 ${JSON.stringify(entry)}\n`);
  text.set(encoder.encode(checksum(text.subarray(9, text.length - 1))), 0);
  return text;
}

/** The entry of a line without its end; undefined for one that is torn, damaged or empty. */
export function parseJournalLine(line: Uint8Array): JournalEntry | undefined {
  if (line.length < 10) return undefined;
  try {
    const body = line.subarray(9);
    if (decoder.decode(line.subarray(0, 9)) !== `${checksum(body)} `) return undefined;
    return JSON.parse(decoder.decode(body)) as JournalEntry;
  } catch {
    return undefined;
  }
}
