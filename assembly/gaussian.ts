// Symmetric and antisymmetric separable filters (Gaussians and their derivatives), one function per axis.
//
// Every output is  w[R] (x[-R] + x[R]) + ... + w[1] (x[-1] + x[1]) + w[0] x[0],  summed in this order: the small terms first.
// No fused multiply-add: a voxel gets the same bits in whatever block, lane or machine it is computed.
// Weights lie outermost first. Adds per output, not loads, are the limit: two output rows share each load.

import { borderRow, canonicalStrip, copyStripRow, gather, STRIP, transpose } from "./strip";

/** Rows of a strip that are filtered at once: strip and result stay in the level-1 cache. */
// @ts-ignore: decorator
@inline const SEGMENT: i32 = 128;

/** x[-k] and x[k] enter as a sum, or as the difference x[k] - x[-k] where P is a float type (odd derivatives). */
// @ts-ignore: decorator
@inline function sides<T, P>(low: v128, high: v128): v128 {
  return isFloat<P>() ? v128.sub<T>(high, low) : v128.add<T>(low, high);
}
// @ts-ignore: decorator
@inline function madd<T>(sum: v128, weight: v128, v: v128): v128 {
  return v128.add<T>(sum, v128.mul<T>(weight, v));
}

/** Two neighbouring output rows, 32 bytes wide: row j at c goes to d0, row j + 1 to d1. */
// @ts-ignore: decorator
@inline function rowPair<T, P>(c: usize, d0: usize, d1: usize, weights: usize, radius: i32): void {
  let reach = <usize>radius * STRIP;
  let low = c - reach, high = c + reach;
  let end = weights + <usize>radius * sizeof<T>();
  let w = v128.load_splat<T>(weights);
  let l0 = v128.load(low), l1 = v128.load(low, 16);
  let h0 = v128.load(high, STRIP), h1 = v128.load(high, STRIP + 16);
  let m0 = v128.load(low, STRIP), m1 = v128.load(low, STRIP + 16);
  let n0 = v128.load(high), n1 = v128.load(high, 16);
  let a0 = v128.mul<T>(w, sides<T, P>(l0, n0)), a1 = v128.mul<T>(w, sides<T, P>(l1, n1));
  let b0 = v128.mul<T>(w, sides<T, P>(m0, h0)), b1 = v128.mul<T>(w, sides<T, P>(m1, h1));
  weights += sizeof<T>();
  while (weights < end) {
    low += STRIP;
    high -= STRIP;
    w = v128.load_splat<T>(weights);
    l0 = v128.load(low, STRIP);
    l1 = v128.load(low, STRIP + 16);
    h0 = v128.load(high);
    h1 = v128.load(high, 16);
    a0 = madd<T>(a0, w, sides<T, P>(m0, h0));
    a1 = madd<T>(a1, w, sides<T, P>(m1, h1));
    b0 = madd<T>(b0, w, sides<T, P>(l0, n0));
    b1 = madd<T>(b1, w, sides<T, P>(l1, n1));
    m0 = l0; m1 = l1; n0 = h0; n1 = h1;
    weights += sizeof<T>();
  }
  w = v128.load_splat<T>(weights);
  v128.store(d0, madd<T>(a0, w, m0));
  v128.store(d0, madd<T>(a1, w, m1), 16);
  v128.store(d1, madd<T>(b0, w, n0));
  v128.store(d1, madd<T>(b1, w, n1), 16);
}

/** One output row, 64 bytes wide: the last of an odd count. */
// @ts-ignore: decorator
@inline function rowSingle<T, P>(c: usize, d: usize, weights: usize, radius: i32): void {
  let reach = <usize>radius * STRIP;
  let low = c - reach, high = c + reach;
  let w = v128.load_splat<T>(weights);
  let a = v128.mul<T>(w, sides<T, P>(v128.load(low, 0), v128.load(high, 0)));
  let b = v128.mul<T>(w, sides<T, P>(v128.load(low, 16), v128.load(high, 16)));
  let e = v128.mul<T>(w, sides<T, P>(v128.load(low, 32), v128.load(high, 32)));
  let f = v128.mul<T>(w, sides<T, P>(v128.load(low, 48), v128.load(high, 48)));
  for (let k = radius - 1; k > 0; k--) {
    low += STRIP;
    high -= STRIP;
    weights += sizeof<T>();
    w = v128.load_splat<T>(weights);
    a = madd<T>(a, w, sides<T, P>(v128.load(low, 0), v128.load(high, 0)));
    b = madd<T>(b, w, sides<T, P>(v128.load(low, 16), v128.load(high, 16)));
    e = madd<T>(e, w, sides<T, P>(v128.load(low, 32), v128.load(high, 32)));
    f = madd<T>(f, w, sides<T, P>(v128.load(low, 48), v128.load(high, 48)));
  }
  w = v128.load_splat<T>(weights, sizeof<T>());
  v128.store(d, madd<T>(a, w, v128.load(c, 0)), 0);
  v128.store(d, madd<T>(b, w, v128.load(c, 16)), 16);
  v128.store(d, madd<T>(e, w, v128.load(c, 32)), 32);
  v128.store(d, madd<T>(f, w, v128.load(c, 48)), 48);
}

/** Filters `count` rows of a strip into rows `stride` bytes apart. */
function filterRows<T, P>(c: usize, target: usize, stride: usize, count: i32, weights: usize, radius: i32): void {
  let j = 0;
  for (; j + 2 <= count; j += 2) {
    for (let v: usize = 0; v < STRIP; v += 32) rowPair<T, P>(c + v, target + v, target + stride + v, weights, radius);
    c += 2 * STRIP;
    target += 2 * stride;
  }
  if (j < count) {
    rowSingle<T, P>(c, target, weights, radius);
    rowSingle<T, P>(c + 64, target + 64, weights, radius);
  }
}
/** Filters `count` rows of a strip into the rows at the listed addresses plus `offset`. */
function filterLayers<T, P>(c: usize, targets: usize, offset: usize, count: i32, weights: usize, radius: i32): void {
  let j = 0;
  for (; j + 2 <= count; j += 2) {
    let d0 = <usize>load<u32>(targets) + offset, d1 = <usize>load<u32>(targets, 4) + offset;
    for (let v: usize = 0; v < STRIP; v += 32) rowPair<T, P>(c + v, d0 + v, d1 + v, weights, radius);
    c += 2 * STRIP;
    targets += 8;
  }
  if (j < count) {
    let d = <usize>load<u32>(targets) + offset;
    rowSingle<T, P>(c, d, weights, radius);
    rowSingle<T, P>(c + 64, d + 64, weights, radius);
  }
}

/**
 * Across layers: rows [y0, y0 + rows) of `count` output layers (addresses at `targets`) from count + 2 radius input layers
 * (addresses at `layers`, borders already folded, 0 for the constant). Radius 0 converts.
 */
function acrossLayers<T, P>(
  dtype: i32, layers: usize, pitch: usize, targets: usize, targetPitch: usize, count: i32, y0: i32, rows: i32, width: i32,
  weights: usize, radius: i32, constant: f64, strip: usize,
): void {
  const lanes = <i32>(STRIP / sizeof<T>());
  let centre = strip + <usize>radius * STRIP;
  for (let y = y0; y < y0 + rows; y++) {
    for (let x = 0; x < width; x += lanes) {
      gather(dtype, strip, layers, count + 2 * radius, <usize>y * pitch, x, constant);
      let offset = <usize>y * targetPitch + <usize>x * sizeof<T>();
      if (radius > 0) filterLayers<T, P>(centre, targets, offset, count, weights, radius);
      else for (let j = 0; j < count; j++) copyStripRow(<usize>load<u32>(targets + (<usize>j << 2)) + offset, strip + <usize>j * STRIP);
    }
  }
}
export function gaussianLayers(
  float64: bool, odd: bool, dtype: i32, layers: usize, pitch: usize, targets: usize, targetPitch: usize, count: i32, y0: i32, rows: i32,
  width: i32, weights: usize, radius: i32, constant: f64, strip: usize,
): void {
  if (float64) {
    if (odd) acrossLayers<f64, f32>(dtype, layers, pitch, targets, targetPitch, count, y0, rows, width, weights, radius, constant, strip);
    else acrossLayers<f64, i32>(dtype, layers, pitch, targets, targetPitch, count, y0, rows, width, weights, radius, constant, strip);
  } else if (odd) {
    acrossLayers<f32, f32>(dtype, layers, pitch, targets, targetPitch, count, y0, rows, width, weights, radius, constant, strip);
  } else acrossLayers<f32, i32>(dtype, layers, pitch, targets, targetPitch, count, y0, rows, width, weights, radius, constant, strip);
}

/** Columns [from, to) of the rows listed at `lines` become strip rows; strip row 0 is column `first`. */
function loadColumns<T>(lines: usize, from: i32, to: i32, origin: usize, first: i32): void {
  const step: usize = 16 / sizeof<T>();
  for (let q: usize = 0; q < STRIP; q += 16) {
    let line = lines + (q / sizeof<T>() << 2);
    let r0 = <usize>load<u32>(line), r1 = <usize>load<u32>(line, 4), r2: usize = 0, r3: usize = 0;
    if (sizeof<T>() == 4) {
      r2 = load<u32>(line, 8);
      r3 = load<u32>(line, 12);
    }
    let t = origin + <usize>(from - first) * STRIP + q;
    for (let x = <usize>from * sizeof<T>(), end = <usize>to * sizeof<T>(); x < end; x += 16) {
      transpose<T>(r0 + x, r1 + x, r2 + x, r3 + x, t, t + STRIP, t + 2 * STRIP, t + 3 * STRIP);
      t += step * STRIP;
    }
  }
}
/** The way back: `count` strip rows become the columns from `from` of the rows listed at `lines`. */
function storeColumns<T>(lines: usize, from: i32, count: i32, strip: usize): void {
  const step: usize = 16 / sizeof<T>();
  for (let q: usize = 0; q < STRIP; q += 16) {
    let line = lines + (q / sizeof<T>() << 2);
    let r0 = <usize>load<u32>(line), r1 = <usize>load<u32>(line, 4), r2: usize = 0, r3: usize = 0;
    if (sizeof<T>() == 4) {
      r2 = load<u32>(line, 8);
      r3 = load<u32>(line, 12);
    }
    let t = strip + q;
    for (let x = <usize>from * sizeof<T>(), end = <usize>(from + count) * sizeof<T>(); x < end; x += 16) {
      transpose<T>(t, t + STRIP, t + 2 * STRIP, t + 3 * STRIP, r0 + x, r1 + x, r2 + x, r3 + x);
      t += step * STRIP;
    }
  }
}

/** Along rows, in place: the lines whose addresses are listed at `lines`, one per lane of a strip. */
function alongRows<T, P>(lines: usize, width: i32, weights: usize, radius: i32, boundary: i32, constant: T, strip: usize, result: usize): void {
  let origin = strip + <usize>radius * STRIP;
  let have = min(width, SEGMENT + radius);
  loadColumns<T>(lines, 0, have, origin, 0);
  for (let i = -1; i >= -radius; i--) borderRow<T>(origin, i, width, boundary, constant);
  for (let x = 0; ; ) {
    let count = min(SEGMENT, width - x);
    // Row i of the strip is column x + i; the columns past the image are still in the strip, or come from it.
    for (let i = have; i < x + count + radius; i++) borderRow<T>(origin - <usize>x * STRIP, i, width, boundary, constant);
    filterRows<T, P>(origin, result, STRIP, count, weights, radius);
    storeColumns<T>(lines, x, count, result);
    x += SEGMENT;
    if (x >= width) return;
    memory.copy(strip, strip + <usize>SEGMENT * STRIP, <usize>(2 * radius) * STRIP);
    let to = min(width, x + SEGMENT + radius);
    if (to > have) {
      loadColumns<T>(lines, have, to, origin, x);
      have = to;
    }
  }
}

/** Rows [y0, y0 + rows) of all `count` layers at `targets`, in groups of a strip's lanes; `spare` is a row for the lanes that are left over. */
function rowsOfLayers<T, P>(
  targets: usize, pitch: usize, count: i32, y0: i32, rows: i32, width: i32, weights: usize, radius: i32, boundary: i32, constant: T,
  strip: usize, result: usize, lines: usize, spare: usize, canonical: bool,
): void {
  const lanes = <i32>(STRIP / sizeof<T>());
  let total = rows * count;
  for (let first = 0; first < total; first += lanes) {
    for (let lane = 0; lane < lanes; lane++) {
      let i = first + lane;
      let address = i < total ? <usize>load<u32>(targets + (<usize>(i % count) << 2)) + <usize>(y0 + i / count) * pitch : spare;
      store<u32>(lines + (<usize>lane << 2), <u32>address);
    }
    alongRows<T, P>(lines, width, weights, radius, boundary, constant, strip, result);
    if (canonical) {
      for (let lane = 0; lane < lanes; lane++) canonicalStrip<T>(load<u32>(lines + (<usize>lane << 2)), STRIP, <i32>(pitch / STRIP));
    }
  }
}
export function gaussianRows(
  float64: bool, odd: bool, targets: usize, pitch: usize, count: i32, y0: i32, rows: i32, width: i32, weights: usize, radius: i32,
  boundary: i32, constant: f64, strip: usize, result: usize, lines: usize, spare: usize, canonical: bool,
): void {
  if (float64) {
    if (odd) rowsOfLayers<f64, f32>(targets, pitch, count, y0, rows, width, weights, radius, boundary, constant, strip, result, lines, spare, canonical);
    else rowsOfLayers<f64, i32>(targets, pitch, count, y0, rows, width, weights, radius, boundary, constant, strip, result, lines, spare, canonical);
  } else {
    let c = <f32>constant;
    if (odd) rowsOfLayers<f32, f32>(targets, pitch, count, y0, rows, width, weights, radius, boundary, c, strip, result, lines, spare, canonical);
    else rowsOfLayers<f32, i32>(targets, pitch, count, y0, rows, width, weights, radius, boundary, c, strip, result, lines, spare, canonical);
  }
}

/** Across rows, in place: one strip of columns at `top`. */
function acrossRows<T, P>(top: usize, pitch: usize, height: i32, weights: usize, radius: i32, boundary: i32, constant: T, strip: usize): void {
  let origin = strip + <usize>radius * STRIP;
  let have = min(height, SEGMENT + radius);
  for (let y = 0; y < have; y++) copyStripRow(origin + <usize>y * STRIP, top + <usize>y * pitch);
  for (let i = -1; i >= -radius; i--) borderRow<T>(origin, i, height, boundary, constant);
  for (let y = 0; ; ) {
    let count = min(SEGMENT, height - y);
    let target = top + <usize>y * pitch;
    for (let i = have; i < y + count + radius; i++) borderRow<T>(origin - <usize>y * STRIP, i, height, boundary, constant);
    filterRows<T, P>(origin, target, pitch, count, weights, radius);
    canonicalStrip<T>(target, pitch, count);
    y += SEGMENT;
    if (y >= height) return;
    memory.copy(strip, strip + <usize>SEGMENT * STRIP, <usize>(2 * radius) * STRIP);
    for (let to = min(height, y + SEGMENT + radius); have < to; have++) {
      copyStripRow(origin + <usize>(have - y) * STRIP, top + <usize>have * pitch);
    }
  }
}
export function gaussianColumns(
  float64: bool, odd: bool, layer: usize, pitch: usize, height: i32, weights: usize, radius: i32, boundary: i32, constant: f64, strip: usize,
): void {
  for (let x: usize = 0; x < pitch; x += STRIP) {
    let top = layer + x, c = <f32>constant;
    if (float64) {
      if (odd) acrossRows<f64, f32>(top, pitch, height, weights, radius, boundary, constant, strip);
      else acrossRows<f64, i32>(top, pitch, height, weights, radius, boundary, constant, strip);
    } else if (odd) acrossRows<f32, f32>(top, pitch, height, weights, radius, boundary, c, strip);
    else acrossRows<f32, i32>(top, pitch, height, weights, radius, boundary, c, strip);
  }
}

/** Makes the NaNs of a whole layer of `bytes` (a multiple of STRIP) canonical. */
export function canonicalLayer(float64: bool, layer: usize, bytes: usize): void {
  if (float64) canonicalStrip<f64>(layer, STRIP, <i32>(bytes / STRIP));
  else canonicalStrip<f32>(layer, STRIP, <i32>(bytes / STRIP));
}
