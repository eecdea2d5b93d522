// Expanding labels: each voxel takes the label of the nearest labelled voxel within reach, the smallest label of equals.
//
// A candidate is one number, squared distance above label: min() of such keys is "nearest, then smallest label", and adding the
// cost of a step to a key keeps that order, so the search is separable: layers, then rows, then columns. Where distance and label
// fit in 32 bits together, keys are u32, four to a vector; else they are i64, two to a vector.
//
//   per batch of layers:  labels --layers--> ring of key rows --rows--> one row of keys --columns--> labels

/** Everything about one call; all fields are 32-bit. The host fills it (src/kernels/expand/expand-run.ts). */
@unmanaged
class ExpandJob {
  /** Ring of labels: address of slot 0, bytes per layer and row, layers kept. */
  labels: usize;
  labelLayer: usize;
  labelPitch: usize;
  labelCapacity: i32;
  /** Ring of the mask in which labels may grow; address 0 for none. */
  within: usize;
  withinLayer: usize;
  withinPitch: usize;
  withinCapacity: i32;
  output: usize;
  outputLayer: usize;
  outputPitch: usize;
  outputCapacity: i32;
  /** Layers [from, to) are made from layers [low, high). */
  from: i32;
  to: i32;
  low: i32;
  high: i32;
  height: i32;
  width: i32;
  /** Reach per axis in voxels; steps * steps * weight is the cost of steps along layers. */
  reachZ: i32;
  reachY: i32;
  reachX: i32;
  weightZ: i32;
  /** Costs of 0 to reach steps along rows and columns, u32 each. */
  costY: usize;
  costX: usize;
  /** Distances above this do not count. */
  limit: u32;
  /** Where the distance begins in a key. */
  shift: i32;
  /** Scratch: key rows, one byte per 16 columns of a row of all layers, a row of keys with margins, 16 bits per 16 columns, addresses of rows. */
  keys: usize;
  some: usize;
  row: usize;
  wanted: usize;
  rows: usize;
  /** Columns per key row, a multiple of 16; margin of `row` on both sides, in keys. */
  columns: i32;
  margin: i32;
}

const NONE_STEPS: i32 = 0x7fff;

// @ts-ignore: decorator
@inline
function smaller<K>(a: v128, b: v128): v128 {
  if (sizeof<K>() == 4) return i32x4.min_u(a, b);
  return v128.bitselect(a, b, i64x2.lt_s(a, b));
}

// @ts-ignore: decorator
@inline
function key<K>(distance: u32, shift: i32): v128 {
  if (sizeof<K>() == 4) return i32x4.splat(distance << shift);
  return i64x2.splat((<i64>distance) << 32);
}

// @ts-ignore: decorator
@inline
function layerOf(base: usize, bytes: usize, capacity: i32, layer: i32): usize {
  return base + <usize>(layer % capacity) * bytes;
}

/** The bits of all labels of a layer, or-ed: no label is larger than this. */
export function expandLabelBits(labels: usize, pitch: usize, rows: i32, width: i32): u32 {
  let bits = i32x4.splat(0);
  let rest: u32 = 0;
  for (let y = 0; y < rows; y++) {
    const row = labels + <usize>y * pitch;
    let x = 0;
    for (; x + 4 <= width; x += 4) bits = v128.or(bits, v128.load(row + (<usize>x << 2)));
    for (; x < width; x++) rest |= load<u32>(row + (<usize>x << 2));
  }
  return (
    rest | i32x4.extract_lane(bits, 0) | i32x4.extract_lane(bits, 1) | i32x4.extract_lane(bits, 2) | i32x4.extract_lane(bits, 3)
  );
}

/** Makes layers [from, to) with keys of 32 bits. */
export function expandNarrow(job: ExpandJob): void {
  expand<u32>(job);
}

/** Makes layers [from, to) with keys of 64 bits. */
export function expandWide(job: ExpandJob): void {
  expand<i64>(job);
}

// @ts-ignore: decorator
@inline
function expand<K>(job: ExpandJob): void {
  const none = key<K>(job.limit + 1, job.shift);
  for (let x = 0; x < job.margin; x += 16 / sizeof<K>()) {
    v128.store(job.row + <usize>x * sizeof<K>(), none);
    v128.store(job.row + <usize>(job.margin + job.columns + x) * sizeof<K>(), none);
  }
  for (let ahead = 0; ahead < job.height + job.reachY; ahead++) {
    if (ahead < job.height) alongLayers<K>(job, ahead);
    const y = ahead - job.reachY;
    if (y < 0) continue;
    for (let layer = job.from; layer < job.to; layer++) {
      if (findWanted(job, layer, y)) {
        alongRows<K>(job, layer, y);
        alongColumns<K>(job, layer, y);
      }
    }
  }
}

/** Number of a row in the ring of key rows. */
// @ts-ignore: decorator
@inline
function keyRow(job: ExpandJob, y: i32): usize {
  return <usize>(y % (2 * job.reachY + 1));
}

/** Where the keys of a row lie: all layers of a row together. */
// @ts-ignore: decorator
@inline
function keysAt<K>(job: ExpandJob, layer: i32, y: i32): usize {
  const number = keyRow(job, y) * <usize>(job.to - job.from) + <usize>(layer - job.from);
  return job.keys + number * <usize>job.columns * sizeof<K>();
}

/** Keys of row y of all layers: the nearest label below and above, by one sweep up and one down. */
// @ts-ignore: decorator
@inline
function alongLayers<K>(job: ExpandJob, y: i32): void {
  const count = job.high - job.low;
  for (let i = 0; i < count; i++) {
    const row = layerOf(job.labels, job.labelLayer, job.labelCapacity, job.low + i) + <usize>y * job.labelPitch;
    store<usize>(job.rows + (<usize>i << 2), row);
  }
  const some = job.some + keyRow(job, y) * <usize>(job.columns >> 4);
  const keys = keysAt<K>(job, job.from, y);
  memory.fill(some, 0, job.columns >> 4);
  for (let x = 0; x < job.columns; x += 4) {
    // Columns past the last hold anything.
    const inside = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(job.width - x));
    if (sweep<K>(job, keys + <usize>x * sizeof<K>(), <usize>x << 2, inside)) store<u8>(some + <usize>(x >> 4), 1);
  }
}

/** Keys of four columns in all layers [from, to); true if there is a label in any of the layers [low, high). */
// @ts-ignore: decorator
@inline
function sweep<K>(job: ExpandJob, keys: usize, at: usize, inside: v128): bool {
  const first = job.from - job.low;
  const last = job.to - job.low;
  const stride = <usize>job.columns * sizeof<K>();
  const zero = i32x4.splat(0);
  let any = zero;
  let steps = i32x4.splat(NONE_STEPS);
  let label = zero;
  for (let i = job.high - job.low - 1; i >= first; i--) {
    const here = v128.and(v128.load(load<usize>(job.rows + (<usize>i << 2)) + at), inside);
    const empty = i32x4.eq(here, zero);
    any = v128.or(any, here);
    label = v128.bitselect(label, here, empty);
    steps = v128.and(i32x4.add(steps, i32x4.splat(1)), empty);
    if (i < last) storeKeys<K>(job, keys + <usize>(i - first) * stride, steps, label, false);
  }
  steps = i32x4.splat(NONE_STEPS);
  for (let i = 0; i < first; i++) {
    const here = v128.and(v128.load(load<usize>(job.rows + (<usize>i << 2)) + at), inside);
    const empty = i32x4.eq(here, zero);
    any = v128.or(any, here);
    label = v128.bitselect(label, here, empty);
    steps = v128.and(i32x4.add(steps, i32x4.splat(1)), empty);
  }
  // Nothing above and below: the keys that the first sweep wrote say so already.
  if (!v128.any_true(any)) return false;
  for (let i = first; i < last; i++) {
    const here = v128.and(v128.load(load<usize>(job.rows + (<usize>i << 2)) + at), inside);
    const empty = i32x4.eq(here, zero);
    label = v128.bitselect(label, here, empty);
    steps = v128.and(i32x4.add(steps, i32x4.splat(1)), empty);
    storeKeys<K>(job, keys + <usize>(i - first) * stride, steps, label, true);
  }
  return true;
}

/** Writes four keys (`merge`: the smaller of these and what is there). */
// @ts-ignore: decorator
@inline
function storeKeys<K>(job: ExpandJob, at: usize, steps: v128, label: v128, merge: bool): void {
  const near = i32x4.le_s(steps, i32x4.splat(job.reachZ));
  const distance = v128.bitselect(i32x4.mul(i32x4.mul(steps, steps), i32x4.splat(job.weightZ)), i32x4.splat(job.limit + 1), near);
  const known = v128.and(label, near);
  if (sizeof<K>() == 4) {
    let found = v128.or(i32x4.shl(distance, job.shift), known);
    if (merge) found = smaller<K>(found, v128.load(at));
    v128.store(at, found);
    return;
  }
  let a = v128.shuffle<i32>(known, distance, 0, 4, 1, 5);
  let b = v128.shuffle<i32>(known, distance, 2, 6, 3, 7);
  if (merge) {
    a = smaller<K>(a, v128.load(at));
    b = smaller<K>(b, v128.load(at, 16));
  }
  v128.store(at, a);
  v128.store(at, b, 16);
}

/** Copies the labels of a row to the output and marks the voxels that want a label; false if there is none. */
function findWanted(job: ExpandJob, layer: i32, y: i32): bool {
  const labels = layerOf(job.labels, job.labelLayer, job.labelCapacity, layer) + <usize>y * job.labelPitch;
  const output = layerOf(job.output, job.outputLayer, job.outputCapacity, layer) + <usize>y * job.outputPitch;
  let within: usize = 0;
  if (job.within != 0) within = layerOf(job.within, job.withinLayer, job.withinCapacity, layer) + <usize>y * job.withinPitch;
  memory.copy(output, labels, <usize>job.width << 2);
  const zero = i32x4.splat(0);
  let found = false;
  for (let x = 0; x < job.width; x += 16) {
    const p = labels + (<usize>x << 2);
    const low = i16x8.narrow_i32x4_s(i32x4.eq(v128.load(p), zero), i32x4.eq(v128.load(p, 16), zero));
    const high = i16x8.narrow_i32x4_s(i32x4.eq(v128.load(p, 32), zero), i32x4.eq(v128.load(p, 48), zero));
    let bits = i8x16.bitmask(i8x16.narrow_i16x8_s(low, high));
    if (within != 0) bits &= <i32>load<u16>(within + (<usize>x >> 3));
    if (job.width - x < 16) bits &= (1 << (job.width - x)) - 1;
    store<u16>(job.wanted + (<usize>x >> 3), <u16>bits);
    found = found || bits != 0;
  }
  return found;
}

/** True when a voxel within reach of this group of 16 columns wants a label. */
// @ts-ignore: decorator
@inline
function isNeeded(job: ExpandJob, group: i32): bool {
  const reach = (job.reachX + 15) >> 4;
  const end = min(job.columns >> 4, group + reach + 1);
  for (let g = max(0, group - reach); g < end; g++) if (load<u16>(job.wanted + (<usize>g << 1)) != 0) return true;
  return false;
}

/** Lists the key rows within reach of row y, nearest first: where their flags (0 for rows outside) and keys lie. */
// @ts-ignore: decorator
@inline
function listRows<K>(job: ExpandJob, layer: i32, y: i32): void {
  let entry = job.rows;
  for (let step = 1; step <= job.reachY; step++) {
    for (let side = -1; side <= 1; side += 2) {
      const other = y + side * step;
      const there = other >= 0 && other < job.height;
      store<usize>(entry, there ? job.some + keyRow(job, other) * <usize>(job.columns >> 4) : 0);
      store<usize>(entry, there ? keysAt<K>(job, layer, other) : 0, 4);
      entry += 8;
    }
  }
}

/** One row of keys: the best of the rows within reach, for groups of columns that are needed. */
// @ts-ignore: decorator
@inline
function alongRows<K>(job: ExpandJob, layer: i32, y: i32): void {
  const target = job.row + <usize>job.margin * sizeof<K>();
  const keys = keysAt<K>(job, layer, y);
  listRows<K>(job, layer, y);
  for (let group = 0; group < job.columns >> 4; group++) {
    if (!isNeeded(job, group)) continue;
    for (let half = 0; half < (sizeof<K>() == 4 ? 1 : 2); half++) {
      const at = <usize>(group * 16 + half * 8) * sizeof<K>();
      let a = v128.load(keys + at);
      let b = v128.load(keys + at, 16);
      let c = v128.load(keys + at, 32);
      let d = v128.load(keys + at, 48);
      let entry = job.rows;
      for (let step = 1; step <= job.reachY; step++) {
        const cost = key<K>(load<u32>(job.costY + (<usize>step << 2)), job.shift);
        if ((step & 3) == 1 && allBelow<K>(a, b, c, d, cost)) break;
        for (let side = 0; side < 2; side++) {
          const some = load<usize>(entry);
          const p = load<usize>(entry, 4) + at;
          entry += 8;
          if (some == 0 || load<u8>(some + <usize>group) == 0) continue;
          a = smaller<K>(a, plus<K>(v128.load(p), cost));
          b = smaller<K>(b, plus<K>(v128.load(p, 16), cost));
          c = smaller<K>(c, plus<K>(v128.load(p, 32), cost));
          d = smaller<K>(d, plus<K>(v128.load(p, 48), cost));
        }
      }
      v128.store(target + at, a);
      v128.store(target + at, b, 16);
      v128.store(target + at, c, 32);
      v128.store(target + at, d, 48);
    }
  }
}

// @ts-ignore: decorator
@inline
function plus<K>(a: v128, b: v128): v128 {
  return sizeof<K>() == 4 ? i32x4.add(a, b) : i64x2.add(a, b);
}

/** True when no key can be improved by something that costs this much: all are nearer. */
// @ts-ignore: decorator
@inline
function allBelow<K>(a: v128, b: v128, c: v128, d: v128, cost: v128): bool {
  if (sizeof<K>() == 4) {
    const largest = i32x4.max_u(i32x4.max_u(a, b), i32x4.max_u(c, d));
    return v128.all_true<i32>(i32x4.lt_u(largest, cost));
  }
  const ab = v128.and(i64x2.lt_s(a, cost), i64x2.lt_s(b, cost));
  return v128.all_true<i64>(v128.and(ab, v128.and(i64x2.lt_s(c, cost), i64x2.lt_s(d, cost))));
}

/** Writes the labels of a row where they are wanted. */
// @ts-ignore: decorator
@inline
function alongColumns<K>(job: ExpandJob, layer: i32, y: i32): void {
  const output = layerOf(job.output, job.outputLayer, job.outputCapacity, layer) + <usize>y * job.outputPitch;
  const keys = job.row + <usize>job.margin * sizeof<K>();
  for (let group = 0; group < job.columns >> 4; group++) {
    const wanted = <u32>load<u16>(job.wanted + (<usize>group << 1));
    if (wanted == 0) continue;
    for (let part = 0; part < (sizeof<K>() == 4 ? 1 : 2); part++) {
      const columns = sizeof<K>() == 4 ? 16 : 8;
      const bits = (wanted >> (part * 8)) & <u32>(sizeof<K>() == 4 ? 0xffff : 0xff);
      if (bits == 0) continue;
      const x = group * 16 + part * columns;
      const own = keys + <usize>x * sizeof<K>();
      let a = v128.load(own);
      let b = v128.load(own, 16);
      let c = v128.load(own, 32);
      let d = v128.load(own, 48);
      for (let step = 1; step <= job.reachX; step++) {
        const cost = key<K>(load<u32>(job.costX + (<usize>step << 2)), job.shift);
        if ((step & 3) == 1 && allBelow<K>(a, b, c, d, cost)) break;
        const left = own - <usize>step * sizeof<K>();
        const right = own + <usize>step * sizeof<K>();
        a = smaller<K>(a, plus<K>(smaller<K>(v128.load(left), v128.load(right)), cost));
        b = smaller<K>(b, plus<K>(smaller<K>(v128.load(left, 16), v128.load(right, 16)), cost));
        c = smaller<K>(c, plus<K>(smaller<K>(v128.load(left, 32), v128.load(right, 32)), cost));
        d = smaller<K>(d, plus<K>(smaller<K>(v128.load(left, 48), v128.load(right, 48)), cost));
      }
      const target = output + (<usize>x << 2);
      if (sizeof<K>() == 4) {
        storeLabels(job, target, a, bits);
        storeLabels(job, target + 16, b, bits >> 4);
        storeLabels(job, target + 32, c, bits >> 8);
        storeLabels(job, target + 48, d, bits >> 12);
      } else {
        storeWideLabels(job, target, a, b, bits);
        storeWideLabels(job, target + 16, c, d, bits >> 4);
      }
    }
  }
}

/** All bits in the lanes whose bit is set. */
// @ts-ignore: decorator
@inline
function lanesOf(bits: u32): v128 {
  const lane = i32x4(1, 2, 4, 8);
  return i32x4.eq(v128.and(i32x4.splat(bits), lane), lane);
}

// @ts-ignore: decorator
@inline
function storeLabels(job: ExpandJob, target: usize, keys: v128, bits: u32): void {
  const near = i32x4.lt_u(keys, i32x4.splat((job.limit + 1) << job.shift));
  const label = v128.and(v128.and(keys, i32x4.splat((1 << job.shift) - 1)), near);
  v128.store(target, v128.bitselect(label, v128.load(target), lanesOf(bits)));
}

// @ts-ignore: decorator
@inline
function storeWideLabels(job: ExpandJob, target: usize, a: v128, b: v128, bits: u32): void {
  const label = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
  const near = i32x4.le_s(v128.shuffle<i32>(a, b, 1, 3, 5, 7), i32x4.splat(job.limit));
  v128.store(target, v128.bitselect(v128.and(label, near), v128.load(target), lanesOf(bits)));
}
