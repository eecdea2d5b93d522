/**
 * Reads small pieces of a file through windows, so that a chain of 2,000 page headers does not cost thousands of tiny reads.
 * @module
 */
import { FormatError, NotFoundError } from "../../errors.ts";
import type { StoreOptions } from "../../store/store.ts";
import type { FileLocation } from "../source.ts";

/** Bytes read at once. Page headers lie close together in most files, and 64 KiB cost about as much as 100 bytes. */
const windowBytes = 65_536;
/** Windows kept: 2 MiB, enough for headers, values and strip tables that lie apart. */
const windowsKept = 32;

/** One file of a store: its size, and its bytes by range, with every range checked against that size first. */
export class HeaderReader {
  readonly location: FileLocation;
  readonly size: number;
  /** How messages name the file. */
  readonly path: string;
  readonly #windows = new Map<number, Promise<Uint8Array>>();
  private constructor(location: FileLocation, size: number) {
    this.location = location;
    this.size = size;
    this.path = `${location.store.name}/${location.key}`;
  }

  /** Throws NotFoundError when there is no such file. */
  static async open(location: FileLocation): Promise<HeaderReader> {
    const size = await location.store.size(location.key);
    if (size === undefined) {
      const what = `${location.store.name}/${location.key}`;
      throw new NotFoundError(`Expected a TIFF file at ${what}, found nothing.`, { what });
    }
    return new HeaderReader(location, size);
  }

  /** A FormatError about this file. */
  broken(message: string, hint = "The file is cut short or damaged: get it again from its source."): FormatError {
    return new FormatError(`${message} (${this.path})`, { path: this.path, hint });
  }

  /** Throws FormatError unless these bytes lie inside the file. */
  check(offset: number, length: number, what: string): void {
    const whole = Number.isInteger(offset) && Number.isInteger(length);
    if (!(whole && offset >= 0 && length >= 0 && offset + length <= this.size)) {
      throw this.broken(`Expected ${what} within the ${this.size} bytes of the file, found ${length} bytes at offset ${offset}.`);
    }
  }

  /** Bytes of a header, through the windows. Not to be changed by the caller. */
  async read(offset: number, length: number, what: string): Promise<Uint8Array> {
    this.check(offset, length, what);
    const first = Math.floor(offset / windowBytes);
    const last = Math.floor((offset + Math.max(0, length - 1)) / windowBytes);
    if (last - first > 1) return this.readDirect(offset, length, what);
    const start = offset - first * windowBytes;
    const head = await this.#window(first);
    if (first === last) return head.subarray(start, start + length);
    const joined = new Uint8Array(length);
    joined.set(head.subarray(start));
    joined.set((await this.#window(last)).subarray(0, length - (head.length - start)), head.length - start);
    return joined;
  }

  /** Bytes of any length, past the windows: pixels and large tables. */
  async readDirect(offset: number, length: number, what: string, options: StoreOptions = {}): Promise<Uint8Array> {
    this.check(offset, length, what);
    const { store, key } = this.location;
    const bytes = await store.getRange(key, { offset, length }, options);
    if (bytes === undefined || bytes.length !== length) {
      throw this.broken(`Expected ${length} bytes of ${what} at offset ${offset}, found ${bytes?.length ?? "no file"}.`);
    }
    return bytes;
  }

  #window(index: number): Promise<Uint8Array> {
    const known = this.#windows.get(index);
    // Deleted and set again, so that the oldest window is always the first of the map.
    if (known !== undefined) this.#windows.delete(index);
    const offset = index * windowBytes;
    const window = known ?? this.readDirect(offset, Math.min(windowBytes, this.size - offset), "a page header");
    this.#windows.set(index, window);
    // A read that failed may succeed the next time.
    if (known === undefined) window.catch(() => this.#windows.delete(index));
    if (this.#windows.size > windowsKept) this.#windows.delete(this.#windows.keys().next().value as number);
    return window;
  }
}
