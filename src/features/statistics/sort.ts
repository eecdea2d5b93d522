/** Bits per pass, and the passes that make 64. */
const DIGIT = 11;
const PASSES = 6;

/** A sorted copy, NaN last: a radix sort of the bits, many times faster than comparing. */
export function sorted(values: Float64Array): Float64Array {
  const n = values.length;
  if (n < 1024) return values.slice().sort();
  let from = keys(values);
  let to = new Uint32Array(2 * n);
  const counts = new Uint32Array(1 << DIGIT);
  for (let pass = 0; pass < PASSES; pass++) {
    counts.fill(0);
    for (let i = 0; i < n; i++) {
      const digit = digitOf(from[2 * i] as number, from[2 * i + 1] as number, pass);
      counts[digit] = (counts[digit] as number) + 1;
    }
    let start = 0;
    let lone = false;
    for (let digit = 0; digit < counts.length; digit++) {
      const count = counts[digit] as number;
      lone ||= count === n;
      counts[digit] = start;
      start += count;
    }
    if (lone) continue;
    for (let i = 0; i < n; i++) {
      const [low, high] = [from[2 * i] as number, from[2 * i + 1] as number];
      const digit = digitOf(low, high, pass);
      const at = counts[digit] as number;
      counts[digit] = at + 1;
      to[2 * at] = low;
      to[2 * at + 1] = high;
    }
    [from, to] = [to, from];
  }
  for (let i = 0; i < n; i++) {
    // The way back: what was turned over begins with 0 now.
    if ((from[2 * i + 1] as number) >>> 31 === 1) from[2 * i + 1] = (from[2 * i + 1] as number) ^ 0x8000_0000;
    else {
      from[2 * i] = ~(from[2 * i] as number);
      from[2 * i + 1] = ~(from[2 * i + 1] as number);
    }
  }
  return new Float64Array(from.buffer);
}

/** Words whose order as unsigned numbers is that of the values: negative ones turned over, the others with the sign bit set. */
function keys(values: Float64Array): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(values.slice().buffer);
  for (let i = 0; i < words.length; i += 2) {
    if (Number.isNaN(values[i / 2])) [words[i], words[i + 1]] = [0, 0x7ff8_0000];
    if ((words[i + 1] as number) >>> 31 === 1) {
      words[i] = ~(words[i] as number);
      words[i + 1] = ~(words[i + 1] as number);
    } else words[i + 1] = (words[i + 1] as number) | 0x8000_0000;
  }
  return words;
}

function digitOf(low: number, high: number, pass: number): number {
  const shift = pass * DIGIT;
  if (shift >= 32) return (high >>> (shift - 32)) & 0x7ff;
  return shift + DIGIT <= 32 ? (low >>> shift) & 0x7ff : ((low >>> shift) | (high << (32 - shift))) & 0x7ff;
}
