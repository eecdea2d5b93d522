/**
 * Streams of bytes, read by length.
 * @module
 */

/** Bytes that arrive in pieces, read as if they lay in one row. */
export class PieceFeed {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);
  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }
  /** The next `most` bytes, fewer only at the end; undefined when there are none. Small pieces are gathered. */
  async some(most: number): Promise<Uint8Array | undefined> {
    if (this.#rest.length < most) await this.#gather(most);
    if (this.#rest.length === 0) return undefined;
    const part = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(part.length);
    return part;
  }
  async #gather(least: number): Promise<void> {
    const parts = [this.#rest];
    let length = this.#rest.length;
    while (length < least) {
      const next = await this.#pieces.next();
      if (next.done === true) break;
      parts.push(next.value);
      length += next.value.length;
    }
    this.#rest = joined(parts, length);
  }
  /** Exactly `count` bytes, or undefined when there are fewer. */
  async exactly(count: number): Promise<Uint8Array | undefined> {
    if (count === 0) return new Uint8Array(0);
    const part = await this.some(count);
    return part?.length === count ? part.slice() : undefined;
  }
  /** Puts back bytes that were taken but not used. */
  unread(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#rest = joined([bytes, this.#rest], bytes.length + this.#rest.length);
  }
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [first, second, ...more] = parts.filter((part) => part.length > 0);
  if (first === undefined || second === undefined) return first ?? new Uint8Array(0);
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of [first, second, ...more]) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
