// Correlation with any small set of weights. Sums have a fixed shape: the products of a row, then the rows of a plane, then the planes, each
// in C order; no fused multiply-add. So the error grows with the sides of the filter and not with their product, and the bits are
// the same in whatever block a voxel is computed.

import { fillFloats, Window } from "./window";

/**
 * What the host writes for each row of weights: the count of weights, 1 when it is the last of its plane, then per weight an offset in bytes,
 * 4 bytes of nothing, and the weight as float64.
 */
function row<T>(base: usize, terms: usize, termRows: i32, target: usize, width: i32): void {
  for (let x: usize = 0; x < <usize>width * sizeof<T>(); x += 32) {
    let t0 = v128.splat<T>(0), t1 = t0, p0 = t0, p1 = t0;
    let at = terms;
    for (let i = 0; i < termRows; i++) {
      let end = at + 8 + (<usize>load<i32>(at) << 4);
      let last = load<i32>(at, 4);
      at += 8;
      let s = base + load<u32>(at) + x;
      let w = v128.splat<T>(<T>load<f64>(at, 8));
      let a = v128.mul<T>(w, v128.load(s)), b = v128.mul<T>(w, v128.load(s, 16));
      for (at += 16; at < end; at += 16) {
        s = base + load<u32>(at) + x;
        w = v128.splat<T>(<T>load<f64>(at, 8));
        a = v128.add<T>(a, v128.mul<T>(w, v128.load(s)));
        b = v128.add<T>(b, v128.mul<T>(w, v128.load(s, 16)));
      }
      p0 = v128.add<T>(p0, a);
      p1 = v128.add<T>(p1, b);
      if (last != 0) {
        t0 = v128.add<T>(t0, p0);
        t1 = v128.add<T>(t1, p1);
        p0 = v128.splat<T>(0);
        p1 = p0;
      }
    }
    v128.store(target + x, v128.bitselect(t0, v128.splat<T>(<T>NaN), v128.eq<T>(t0, t0)));
    v128.store(target + x, v128.bitselect(t1, v128.splat<T>(<T>NaN), v128.eq<T>(t1, t1)), 16);
  }
}

/** Rows [y0, y0 + rows) of `count` output layers, from `depth` input layers. Offsets count as those of rank.ts. */
export function correlateRows(
  dtype: i32, float64: bool, w: Window, depth: i32, targets: usize, targetPitch: usize, count: i32, y0: i32, rows: i32, terms: usize,
  termRows: i32,
): void {
  fillFloats(dtype, w, depth, y0, rows + w.above + w.below);
  for (let i = 0; i < count; i++) {
    let target = <usize>load<u32>(targets + (<usize>i << 2)) + <usize>y0 * targetPitch;
    for (let r = 0; r < rows; r++, target += targetPitch) {
      let base = w.band + i * w.layerBytes + r * w.rowBytes + w.origin;
      if (float64) row<f64>(base, terms, termRows, target, w.width);
      else row<f32>(base, terms, termRows, target, w.width);
    }
  }
}

/** Four float32 (two float64) as two vectors of float64: `half` 0 or 1. */
// @ts-ignore: decorator
@inline function square<T>(at: usize): v128 {
  let v = sizeof<T>() == 8 ? v128.load(at) : f64x2.promote_low_f32x4(v128.load64_zero(at));
  return f64x2.mul(v, v);
}
/** target = sqrt(a^2 + b^2 + c^2), in float64; b and c may be 0 (absent). */
function magnitudeAs<T>(a: usize, b: usize, c: usize, target: usize, bytes: usize): void {
  for (let x: usize = 0; x < bytes; x += 2 * sizeof<T>()) {
    let sum = square<T>(a + x);
    if (b != 0) sum = f64x2.add(sum, square<T>(b + x));
    if (c != 0) sum = f64x2.add(sum, square<T>(c + x));
    let root = f64x2.sqrt(sum);
    root = v128.bitselect(root, f64x2.splat(NaN), f64x2.eq(root, root));
    if (sizeof<T>() == 8) v128.store(target + x, root);
    else v128.store64_lane(target + x, f32x4.demote_f64x2_zero(root), 0);
  }
}
export function magnitude(float64: bool, a: usize, b: usize, c: usize, target: usize, bytes: usize): void {
  if (float64) magnitudeAs<f64>(a, b, c, target, bytes);
  else magnitudeAs<f32>(a, b, c, target, bytes);
}
