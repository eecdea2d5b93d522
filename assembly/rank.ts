// The k-th smallest voxel of a neighbourhood of any shape: by keys (window.ts), all lanes of a vector at once.
//
// Of few neighbours the value is found by a network of minima and maxima that the host writes. Of many it is found bit by bit from the top: a
// candidate stays as long as at most `rank` of the voxels are below it, which costs bits x voxels comparisons whatever the values.
// Small median boxes have networks of their own (median.ts).

import { fillKeys, storeKeys, extreme, Window } from "./window";

/** Voxels below a candidate are counted in lanes of the key's width: as unsigned numbers. */
// @ts-ignore: decorator
@inline function atMost<K>(a: v128, b: v128): v128 {
  if (sizeof<K>() == 1) return i8x16.le_u(a, b);
  if (sizeof<K>() == 2) return i16x8.le_u(a, b);
  return v128.le<K>(a, b);
}

/** One row: the keys of `rank` (from 0) among the `n` voxels at the byte offsets `taps` from each voxel of the row at `base`. */
function rankRow<K>(base: usize, taps: usize, n: i32, rank: i32, bits: i32, target: usize, width: i32): void {
  let end = taps + (<usize>n << 2);
  let most = v128.splat<K>(<K>rank);
  let bias = v128.splat<K>(<K>(<i64>-1 << (bits - 1)));
  for (let x: usize = 0; x < <usize>width * sizeof<K>(); x += 32) {
    let p = bias, q = bias;
    for (let b = bits - 1; b >= 0; b--) {
      let bit = v128.splat<K>(<K>(<i64>1 << b));
      let c = v128.add<K>(p, bit), d = v128.add<K>(q, bit);
      let m = i64x2.splat(0), o = i64x2.splat(0);
      for (let t = taps; t < end; t += 4) {
        let at = base + load<u32>(t) + x;
        m = v128.sub<K>(m, v128.gt<K>(c, v128.load(at)));
        o = v128.sub<K>(o, v128.gt<K>(d, v128.load(at, 16)));
      }
      p = v128.bitselect(c, p, atMost<K>(m, most));
      q = v128.bitselect(d, q, atMost<K>(o, most));
    }
    v128.store(target + x, p);
    v128.store(target + x, q, 16);
  }
}

/** One row: the smallest (P an integer type) or the largest of the neighbours. */
function extremeRow<K, P>(base: usize, taps: usize, n: i32, target: usize, width: i32): void {
  let end = taps + (<usize>n << 2);
  for (let x: usize = 0; x < <usize>width * sizeof<K>(); x += 64) {
    let at = base + load<u32>(taps) + x;
    let a = v128.load(at), b = v128.load(at, 16), c = v128.load(at, 32), d = v128.load(at, 48);
    for (let t = taps + 4; t < end; t += 4) {
      at = base + load<u32>(t) + x;
      a = extreme<K, P>(a, v128.load(at));
      b = extreme<K, P>(b, v128.load(at, 16));
      c = extreme<K, P>(c, v128.load(at, 32));
      d = extreme<K, P>(d, v128.load(at, 48));
    }
    v128.store(target + x, a);
    v128.store(target + x, b, 16);
    v128.store(target + x, c, 32);
    v128.store(target + x, d, 48);
  }
}

/** Bytes of keys that go through a network at once: all neighbours together fit the level-1 cache. */
// @ts-ignore: decorator
@inline const PIECE: usize = 128;

// @ts-ignore: decorator
@inline function exchange<K>(a: usize, b: usize): void {
  for (let i: usize = 0; i < PIECE; i += 16) {
    let p = v128.load(a + i), q = v128.load(b + i);
    v128.store(a + i, extreme<K, i32>(p, q));
    v128.store(b + i, extreme<K, f32>(p, q));
  }
}
// @ts-ignore: decorator
@inline function reduce<K, P>(target: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < PIECE; i += 16) v128.store(target + i, extreme<K, P>(v128.load(a + i), v128.load(b + i)));
}

/**
 * One row through a network of `steps` steps: at `program` the offsets of two places and what stays there, 1 the smaller at the first, 2 the
 * larger at the second, 3 both. `places` has room for a piece of each neighbour.
 */
function networkRow<K>(
  base: usize, taps: usize, n: i32, rank: i32, program: usize, steps: i32, places: usize, target: usize, width: i32,
): void {
  let end = program + <usize>steps * 12;
  for (let x: usize = 0; x < <usize>width * sizeof<K>(); x += PIECE) {
    for (let i: usize = 0; i < <usize>n; i++) {
      let from = base + load<u32>(taps + (i << 2)) + x, to = places + i * PIECE;
      for (let b: usize = 0; b < PIECE; b += 16) v128.store(to + b, v128.load(from + b));
    }
    for (let s = program; s < end; s += 12) {
      let a = places + load<u32>(s), b = places + load<u32>(s, 4), keep = load<i32>(s, 8);
      if (keep == 3) exchange<K>(a, b);
      else if (keep == 1) reduce<K, i32>(a, a, b);
      else reduce<K, f32>(b, a, b);
    }
    let found = places + <usize>rank * PIECE;
    for (let b: usize = 0; b < PIECE; b += 16) v128.store(target + x + b, v128.load(found + b));
  }
}

// @ts-ignore: decorator
@inline function anyRow<K>(
  base: usize, taps: usize, n: i32, rank: i32, bits: i32, program: usize, steps: i32, places: usize, target: usize, width: i32,
): void {
  if (rank == 0) extremeRow<K, i32>(base, taps, n, target, width);
  else if (rank == n - 1) extremeRow<K, f32>(base, taps, n, target, width);
  else if (steps > 0) networkRow<K>(base, taps, n, rank, program, steps, places, target, width);
  else rankRow<K>(base, taps, n, rank, bits, target, width);
}

/**
 * Rows [y0, y0 + rows) of `count` output layers (addresses at `targets`), from `depth` input layers. Offsets at `taps` count from
 * column 0 of the uppermost row that a window reaches, in the first layer that it reaches. `result` is a row of keys. Without steps at `program` values
 * are found bit by bit.
 */
export function rankRows(
  dtype: i32, keyBytes: i32, bits: i32, w: Window, depth: i32, targets: usize, targetPitch: usize, count: i32, y0: i32, rows: i32,
  taps: usize, n: i32, rank: i32, program: usize, steps: i32, places: usize, result: usize,
): void {
  let wide = bits == 8 && keyBytes == 2;
  fillKeys(dtype, wide, w, depth, y0, rows + w.above + w.below);
  for (let i = 0; i < count; i++) {
    for (let r = 0; r < rows; r++) {
      let base = w.band + i * w.layerBytes + r * w.rowBytes + w.origin;
      if (keyBytes == 1) anyRow<i8>(base, taps, n, rank, bits, program, steps, places, result, w.width);
      else if (keyBytes == 2) anyRow<i16>(base, taps, n, rank, bits, program, steps, places, result, w.width);
      else if (keyBytes == 4) anyRow<i32>(base, taps, n, rank, bits, program, steps, places, result, w.width);
      else anyRow<i64>(base, taps, n, rank, bits, program, steps, places, result, w.width);
      storeKeys(dtype, wide, result, <usize>load<u32>(targets + (<usize>i << 2)) + <usize>(y0 + r) * targetPitch, w.width);
    }
  }
}
