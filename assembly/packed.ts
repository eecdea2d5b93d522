// Packed rows: one bit a voxel, column 0 in bit 0 of byte 0, padded with zeros to whole 128-bit vectors.
// What the kernels on masks share; not exported to the host.

/** The bits of a packed row that start `bit` (0..7) bits after `address`, 128 at a time. Reads 24 bytes. */
// @ts-ignore: decorator
@inline
export function shiftedBits(address: usize, bit: i32): v128 {
  // A shift by 64 would be a shift by 0, so the upper part moves in two steps.
  const low = i64x2.shr_u(v128.load(address), bit);
  return v128.or(low, i64x2.shl(i64x2.shl(v128.load(address, 8), 1), 63 - bit));
}

/** Clears the bits of a packed row from column `width` up to `pitch` bytes. */
// @ts-ignore: decorator
@inline
export function clearPadding(row: usize, width: i32, pitch: i32): void {
  let at = width >> 3;
  if ((width & 7) !== 0) {
    const kept: i32 = (1 << (width & 7)) - 1;
    store<u8>(row + at, <u8>(<i32>load<u8>(row + at) & kept));
    at++;
  }
  memory.fill(row + at, 0, pitch - at);
}
