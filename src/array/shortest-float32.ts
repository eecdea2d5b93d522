/**
 * Single-precision numbers as people wrote them.
 * @module
 */

/**
 * The decimal number with the fewest digits that rounds to this float32: 1.4 for 1.399999976158142. A spacing of 1.4 that went
 * through a float32 field is then 1.4 again, and writing it gives the same bytes. Nine digits are enough for every float32.
 */
export function shortestFloat32(value: number): number {
  if (!Number.isFinite(value)) return value;
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(9));
}
