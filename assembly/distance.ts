// Exact Euclidean distances to the background, one axis after the other.
//
// Along layers the mask itself is swept (bits in, distances out); along rows and columns the squared distances g of one line become
//   h(x) = min over q of g(q) + w (x - q)^2,
// the lower envelope of parabolas (Felzenszwalb & Huttenlocher, Distance transforms of sampled functions, Theory of Computing 8, 2012).
// Near the background the minimum is searched outwards from x, 64 bytes of neighbours at a time, and the search ends where w k^2 alone is no
// less than what was found. Lines that are far from it everywhere take the envelope itself, with integers as in Meijster, Roerdink &
// Hesselink (2000), whose cost does not grow with the distance.

/** A layer's number where there is no background: far outside of any image, on either side. */
// @ts-ignore: decorator
@inline const NONE: i32 = 0x40000000;
/** A distance along layers that stands for "no background in this column". */
// @ts-ignore: decorator
@inline const FAR: i32 = 0x20000000;
/** A squared distance that stands for "no background": sums with a square of the image's extent stay below 2^32. */
// @ts-ignore: decorator
@inline const INFINITE: u32 = 0x7fffffff;
/** Among 16-bit squares, all that are this or more. */
// @ts-ignore: decorator
@inline const SATURATED: u16 = 0xffff;
/** Bytes of neighbours that are searched together. */
// @ts-ignore: decorator
@inline const GROUP: usize = 64;
/** Steps of the search per voxel of a line, on average, before the envelope takes over. */
// @ts-ignore: decorator
@inline const STEPS: i32 = 64;

/** All bits in the lanes whose bit of four is 0: background. */
// @ts-ignore: decorator
@inline
function backgroundLanes(bits: i32): v128 {
  const lane = i32x4(1, 2, 4, 8);
  return i32x4.eq(v128.and(i32x4.splat(bits), lane), i32x4.splat(0));
}

/** Notes layer z in the planes of the first (where given) and the last background layer of every column. */
export function noteBackground(bits: usize, bitPitch: i32, rows: i32, width: i32, z: i32, first: usize, last: usize, pitch: i32): void {
  const here = i32x4.splat(z);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x += 16) {
      const word = <i32>load<u16>(bits + <usize>(x >> 3));
      if (word == 0xffff) continue;
      for (let i: usize = 0; i < 4; i++) {
        const lanes = backgroundLanes(word >> <i32>(i << 2));
        const at = (<usize>x << 2) + (i << 4);
        v128.store(last + at, v128.bitselect(here, v128.load(last + at), lanes));
        if (first != 0) v128.store(first + at, i32x4.min_s(v128.load(first + at), v128.or(v128.and(here, lanes), v128.andnot(i32x4.splat(NONE), lanes))));
      }
    }
    bits += bitPitch;
    last += pitch;
    if (first != 0) first += pitch;
  }
}

/** target = the smaller of both, four numbers at a time. */
export function smallerNumbers(target: usize, other: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += 16) v128.store(target + i, i32x4.min_s(v128.load(target + i), v128.load(other + i)));
}

/**
 * Distances along layers for layers [from, to) of a group of packed layers [start, end): `next` holds the first background layer at or
 * after `end`, `last` the last one before `from` and is moved on to `to`. `targets` lists the addresses of the output layers.
 */
export function columnDistances(
  bits: usize, layerBytes: i32, bitPitch: i32, start: i32, end: i32, from: i32, to: i32,
  next: usize, last: usize, pitch: i32, rows: i32, width: i32, targets: usize, targetPitch: i32,
): void {
  const far = i32x4.splat(FAR);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x += 16) {
      const out = <usize>y * <usize>targetPitch + (<usize>x << 2);
      const column = bits + <usize>y * <usize>bitPitch + <usize>(x >> 3);
      let at = next + <usize>y * <usize>pitch + (<usize>x << 2);
      let a = v128.load(at), b = v128.load(at, 16), c = v128.load(at, 32), d = v128.load(at, 48);
      let z = end - 1;
      for (; z >= from; z--) {
        const word = <i32>load<u16>(column + <usize>(z - start) * <usize>layerBytes);
        const here = i32x4.splat(z);
        if (word != 0xffff) {
          a = v128.bitselect(here, a, backgroundLanes(word));
          b = v128.bitselect(here, b, backgroundLanes(word >> 4));
          c = v128.bitselect(here, c, backgroundLanes(word >> 8));
          d = v128.bitselect(here, d, backgroundLanes(word >> 12));
        }
        if (z >= to) continue;
        const p = <usize>load<u32>(targets + (<usize>(z - from) << 2)) + out;
        v128.store(p, i32x4.sub(a, here));
        v128.store(p, i32x4.sub(b, here), 16);
        v128.store(p, i32x4.sub(c, here), 32);
        v128.store(p, i32x4.sub(d, here), 48);
      }
      at = last + <usize>y * <usize>pitch + (<usize>x << 2);
      a = v128.load(at), b = v128.load(at, 16), c = v128.load(at, 32), d = v128.load(at, 48);
      for (z = from; z < to; z++) {
        const word = <i32>load<u16>(column + <usize>(z - start) * <usize>layerBytes);
        const here = i32x4.splat(z);
        if (word != 0xffff) {
          a = v128.bitselect(here, a, backgroundLanes(word));
          b = v128.bitselect(here, b, backgroundLanes(word >> 4));
          c = v128.bitselect(here, c, backgroundLanes(word >> 8));
          d = v128.bitselect(here, d, backgroundLanes(word >> 12));
        }
        const p = <usize>load<u32>(targets + (<usize>(z - from) << 2)) + out;
        v128.store(p, i32x4.min_s(far, i32x4.min_s(v128.load(p), i32x4.sub(here, a))));
        v128.store(p, i32x4.min_s(far, i32x4.min_s(v128.load(p, 16), i32x4.sub(here, b))), 16);
        v128.store(p, i32x4.min_s(far, i32x4.min_s(v128.load(p, 32), i32x4.sub(here, c))), 32);
        v128.store(p, i32x4.min_s(far, i32x4.min_s(v128.load(p, 48), i32x4.sub(here, d))), 48);
      }
      v128.store(at, a);
      v128.store(at, b, 16);
      v128.store(at, c, 32);
      v128.store(at, d, 48);
    }
  }
}

/** What a run over planes keeps in memory; the host writes it (src/kernels/distance/plane-run.ts). */
// @ts-ignore: decorator
@unmanaged
class PlaneJob {
  height: i32;
  width: i32;
  /** Bytes from row to row: of distances along layers, of the plane of squares, of the output. */
  inputPitch: i32;
  planePitch: i32;
  outputPitch: i32;
  /** What is written: 0 squares as they are, 1 their roots as float32. */
  root: i32;
  /** The plane of squares that the rows are searched in. */
  plane: usize;
  /** Strip of one group of columns; one row with a margin of its own length on both sides; one row of results. */
  strip: usize;
  row: usize;
  done: usize;
  /** Squared distances to what lies outside the image, per row and per column: infinite where that does not count. */
  edgeY: usize;
  edgeX: usize;
  /** Vertices of an envelope: positions, and where each begins. */
  vertices: usize;
  reserved: i32;
  /** Weights of a squared step along layers, rows, columns; what roots are multiplied by. */
  weightZ: f64;
  weightY: f64;
  weightX: f64;
  scale: f64;
}

// @ts-ignore: decorator
@inline
function smaller<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 2) return i16x8.min_u(a, b);
  return sizeof<T>() == 4 ? i32x4.min_u(a, b) : f64x2.pmin(a, b);
}
// @ts-ignore: decorator
@inline
function larger<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 2) return i16x8.max_u(a, b);
  return sizeof<T>() == 4 ? i32x4.max_u(a, b) : f64x2.pmax(a, b);
}
// @ts-ignore: decorator
@inline
function plus<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 2) return i16x8.add_sat_u(a, b);
  return sizeof<T>() == 4 ? i32x4.add(a, b) : f64x2.add(a, b);
}
/** True when some lane is more than `limit`. */
// @ts-ignore: decorator
@inline
function someAbove<T>(a: v128, limit: v128): bool {
  if (sizeof<T>() == 2) return v128.any_true(i16x8.gt_u(a, limit));
  return v128.any_true(sizeof<T>() == 4 ? i32x4.gt_u(a, limit) : f64x2.gt(a, limit));
}
/** The cost of k steps along an axis. */
// @ts-ignore: decorator
@inline
function cost<T>(k: i32, weight: f64): T {
  if (sizeof<T>() == 2) return <T>min(k * k, <i32>SATURATED);
  if (sizeof<T>() == 4) return <T>(k * k);
  return <T>(<f64>(<i64>k * <i64>k) * weight);
}
// @ts-ignore: decorator
@inline
function infinite<T>(): T {
  if (sizeof<T>() == 2) return <T>SATURATED;
  if (sizeof<T>() == 4) return <T>INFINITE;
  return <T>Infinity;
}

/** Squares of distances along layers, as a strip of one group of columns; lanes past the last column become 0. False if there is no background. */
// @ts-ignore: decorator
@inline
function fillStrip<T>(job: PlaneJob, layer: usize, x: i32): bool {
  const lanes = <i32>(GROUP / sizeof<T>());
  let p = job.strip;
  let s = layer + (<usize>x << 2);
  let least = v128.splat<T>(infinite<T>());
  const far = i32x4.splat(FAR);
  for (let y = 0; y < job.height; y++) {
    if (sizeof<T>() == 2) {
      const limit = i16x8.splat(255);
      for (let i: usize = 0; i < GROUP; i += 16) {
        const d = i16x8.narrow_i32x4_u(v128.load(s + (i << 1)), v128.load(s + (i << 1), 16));
        const square = v128.or(i16x8.mul(d, d), i16x8.gt_u(d, limit));
        least = smaller<T>(least, square);
        v128.store(p + i, square);
      }
    } else if (sizeof<T>() == 4) {
      for (let i: usize = 0; i < GROUP; i += 16) {
        const d = v128.load(s + i);
        const square = v128.bitselect(i32x4.splat(INFINITE), i32x4.mul(d, d), i32x4.eq(d, far));
        least = smaller<T>(least, square);
        v128.store(p + i, square);
      }
    } else {
      for (let i: usize = 0; i < GROUP; i += 16) {
        const d = v128.load64_zero(s + (i >> 1));
        const whole = f64x2.convert_low_i32x4_s(d);
        const none = v128.shuffle<i32>(i32x4.eq(d, far), i32x4.splat(0), 0, 0, 1, 1);
        const square = v128.bitselect(f64x2.splat(Infinity), f64x2.mul(f64x2.mul(whole, whole), f64x2.splat(job.weightZ)), none);
        least = smaller<T>(least, square);
        v128.store(p + i, square);
      }
    }
    for (let i = job.width - x; i < lanes; i++) store<T>(p + <usize>i * sizeof<T>(), <T>0);
    p += GROUP;
    s += job.inputPitch;
  }
  const most = v128.splat<T>(infinite<T>());
  if (sizeof<T>() == 8) return v128.any_true(f64x2.lt(least, most));
  return v128.any_true(v128.xor(least, most));
}

/** The minima along the rows of a strip, into the plane at `target`; false when the search takes too long. */
function alongStrip<T>(job: PlaneJob, target: usize): bool {
  const n = job.height;
  const weight = job.weightY;
  let budget = n * STEPS;
  let c = job.strip;
  for (let j = 0; j < n; j++) {
    const edge = v128.splat<T>(load<T>(job.edgeY + <usize>j * sizeof<T>()));
    let a = smaller<T>(v128.load(c), edge), b = smaller<T>(v128.load(c, 16), edge);
    let d = smaller<T>(v128.load(c, 32), edge), e = smaller<T>(v128.load(c, 48), edge);
    let k = 1;
    let lo = c - GROUP, hi = c + GROUP;
    const both = min(j, n - 1 - j);
    let live = someAbove<T>(larger<T>(larger<T>(a, b), larger<T>(d, e)), v128.splat<T>(cost<T>(1, weight)));
    for (; live && k <= both; k++) {
      const step = v128.splat<T>(cost<T>(k, weight));
      a = smaller<T>(a, plus<T>(smaller<T>(v128.load(lo), v128.load(hi)), step));
      b = smaller<T>(b, plus<T>(smaller<T>(v128.load(lo, 16), v128.load(hi, 16)), step));
      d = smaller<T>(d, plus<T>(smaller<T>(v128.load(lo, 32), v128.load(hi, 32)), step));
      e = smaller<T>(e, plus<T>(smaller<T>(v128.load(lo, 48), v128.load(hi, 48)), step));
      lo -= GROUP;
      hi += GROUP;
      live = someAbove<T>(larger<T>(larger<T>(a, b), larger<T>(d, e)), step);
    }
    const down = j < n - 1 - j;
    let q = down ? hi : lo;
    const move: usize = down ? GROUP : 0 - GROUP;
    for (const end = max(j, n - 1 - j); live && k <= end; k++) {
      const step = v128.splat<T>(cost<T>(k, weight));
      a = smaller<T>(a, plus<T>(v128.load(q), step));
      b = smaller<T>(b, plus<T>(v128.load(q, 16), step));
      d = smaller<T>(d, plus<T>(v128.load(q, 32), step));
      e = smaller<T>(e, plus<T>(v128.load(q, 48), step));
      q += move;
      live = someAbove<T>(larger<T>(larger<T>(a, b), larger<T>(d, e)), step);
    }
    budget -= k;
    if (budget < 0) return false;
    const most = v128.splat<T>(infinite<T>());
    v128.store(target, smaller<T>(a, most));
    v128.store(target, smaller<T>(b, most), 16);
    v128.store(target, smaller<T>(d, most), 32);
    v128.store(target, smaller<T>(e, most), 48);
    c += GROUP;
    target += job.planePitch;
  }
  return true;
}

/** The minima along one row of the plane, into the row of results; false when the search takes too long. */
function alongRow<T>(job: PlaneJob, source: usize): bool {
  const n = job.width;
  const weight = job.weightX;
  let budget = (n / <i32>(GROUP / sizeof<T>())) * STEPS + STEPS;
  memory.copy(job.row, source, <usize>n * sizeof<T>());
  const lanes = <i32>(GROUP / sizeof<T>());
  for (let x = 0; x < n; x += lanes) {
    const at = <usize>x * sizeof<T>();
    const s = source + at, edge = job.edgeX + at;
    let a = smaller<T>(v128.load(s), v128.load(edge)), b = smaller<T>(v128.load(s, 16), v128.load(edge, 16));
    let d = smaller<T>(v128.load(s, 32), v128.load(edge, 32)), e = smaller<T>(v128.load(s, 48), v128.load(edge, 48));
    let k = 1;
    let lo = job.row + at - sizeof<T>(), hi = job.row + at + sizeof<T>();
    let live = someAbove<T>(larger<T>(larger<T>(a, b), larger<T>(d, e)), v128.splat<T>(cost<T>(1, weight)));
    for (const end = max(min(x + lanes, n) - 1, n - 1 - x); live && k <= end; k++) {
      const step = v128.splat<T>(cost<T>(k, weight));
      a = smaller<T>(a, plus<T>(smaller<T>(v128.load(lo), v128.load(hi)), step));
      b = smaller<T>(b, plus<T>(smaller<T>(v128.load(lo, 16), v128.load(hi, 16)), step));
      d = smaller<T>(d, plus<T>(smaller<T>(v128.load(lo, 32), v128.load(hi, 32)), step));
      e = smaller<T>(e, plus<T>(smaller<T>(v128.load(lo, 48), v128.load(hi, 48)), step));
      lo -= sizeof<T>();
      hi += sizeof<T>();
      live = someAbove<T>(larger<T>(larger<T>(a, b), larger<T>(d, e)), step);
    }
    budget -= k;
    if (budget < 0) return false;
    const most = v128.splat<T>(infinite<T>());
    const t = job.done + at;
    v128.store(t, smaller<T>(a, most));
    v128.store(t, smaller<T>(b, most), 16);
    v128.store(t, smaller<T>(d, most), 32);
    v128.store(t, smaller<T>(e, most), 48);
  }
  return true;
}

/** The value at x of the parabola over q. */
// @ts-ignore: decorator
@inline
function parabola<T>(line: usize, step: usize, weight: f64, q: i32, x: i32): T {
  return load<T>(line + <usize>q * step) + cost<T>(x - q, weight);
}

/** The first position where the parabola over u is below the one over q < u. */
// @ts-ignore: decorator
@inline
function crossing<T>(line: usize, step: usize, weight: f64, q: i32, u: i32): i32 {
  const a = load<T>(line + <usize>q * step), b = load<T>(line + <usize>u * step);
  const squares = <i64>u * <i64>u - <i64>q * <i64>q;
  if (sizeof<T>() == 4) return <i32>min<i64>((squares + <i64>b - <i64>a) / (2 * <i64>(u - q)) + 1, 0x7fffffff);
  const at = (<f64>squares * weight + (<f64>b - <f64>a)) / (2 * weight * <f64>(u - q));
  return at < 1e9 ? <i32>Math.floor(at) + 1 : 0x7fffffff;
}

/** The minima along any line of n values, `step` bytes apart, by their lower envelope. */
function alongEnvelope<T>(job: PlaneJob, line: usize, step: usize, n: i32, weight: f64, edge: usize, target: usize, targetStep: usize): void {
  const positions = job.vertices;
  const begins = job.vertices + (<usize>n << 2);
  let top = -1;
  for (let u = 0; u < n; u++) {
    if (load<T>(line + <usize>u * step) >= infinite<T>()) continue;
    while (top >= 0) {
      const q = load<i32>(positions + (<usize>top << 2)), t = load<i32>(begins + (<usize>top << 2));
      if (parabola<T>(line, step, weight, q, t) <= parabola<T>(line, step, weight, u, t)) break;
      top--;
    }
    let begin = 0;
    if (top >= 0) {
      begin = crossing<T>(line, step, weight, load<i32>(positions + (<usize>top << 2)), u);
      if (begin >= n) continue;
    }
    top++;
    store<i32>(positions + (<usize>top << 2), u);
    store<i32>(begins + (<usize>top << 2), begin);
  }
  const count = top + 1;
  for (let x = n - 1; x >= 0; x--) {
    let best = load<T>(edge + <usize>x * sizeof<T>());
    if (top >= 0) {
      best = min<T>(best, parabola<T>(line, step, weight, load<i32>(positions + (<usize>top << 2)), x));
      if (sizeof<T>() == 8) {
        // A crossing of floats is rounded: next to one, the neighbour may be nearer by the last bit.
        if (top > 0) best = min<T>(best, parabola<T>(line, step, weight, load<i32>(positions + (<usize>(top - 1) << 2)), x));
        if (top + 1 < count) best = min<T>(best, parabola<T>(line, step, weight, load<i32>(positions + (<usize>(top + 1) << 2)), x));
      }
      if (load<i32>(begins + (<usize>top << 2)) == x && top > 0) top--;
    }
    store<T>(target + <usize>x * targetStep, best);
  }
}

/** Writes a row of results as the output wants it; false for 16-bit squares that are saturated. */
// @ts-ignore: decorator
@inline
function finishRow<T>(job: PlaneJob, target: usize): bool {
  const n = job.width;
  if (sizeof<T>() == 2) {
    let full = i16x8.splat(0);
    const most = i16x8.splat(<i16>SATURATED);
    for (let x = 0; x < n; x += 8) {
      const v = v128.load(job.done + (<usize>x << 1));
      const p = target + (<usize>x << 2);
      full = v128.or(full, i16x8.eq(v, most));
      storeRoots(job, p, i32x4.extend_low_i16x8_u(v));
      storeRoots(job, p + 16, i32x4.extend_high_i16x8_u(v));
    }
    return !v128.any_true(full);
  }
  if (sizeof<T>() == 4) {
    for (let x = 0; x < n; x += 4) storeRoots(job, target + (<usize>x << 2), v128.load(job.done + (<usize>x << 2)));
  } else if (job.root == 0) memory.copy(target, job.done, <usize>n << 3);
  else {
    for (let x = 0; x < n; x += 4) {
      const s = job.done + (<usize>x << 3);
      v128.store(target + (<usize>x << 2), v128.shuffle<i32>(roots(job, v128.load(s)), roots(job, v128.load(s, 16)), 0, 1, 4, 5));
    }
  }
  return true;
}
/** Four whole squares, as they are or their roots. */
// @ts-ignore: decorator
@inline
function storeRoots(job: PlaneJob, target: usize, v: v128): void {
  const none = i32x4.ge_u(v, i32x4.splat(INFINITE));
  if (job.root == 0) {
    v128.store(target, v128.or(v, none));
    return;
  }
  let r: v128;
  // Up to 2^24 a float32 holds the square, and its root is rounded once.
  if (job.scale == 1 && !v128.any_true(i32x4.gt_u(v, i32x4.splat(1 << 24)))) r = f32x4.sqrt(f32x4.convert_i32x4_u(v));
  else r = v128.shuffle<i32>(roots(job, f64x2.convert_low_i32x4_u(v)), roots(job, f64x2.convert_low_i32x4_u(v128.shuffle<i32>(v, v, 2, 3, 2, 3))), 0, 1, 4, 5);
  v128.store(target, v128.bitselect(f32x4.splat(Infinity), r, none));
}
/** Scaled roots of two squares, rounded to float32 once: the double has more than twice its bits. */
// @ts-ignore: decorator
@inline
function roots(job: PlaneJob, squares: v128): v128 {
  return f32x4.demote_f64x2_zero(f64x2.mul(f64x2.sqrt(squares), f64x2.splat(job.scale)));
}

/** A strip without background: only what lies outside the image is near. */
function edgesOfStrip<T>(job: PlaneJob, target: usize): void {
  for (let y = 0; y < job.height; y++) {
    const edge = v128.splat<T>(load<T>(job.edgeY + <usize>y * sizeof<T>()));
    for (let i: usize = 0; i < GROUP; i += 16) v128.store(target + i, smaller<T>(v128.load(job.strip + <usize>y * GROUP + i), edge));
    target += job.planePitch;
  }
}

/** A row of a layer without background. */
function edgesOfRow<T>(job: PlaneJob, source: usize): void {
  const bytes = <usize>job.width * sizeof<T>();
  for (let i: usize = 0; i < bytes; i += 16) v128.store(job.done + i, smaller<T>(v128.load(source + i), v128.load(job.edgeX + i)));
}

/** Rows, then columns, of one layer of distances along layers; false where 16 bits are too few. */
function planeDistances<T>(job: PlaneJob, layer: usize, target: usize): bool {
  const size = sizeof<T>();
  const lanes = <i32>(GROUP / size);
  let some = load<T>(job.edgeY) < infinite<T>();
  for (let x = 0; x < job.width; x += lanes) {
    const column = job.plane + <usize>x * size;
    if (!fillStrip<T>(job, layer, x)) {
      edgesOfStrip<T>(job, column);
      continue;
    }
    some = true;
    if (alongStrip<T>(job, column)) continue;
    if (size == 2) return false;
    for (let i: usize = 0; i < <usize>lanes; i++) {
      alongEnvelope<T>(job, job.strip + i * size, GROUP, job.height, job.weightY, job.edgeY, column + i * size, <usize>job.planePitch);
    }
  }
  if (size == 2 && !some) return false;
  for (let y = 0; y < job.height; y++) {
    const row = job.plane + <usize>y * <usize>job.planePitch;
    if (!some) edgesOfRow<T>(job, row);
    else if (!alongRow<T>(job, row)) {
      if (size == 2) return false;
      alongEnvelope<T>(job, job.row, size, job.width, job.weightX, job.edgeX, job.done, size);
    }
    if (!finishRow<T>(job, target + <usize>y * <usize>job.outputPitch)) return false;
  }
  return true;
}

/**
 * Distances within one layer, with squares of 2 bytes (whole numbers up to 65534; false where there are larger ones), 4 (whole numbers) or
 * 8 (float64). `target` may be the plane of squares of 4 or 8 bytes: a row is written when it was read.
 */
export function planeDistance(address: usize, size: i32, layer: usize, target: usize): bool {
  const job = changetype<PlaneJob>(address);
  if (size == 2) return planeDistances<u16>(job, layer, target);
  if (size == 4) return planeDistances<u32>(job, layer, target);
  return planeDistances<f64>(job, layer, target);
}
