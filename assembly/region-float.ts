// Intensities of float dtypes: exact sums of v, v^2 and v times the coordinates over the runs of a row.
//
// A segment of at most 64 voxels is first summed in float64 lanes. That sum is exact when all terms are multiples of one power
// of two and their absolute sum stays below 2^53 times it, which the exponents of the smallest and largest value tell. The exact
// segment sums are then added to the region's limbs. Segments whose exponents differ too much are added voxel by voxel.
import { addFloat, addShifted, exponentOf, mantissaOf } from "./limbs";
import { Channel, Job, Run } from "./region-job";

const SEGMENT = 64;
/** Flags of a range. */
const NAN: u64 = 1;
const PLUS_INFINITY: u64 = 2;
const MINUS_INFINITY: u64 = 4;

// float32: units and limbs of the sums; 2^40 voxels and coordinates of 20 bits fit.
const UNIT_32 = -149;
const SUM_32 = 5;
const SQUARES_32 = 10;
const WEIGHTED_32 = 6;
// float64.
const UNIT_64 = -1074;
const SUM_64 = 34;
const SQUARES_64 = 67;
const WEIGHTED_64 = 34;

/** Adds exact segment sums. */
// @ts-ignore: decorator
@inline
function addSums(
  record: usize,
  channel: Channel,
  sumLimbs: i32,
  limbs: i32,
  unit: i32,
  sum: f64,
  weighted: f64,
  z: i64,
  y: i64,
  x: i64,
): void {
  addFloat(record + channel.sum, sumLimbs, unit, sum, 1);
  if (channel.weighted != 0) {
    const at = record + channel.weighted;
    const size = <usize>limbs << 3;
    addFloat(at, limbs, unit, sum, z);
    addFloat(at + size, limbs, unit, sum, y);
    addFloat(at + 2 * size, limbs, unit, sum, x);
    addFloat(at + 2 * size, limbs, unit, weighted, 1);
  }
}

/** Adds one voxel to flags and range; true when it is finite. */
function addToRange(range: usize, v: f64): bool {
  if (v != v) {
    store<u64>(range, load<u64>(range) | NAN);
    return false;
  }
  store<f64>(range, min(load<f64>(range, 8), v), 8);
  store<f64>(range, max(load<f64>(range, 16), v), 16);
  if (abs(v) != Infinity) return true;
  store<u64>(range, load<u64>(range) | (v > 0 ? PLUS_INFINITY : MINUS_INFINITY));
  return false;
}

export function addRunsOfFloat32(job: Job, channel: Channel, row: usize, runs: i32): void {
  for (let i = 0; i < runs; i++) {
    const run = changetype<Run>(job.runs + <usize>i * offsetof<Run>());
    for (let start = run.start; start < run.end; start += SEGMENT) {
      const n = min(SEGMENT, run.end - start);
      const first = row + (<usize>start << 2);
      if (!addSegment32(job, channel, run.record, first, n, job.x + start)) {
        for (let j = 0; j < n; j++) addVoxel32(job, channel, run.record, load<f32>(first + (<usize>j << 2)), job.x + start + j);
      }
    }
  }
}

/** False, with nothing changed, when float64 lanes would not be exact. */
function addSegment32(job: Job, channel: Channel, record: usize, first: usize, n: i32, x: i32): bool {
  let smallest = i32x4.splat(-1);
  let largest = i32x4.splat(0);
  let low = f32x4.splat(Infinity);
  let high = f32x4.splat(-Infinity);
  let sumA = f64x2.splat(0);
  let sumB = f64x2.splat(0);
  let weightedA = f64x2.splat(0);
  let weightedB = f64x2.splat(0);
  let columnA = f64x2(0, 1);
  let columnB = f64x2(2, 3);
  for (let j = 0; j < n; j += 4) {
    let v = v128.load(first + (<usize>j << 2));
    if (n - j < 4) {
      const inside = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(n - j));
      low = f32x4.min(low, v128.bitselect(v, low, inside));
      high = f32x4.max(high, v128.bitselect(v, high, inside));
      v = v128.and(v, inside);
    } else {
      low = f32x4.min(low, v);
      high = f32x4.max(high, v);
    }
    const magnitude = v128.and(v, i32x4.splat(0x7fffffff));
    largest = i32x4.max_u(largest, magnitude);
    // Zeros do not count: less one they are the largest numbers there are.
    smallest = i32x4.min_u(smallest, i32x4.sub(magnitude, i32x4.splat(1)));
    const a = f64x2.promote_low_f32x4(v);
    const b = f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
    sumA = f64x2.add(sumA, a);
    sumB = f64x2.add(sumB, b);
    weightedA = f64x2.add(weightedA, f64x2.mul(a, columnA));
    weightedB = f64x2.add(weightedB, f64x2.mul(b, columnB));
    columnA = f64x2.add(columnA, f64x2.splat(4));
    columnB = f64x2.add(columnB, f64x2.splat(4));
  }
  const top = maxLane(largest) >>> 23;
  const bottom = max(minLane(smallest) >>> 23, 1);
  // 24 bits of mantissa + 6 bits of column + 6 bits of count + the spread of exponents <= 53; infinities and NaN have 255.
  if (top == 255 || (top > 17 && top - 17 > bottom)) return false;
  const range = record + channel.range;
  store<f64>(range, min(load<f64>(range, 8), <f64>lowest(low)), 8);
  store<f64>(range, max(load<f64>(range, 16), <f64>highest(high)), 16);
  const sum = f64x2.add(sumA, sumB);
  const weighted = f64x2.add(weightedA, weightedB);
  addSums(
    record,
    channel,
    SUM_32,
    WEIGHTED_32,
    UNIT_32,
    f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1),
    f64x2.extract_lane(weighted, 0) + f64x2.extract_lane(weighted, 1),
    <i64>job.z,
    <i64>(job.y + job.row),
    <i64>x,
  );
  if (channel.squares != 0) addSquares32(record + channel.squares, first, n);
  return true;
}

/**
 * Squares of float32 are exact in float64 (48 bits); their sum is kept as a rounded sum and the exact error of each addition
 * (Knuth's TwoSum), whose own sum is exact under the condition that the caller has tested.
 */
function addSquares32(at: usize, first: usize, n: i32): void {
  let sum = f64x2.splat(0);
  let error = f64x2.splat(0);
  for (let j = 0; j < n; j += 2) {
    let v = f64x2.promote_low_f32x4(v128.load64_zero(first + (<usize>j << 2)));
    if (n - j == 1) v = f64x2.replace_lane(v, 1, 0);
    const square = f64x2.mul(v, v);
    const next = f64x2.add(sum, square);
    const part = f64x2.sub(next, sum);
    error = f64x2.add(error, f64x2.add(f64x2.sub(sum, f64x2.sub(next, part)), f64x2.sub(square, part)));
    sum = next;
  }
  for (let lane = 0; lane < 2; lane++) {
    addFloat(at, SQUARES_32, 2 * UNIT_32, lane == 0 ? f64x2.extract_lane(sum, 0) : f64x2.extract_lane(sum, 1), 1);
    addFloat(at, SQUARES_32, 2 * UNIT_32, lane == 0 ? f64x2.extract_lane(error, 0) : f64x2.extract_lane(error, 1), 1);
  }
}

function addVoxel32(job: Job, channel: Channel, record: usize, value: f32, x: i32): void {
  const v = <f64>value;
  if (!addToRange(record + channel.range, v)) return;
  addSums(record, channel, SUM_32, WEIGHTED_32, UNIT_32, v, 0, <i64>job.z, <i64>(job.y + job.row), <i64>x);
  if (channel.squares != 0) addFloat(record + channel.squares, SQUARES_32, 2 * UNIT_32, v * v, 1);
}

export function addRunsOfFloat64(job: Job, channel: Channel, row: usize, runs: i32): void {
  for (let i = 0; i < runs; i++) {
    const run = changetype<Run>(job.runs + <usize>i * offsetof<Run>());
    for (let start = run.start; start < run.end; start += SEGMENT) {
      const n = min(SEGMENT, run.end - start);
      const first = row + (<usize>start << 3);
      if (!addSegment64(job, channel, run.record, first, n, job.x + start)) {
        for (let j = 0; j < n; j++) addVoxel64(job, channel, run.record, load<f64>(first + (<usize>j << 3)), job.x + start + j);
      }
    }
  }
}

/** As for float32, with each value cut into an upper part of 27 bits and a lower one of 26. */
function addSegment64(job: Job, channel: Channel, record: usize, first: usize, n: i32, x: i32): bool {
  let low = f64x2.splat(Infinity);
  let high = f64x2.splat(-Infinity);
  let smallest: u64 = u64.MAX_VALUE;
  let largest: u64 = 0;
  let upper = f64x2.splat(0);
  let lower = f64x2.splat(0);
  let upperWeighted = f64x2.splat(0);
  let lowerWeighted = f64x2.splat(0);
  let column = f64x2(0, 1);
  for (let j = 0; j < n; j += 2) {
    let v = v128.load(first + (<usize>j << 3));
    if (n - j == 1) {
      const lane = f64x2.splat(f64x2.extract_lane(v, 0));
      low = f64x2.min(low, lane);
      high = f64x2.max(high, lane);
      v = f64x2.replace_lane(v, 1, 0);
    } else {
      low = f64x2.min(low, v);
      high = f64x2.max(high, v);
    }
    const magnitude = v128.and(v, i64x2.splat(i64.MAX_VALUE));
    const m0 = <u64>i64x2.extract_lane(magnitude, 0);
    const m1 = <u64>i64x2.extract_lane(magnitude, 1);
    largest = max(largest, max(m0, m1));
    smallest = min(smallest, min(m0 - 1, m1 - 1));
    const a = v128.and(v, i64x2.splat(~0x3ffffff));
    const b = f64x2.sub(v, a);
    upper = f64x2.add(upper, a);
    lower = f64x2.add(lower, b);
    upperWeighted = f64x2.add(upperWeighted, f64x2.mul(a, column));
    lowerWeighted = f64x2.add(lowerWeighted, f64x2.mul(b, column));
    column = f64x2.add(column, f64x2.splat(2));
  }
  const top = <i32>(largest >> 52);
  const bottom = max(<i32>min<u64>(smallest >> 52, 4096), 1);
  // 27 bits of mantissa + 12 bits of column and count + the spread <= 53; near the top of the range the lanes might overflow.
  if (top > 2000 || top - 14 > bottom) return false;
  const range = record + channel.range;
  store<f64>(range, min(load<f64>(range, 8), min(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1))), 8);
  store<f64>(range, max(load<f64>(range, 16), max(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1))), 16);
  const z = <i64>job.z;
  const y = <i64>(job.y + job.row);
  const a = f64x2.extract_lane(upper, 0) + f64x2.extract_lane(upper, 1);
  const b = f64x2.extract_lane(lower, 0) + f64x2.extract_lane(lower, 1);
  const aWeighted = f64x2.extract_lane(upperWeighted, 0) + f64x2.extract_lane(upperWeighted, 1);
  const bWeighted = f64x2.extract_lane(lowerWeighted, 0) + f64x2.extract_lane(lowerWeighted, 1);
  addSums(record, channel, SUM_64, WEIGHTED_64, UNIT_64, a, aWeighted, z, y, <i64>x);
  addSums(record, channel, SUM_64, WEIGHTED_64, UNIT_64, b, bWeighted, z, y, <i64>x);
  if (channel.squares != 0) {
    for (let j = 0; j < n; j++) addSquare64(record + channel.squares, load<f64>(first + (<usize>j << 3)));
  }
  return true;
}

function addVoxel64(job: Job, channel: Channel, record: usize, v: f64, x: i32): void {
  if (!addToRange(record + channel.range, v)) return;
  addSums(record, channel, SUM_64, WEIGHTED_64, UNIT_64, v, 0, <i64>job.z, <i64>(job.y + job.row), <i64>x);
  if (channel.squares != 0) addSquare64(record + channel.squares, v);
}

/** The square has up to 106 bits: it is added in three parts. */
function addSquare64(at: usize, v: f64): void {
  if (v == 0) return;
  const mantissa = abs(mantissaOf(v));
  const shift = 2 * (exponentOf(v) - UNIT_64);
  const l = mantissa & 0x7ffffff;
  const h = mantissa >> 27;
  addShifted(at, SQUARES_64, l * l, shift);
  addShifted(at, SQUARES_64, l * h, shift + 28);
  addShifted(at, SQUARES_64, h * h, shift + 54);
}

function maxLane(v: v128): u32 {
  v = i32x4.max_u(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return max(<u32>i32x4.extract_lane(v, 0), <u32>i32x4.extract_lane(v, 1));
}

function minLane(v: v128): u32 {
  v = i32x4.min_u(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return min(<u32>i32x4.extract_lane(v, 0), <u32>i32x4.extract_lane(v, 1));
}

function lowest(v: v128): f32 {
  return min(
    min(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    min(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}

function highest(v: v128): f32 {
  return max(
    max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}
