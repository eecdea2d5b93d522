// Stored reference values, and grids for both kinds of pixel numbers.
import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { type Healpix, healpix, healpix64, type Pixel } from "#dist/sky/healpix/index.js";

export const skyFixture = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../fixtures/sky/${name}`, import.meta.url), "utf8")) as T;

function bytesOf(packed: string): ArrayBuffer {
  const bytes = inflateSync(Buffer.from(packed, "base64"));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
export const doubles = (packed: string): Float64Array => new Float64Array(bytesOf(packed));
export const integers = (packed: string): BigInt64Array => new BigInt64Array(bytesOf(packed));

/** The grids at an nside: numbers where they are exact, and bigint always. */
export function gridsAt(nside: number, nested: boolean): Healpix<Pixel>[] {
  const scheme = nested ? "nested" : "ring";
  const wide = healpix64(nside, scheme) as unknown as Healpix<Pixel>;
  return nside > 2 ** 24 ? [wide] : [healpix(nside, scheme) as unknown as Healpix<Pixel>, wide];
}

export const pixelOf = (grid: Healpix<Pixel>, pixel: bigint): Pixel => (typeof grid.npix === "bigint" ? pixel : Number(pixel));
