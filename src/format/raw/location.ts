/**
 * A file in a store: its path for messages, its size, its bytes.
 * @module
 */
import { FormatError, NotFoundError } from "../../errors.ts";
import type { FileLocation } from "../source.ts";

/** The path of a file, for messages and errors. */
export function pathOf({ store, key }: FileLocation): string {
  return store.name === "" || store.name.endsWith("/") ? `${store.name}${key}` : `${store.name}/${key}`;
}

/** Bytes of the file. Throws NotFoundError where there is none. */
export async function sizeOf(location: FileLocation): Promise<number> {
  return (await location.store.size(location.key)) ?? missing(location);
}

/** A word that changes whenever the file may have changed. Throws NotFoundError where there is none. */
export async function identify(location: FileLocation): Promise<string> {
  return (await location.store.identify(location.key)) ?? missing(location);
}

/** Up to `length` bytes from `offset`: fewer only where the file ends. */
export async function readUpTo(
  location: FileLocation,
  offset: number,
  length: number,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Uint8Array> {
  return (await location.store.getRange(location.key, { offset, length }, options)) ?? missing(location);
}

/** Exactly `length` bytes from `offset`. Throws FormatError where the file ends before; `what` says what was looked for. */
export async function readExactly(
  location: FileLocation,
  offset: number,
  length: number,
  what: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Uint8Array> {
  const bytes = await readUpTo(location, offset, length, options);
  if (bytes.length !== length) {
    const path = pathOf(location);
    throw new FormatError(`Expected ${length} bytes of ${what} at byte ${offset} of ${path}, found ${bytes.length}.`, {
      path,
      hint: "The file is cut short.",
    });
  }
  return bytes;
}

/** The bytes `[offset, end)` in pieces, fetched one after the other. A file that ends before simply gives fewer. */
export async function* readPieces(
  location: FileLocation,
  offset = 0,
  end = Number.POSITIVE_INFINITY,
  pieceBytes = 256 * 1024,
): AsyncGenerator<Uint8Array> {
  for (let at = offset; at < end; ) {
    const length = Math.min(pieceBytes, end - at);
    const piece = await readUpTo(location, at, length);
    if (piece.length > 0) yield piece;
    if (piece.length < length) return;
    at += length;
  }
}

function missing(location: FileLocation): never {
  const path = pathOf(location);
  throw new NotFoundError(`Expected a file at ${path}, found none.`, { what: path });
}
