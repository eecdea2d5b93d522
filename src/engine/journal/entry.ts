/**
 * What a journal says of a block, and how a line says it: `CHECKSUM JSON`.
 * @module
 */
import { crc32 } from "../../format/deflate/index.ts";
import type { TaskFailure } from "../protocol.ts";

/** A block that is done, or one that was given up. The last entry of a block holds. */
export interface JournalEntry {
  readonly block: number;
  /** The content key of the block, as it was when it ran; "" for one that is about to run again: what it left may be torn. */
  readonly key: string;
  /** Done: what it stored and left, as its report said. */
  readonly stored?: readonly string[] | undefined;
  readonly left?: { readonly [key: string]: number } | undefined;
  readonly values?: readonly string[] | undefined;
  /** Given up: why, and after how many attempts. */
  readonly failure?: TaskFailure | undefined;
  readonly attempts?: number | undefined;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** CRC-32 as eight hexadecimal digits. */
export const checksum = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, "0");

/** What a journal remembers of a stored value: its bytes, their hash, and what the store said of it (size and time, an ETag). */
export const storedWord = (bytes: number, hash: string, identity: string): string => `${bytes} ${hash} ${identity}`;

/** The parts of a {@link storedWord}. */
export function parseStoredWord(word: string): { readonly bytes: number; readonly hash: string; readonly identity: string } {
  const [bytes = "", hash = "", ...identity] = word.split(" ");
  return { bytes: Number(bytes), hash, identity: identity.join(" ") };
}

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
