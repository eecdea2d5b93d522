/**
 * Masks as bytes (0 or 1, how files hold them) and as packed bits (how kernels hold them).
 * @module
 */

/** Packs `n` bytes from `source[at]`, `step` apart, into bits of `target` from bit `bit` on. Target bits must be 0 before. */
export function packRow(source: ArrayLike<number>, at: number, step: number, n: number, target: Uint8Array, bit: number): void {
  let from = at;
  for (let i = bit; i < bit + n; i++, from += step) {
    if (source[from] !== 0) target[i >> 3] = (target[i >> 3] as number) | (1 << (i & 7));
  }
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
