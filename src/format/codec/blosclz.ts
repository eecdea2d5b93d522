/**
 * BloscLZ, the own compressor of Blosc 1 (a relative of FastLZ). Decoder only.
 * Format after blosclz.c of c-blosc 1.21.
 * @module
 */
import { CorruptData } from "./codec.ts";
import { copyMatch } from "./lz4.ts";

/** Distances above this one take two more bytes. */
const farthest = 8191;

/** Decodes one BloscLZ block into the whole of `target`. Throws CorruptData unless both end together. */
export function decodeBlosclz(source: Uint8Array, target: Uint8Array): void {
  const end = source.length;
  let from = 0;
  let to = 0;
  const next = (): number => {
    if (from >= end) throw new CorruptData("its BloscLZ block is cut short");
    return source[from++] as number;
  };
  // The first instruction is always a run of literals.
  let control = next() & 31;
  for (;;) {
    if (control < 32) {
      const literals = control + 1;
      if (literals > end - from || literals > target.length - to) throw new CorruptData("its BloscLZ block is broken");
      target.set(source.subarray(from, from + literals), to);
      from += literals;
      to += literals;
    } else {
      let length = (control >> 5) + 2;
      let distance = ((control & 31) << 8) + 1;
      if (length === 9) {
        let more: number;
        do {
          more = next();
          length += more;
        } while (more === 255);
      }
      const low = next();
      distance += low;
      if (low === 255 && control % 32 === 31) {
        const high = next();
        distance = high * 256 + next() + farthest + 1;
      }
      if (distance > to || length > target.length - to) throw new CorruptData("its BloscLZ block is broken");
      copyMatch(target, to, distance, length);
      to += length;
    }
    if (from >= end) break;
    control = next();
  }
  if (to !== target.length) throw new CorruptData(`expected a BloscLZ block of ${target.length} bytes, found ${to}`);
}
