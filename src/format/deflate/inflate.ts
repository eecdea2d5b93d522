/**
 * Decoding DEFLATE forward, by the inflater that is set.
 * @module
 */
import { FormatError, isVoxmillError } from "../../errors.ts";
import { type DeflateWrapper, streamInflate } from "./stream-inflate.ts";

/**
 * Decodes compressed pieces in order, with bounded memory, and throws where the data is broken, cut short or (gzip, zlib) does
 * not match its checksum. Bytes after the end of raw or zlib data are ignored, and so is padding after the last gzip member.
 */
export type Inflater = (pieces: AsyncIterable<Uint8Array>, wrapper: DeflateWrapper) => AsyncIterable<Uint8Array>;

let current: Inflater = streamInflate;

/** Replaces the inflater of all readers, for instance by a native one; without an argument the portable one is back. */
export function setInflater(inflater: Inflater = streamInflate): void {
  current = inflater;
}

/** DEFLATE cannot pack more than 1,032 bytes into one: whoever promises more is cut short or lies. */
export const maxInflation = 1032;

/** Decodes compressed pieces in order. Throws FormatError with `path` where they are broken. */
export async function* inflate(pieces: AsyncIterable<Uint8Array>, wrapper: DeflateWrapper, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* current(pieces, wrapper);
  } catch (error) {
    if (isVoxmillError(error) || (error instanceof Error && error.name === "AbortError")) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`Expected compressed data (${wrapper}) in ${path}, found that it is broken: ${reason}.`, {
      path,
      cause: error,
      hint: "The file is damaged or was not copied completely.",
    });
  }
}
