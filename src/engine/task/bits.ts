/**
 * Masks as bytes (0 or 1, how files hold them) and as packed bits (how kernels hold them).
 * @module
 */

/** Packs `n` bytes from `source[at]`, `step` apart, into bits of `target` from bit `bit` on. Target bits must be 0 before. */
export function packRow(source: ArrayLike<number>, at: number, step: number, n: number, target: Uint8Array, bit: number): void {
  let from = at;
  let i = bit;
  if (step === 1 && source instanceof Uint8Array && (bit & 7) === 0 && ((source.byteOffset + at) & 3) === 0) {
    const whole = n >> 3;
    const words = new Uint32Array(source.buffer, source.byteOffset + at, whole * 2);
    for (let byte = 0; byte < whole; byte++) {
      target[(bit >> 3) + byte] = fourBits(words[2 * byte] as number) | (fourBits(words[2 * byte + 1] as number) << 4);
    }
    from += whole * 8;
    i += whole * 8;
  }
  for (; i < bit + n; i++, from += step) {
    if (source[from] !== 0) target[i >> 3] = (target[i >> 3] as number) | (1 << (i & 7));
  }
}

/** One bit for each of the four bytes of a word: 1 unless it is 0. */
function fourBits(word: number): number {
  let any = word | (word >>> 4);
  any |= any >>> 2;
  any |= any >>> 1;
  // Bit 0 of each byte is moved to bits 28 to 31; no two of the other products meet there.
  return Math.imul(any & 0x01010101, 0x10204080) >>> 28;
}

/** The eight bytes of every packed byte. */
const unpacked = new BigUint64Array(256);
for (let byte = 0; byte < 256; byte++) {
  for (let bit = 0n; bit < 8n; bit++) if ((byte >> Number(bit)) & 1) unpacked[byte] = (unpacked[byte] as bigint) | (1n << (8n * bit));
}
const unpackedBytes = new Uint8Array(unpacked.buffer);

/** Unpacks `n` bits of `source` from bit 0 on into bytes of `target` from `at` on. */
export function unpackRow(source: Uint8Array, n: number, target: Uint8Array, at: number): void {
  const whole = n >> 3;
  for (let i = 0; i < whole; i++) {
    const table = (source[i] as number) * 8;
    const to = at + i * 8;
    for (let k = 0; k < 8; k++) target[to + k] = unpackedBytes[table + k] as number;
  }
  for (let i = whole * 8; i < n; i++) target[at + i] = ((source[i >> 3] as number) >> (i & 7)) & 1;
}
