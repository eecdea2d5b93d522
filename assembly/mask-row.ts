// Rows of masks are packed: one bit a voxel, column 0 in bit 0.

/** Unpacks a row of a mask into one byte a voxel, 0 or 1. */
export function unpackMaskRow(bits: usize, target: usize, width: i32): void {
  for (let x = 0; x < width; x++) store<u8>(target + x, ((<u32>load<u8>(bits + (x >> 3))) >> (x & 7)) & 1);
}
