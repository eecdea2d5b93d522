// Exact sums: two's complement numbers of several 64-bit limbs, least significant first, in units of a power of two.
// Adding is associative here, so a sum is the same in any order and for any cutting into blocks.

/** Adds the signed 128-bit number hi:lo, shifted by `first` limbs. A carry (or the sign) runs up only as far as it must. */
export function addAt(at: usize, limbs: i32, first: i32, lo: u64, hi: i64): void {
  let p = at + (<usize>first << 3);
  const end = at + (<usize>limbs << 3);
  let s = load<u64>(p) + lo;
  store<u64>(p, s);
  let carry = u64(s < lo);
  p += 8;
  if (p == end) return;
  s = load<u64>(p) + <u64>hi;
  let over = u64(s < <u64>hi);
  let t = s + carry;
  store<u64>(p, t);
  carry = over | u64(t < s);
  const sign = <u64>(hi >> 63);
  for (p += 8; p < end && sign + carry != 0; p += 8) {
    s = load<u64>(p) + sign;
    over = u64(s < sign);
    t = s + carry;
    store<u64>(p, t);
    carry = over | u64(t < s);
  }
}

/** Adds `value * 2^shift` units. */
export function addShifted(at: usize, limbs: i32, value: i64, shift: i32): void {
  const bits = <i64>(shift & 63);
  addAt(at, limbs, shift >> 6, <u64>value << bits, bits == 0 ? value >> 63 : value >> (64 - bits));
}

/** Adds an unsigned number to an unsigned sum of two limbs. */
// @ts-ignore: decorator
@inline
export function addUnsigned(at: usize, value: u64): void {
  const s = load<u64>(at) + value;
  store<u64>(at, s);
  if (s < value) store<u64>(at, load<u64>(at, 8) + 1, 8);
}

/** Adds a signed number to a sum of two limbs. */
// @ts-ignore: decorator
@inline
export function addSigned(at: usize, value: i64): void {
  const s = load<u64>(at) + <u64>value;
  store<u64>(at, s);
  store<u64>(at, load<u64>(at, 8) + <u64>(value >> 63) + u64(s < <u64>value), 8);
}

/** The mantissa of a finite float64 with its sign; {@link exponentOf} is the power of two of its last bit. */
export function mantissaOf(value: f64): i64 {
  const bits = reinterpret<u64>(value);
  const fraction = <i64>(bits & 0xfffffffffffff);
  const mantissa = (bits >> 52) & 0x7ff ? fraction | 0x10000000000000 : fraction;
  return <i64>bits < 0 ? -mantissa : mantissa;
}

export function exponentOf(value: f64): i32 {
  const field = <i32>((reinterpret<u64>(value) >> 52) & 0x7ff);
  return max(field, 1) - 1075;
}

/**
 * Adds `value * factor` exactly to a sum in units of 2^unit; factor below 2^36. The value must be a multiple of 2^unit: then
 * the bits of its mantissa below the unit, if any, are zero.
 */
export function addFloat(at: usize, limbs: i32, unit: i32, value: f64, factor: i64): void {
  if (value == 0 || factor == 0) return;
  let mantissa = mantissaOf(value);
  let shift = exponentOf(value) - unit;
  if (shift < 0) {
    mantissa >>= <i64>-shift;
    shift = 0;
  }
  if (factor == 1) {
    addShifted(at, limbs, mantissa, shift);
    return;
  }
  addShifted(at, limbs, (mantissa & 0x7ffffff) * factor, shift);
  addShifted(at, limbs, (mantissa >> 27) * factor, shift + 27);
}
