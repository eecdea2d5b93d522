/**
 * Cuts a stream of bytes into lines: at the byte 0x0A alone, with a 0x0D before it taken away.
 * @module
 */

const NEWLINE = 0x0a;
const decoder = new TextDecoder();

export class Lines {
  readonly #take: (lines: readonly string[]) => void;
  #rest: Uint8Array[] = [];

  /** `take` gets the lines that became whole. */
  constructor(take: (lines: readonly string[]) => void) {
    this.#take = take;
  }
  add(bytes: Uint8Array): void {
    const end = bytes.lastIndexOf(NEWLINE);
    if (end < 0) {
      this.#rest.push(bytes);
      return;
    }
    const text = decoder.decode(joined([...this.#rest, bytes.subarray(0, end)]));
    this.#rest = end + 1 < bytes.length ? [bytes.subarray(end + 1)] : [];
    const lines = text.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
    this.#take(lines.filter((line) => line !== ""));
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
