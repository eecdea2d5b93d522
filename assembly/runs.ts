// Runs: the stretches of true voxels in the rows of a packed mask.

/**
 * Finds the runs of a layer. Row y has runs `rowStart[y] .. rowStart[y + 1]`, each its first column and the one past its last, as
 * two values of type T. `before` counts, for every 64 columns of every row, the runs of the layer that begin before them: with
 * popcnt it says which run a bit belongs to.
 */
// @ts-ignore: decorator
@inline
function scan<T>(bits: usize, pitch: i32, height: i32, width: i32, runs: usize, rowStart: usize, before: usize): u32 {
  let at = runs;
  for (let y = 0; y < height; y++) {
    store<u32>(rowStart, <u32>((at - runs) / (2 * sizeof<T>())));
    rowStart += 4;
    let carry: u64 = 0;
    for (let x = 0, p = bits; x < width; x += 64, p += 8, before += 4) {
      const word = load<u64>(p);
      store<u32>(before, <u32>((at - runs + sizeof<T>()) / (2 * sizeof<T>())));
      let edges = word ^ ((word << 1) | carry);
      carry = word >> 63;
      for (; edges != 0; edges &= edges - 1, at += sizeof<T>()) store<T>(at, <T>(x + <i32>ctz(edges)));
    }
    if (carry != 0) {
      store<T>(at, <T>width);
      at += sizeof<T>();
    }
    bits += pitch;
  }
  const count = <u32>((at - runs) / (2 * sizeof<T>()));
  store<u32>(rowStart, count);
  return count;
}

/** Runs as pairs of u16, for rows of less than 65,536 columns. */
export function scanRuns16(bits: usize, pitch: i32, height: i32, width: i32, runs: usize, rowStart: usize, before: usize): u32 {
  return scan<u16>(bits, pitch, height, width, runs, rowStart, before);
}

/** Runs as pairs of u32. */
export function scanRuns32(bits: usize, pitch: i32, height: i32, width: i32, runs: usize, rowStart: usize, before: usize): u32 {
  return scan<u32>(bits, pitch, height, width, runs, rowStart, before);
}

/** Paints runs of uint32 voxels: `list` has the address of the first voxel, the number of voxels and the value of each. */
export function paintRuns(list: usize, count: i32): void {
  for (; count > 0; count--, list += 12) {
    let at = <usize>load<u32>(list);
    const end = at + (<usize>load<u32>(list, 4) << 2);
    const value = load<u32>(list, 8);
    const values = i32x4.splat(value);
    for (; at + 16 <= end; at += 16) v128.store(at, values);
    for (; at < end; at += 4) store<u32>(at, value);
  }
}
