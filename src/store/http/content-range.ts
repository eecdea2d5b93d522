/**
 * The Content-Range header (RFC 9110, 14.4).
 * @module
 */

/** Which bytes a partial answer holds: `[begin, end)` of a value of `total` bytes, where that is known. */
export interface ContentRange {
  readonly begin: number;
  readonly end: number;
  readonly total: number | undefined;
}

/** Parses "bytes 0-99/1234" and "bytes 0-99/*"; undefined for anything else. */
export function parseContentRange(text: string | null): ContentRange | undefined {
  const match = /^\s*bytes\s+(\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)\s*$/i.exec(text ?? "");
  if (match === null) return undefined;
  const [begin, last] = [Number(match[1]), Number(match[2])];
  const total = match[3] === "*" ? undefined : Number(match[3]);
  return last < begin || last >= (total ?? Number.POSITIVE_INFINITY) ? undefined : { begin, end: last + 1, total };
}

/** The size in the "bytes *\/1234" of an answer 416; undefined where it does not say. */
export function unsatisfiedSize(text: string | null): number | undefined {
  const match = /^\s*bytes\s+\*\/(\d{1,15})\s*$/i.exec(text ?? "");
  return match === null ? undefined : Number(match[1]);
}
