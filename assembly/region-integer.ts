// Intensities of integer dtypes: exact sums of v, v^2 and v times the coordinates over the runs of a row.
import { addAt, addShifted, addSigned, addUnsigned } from "./limbs";
import { Channel, Job, Run } from "./region-job";

/** Runs are summed in segments of at most this many voxels, so that 32-bit lanes cannot overflow. */
const SEGMENT = 256;

/** Adds a segment's sum S and its sum of v * (column within the segment) J to two-limb sums: weighted x = J + x * S. */
// @ts-ignore: decorator
@inline
function addSums(record: usize, channel: Channel, sum: i64, weighted: i64, z: i64, y: i64, x: i64): void {
  addSigned(record + channel.sum, sum);
  if (channel.weighted != 0) {
    const at = record + channel.weighted;
    addSigned(at, z * sum);
    addSigned(at + 16, y * sum);
    addSigned(at + 32, x * sum + weighted);
  }
}

// @ts-ignore: decorator
@inline
function widenRange(range: usize, low: f64, high: f64): void {
  store<f64>(range, min(load<f64>(range, 8), low), 8);
  store<f64>(range, max(load<f64>(range, 16), high), 16);
}

/** Eight values as signed 16-bit numbers; uint16 less 32768, which the caller puts right. */
// @ts-ignore: decorator
@inline
function load8<T>(p: usize): v128 {
  if (sizeof<T>() == 1) return isSigned<T>() ? v128.load8x8_s(p) : v128.load8x8_u(p);
  return isSigned<T>() ? v128.load(p) : v128.xor(v128.load(p), i16x8.splat(i16.MIN_VALUE));
}

// @ts-ignore: decorator
@inline
function sumOf32(v: v128): i64 {
  return <i64>i32x4.extract_lane(v, 0) + <i64>i32x4.extract_lane(v, 1) + <i64>i32x4.extract_lane(v, 2) + <i64>i32x4.extract_lane(v, 3);
}

/** Dtypes of 8 and 16 bits, eight voxels at a time. */
export function addRunsOfNarrow<T>(job: Job, channel: Channel, row: usize, runs: i32): void {
  if (channel.weighted != 0) addNarrow<T>(job, channel, row, runs, true, true);
  else if (channel.squares != 0) addNarrow<T>(job, channel, row, runs, true, false);
  else addNarrow<T>(job, channel, row, runs, false, false);
}

// @ts-ignore: decorator
@inline
function addNarrow<T>(job: Job, channel: Channel, row: usize, runs: i32, squared: bool, weighed: bool): void {
  const z = <i64>job.z;
  const y = <i64>(job.y + job.row);
  const biased = sizeof<T>() == 2 && !isSigned<T>();
  for (let i = 0; i < runs; i++) {
    const run = changetype<Run>(job.runs + <usize>i * offsetof<Run>());
    let low = i16x8.splat(i16.MAX_VALUE);
    let high = i16x8.splat(i16.MIN_VALUE);
    for (let start = run.start; start < run.end; start += SEGMENT) {
      const n = min(SEGMENT, run.end - start);
      const first = row + <usize>start * sizeof<T>();
      let sums = i32x4.splat(0);
      let weights = i32x4.splat(0);
      let squares = i64x2.splat(0);
      let column = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
      for (let j = 0; j < n; j += 8) {
        let v = load8<T>(first + <usize>j * sizeof<T>());
        if (n - j < 8) {
          const inside = i16x8.lt_s(column, i16x8.splat(<i16>n));
          low = i16x8.min_s(low, v128.bitselect(v, low, inside));
          high = i16x8.max_s(high, v128.bitselect(v, high, inside));
          v = v128.and(v, inside);
        } else {
          low = i16x8.min_s(low, v);
          high = i16x8.max_s(high, v);
        }
        sums = i32x4.add(sums, i32x4.dot_i16x8_s(v, i16x8.splat(1)));
        if (weighed) weights = i32x4.add(weights, i32x4.dot_i16x8_s(v, column));
        if (squared) {
          // Two squares of at most 2^30 each: up to 2^31, so the lanes are read as unsigned.
          const pairs = i32x4.dot_i16x8_s(v, v);
          squares = i64x2.add(squares, i64x2.add(i64x2.extend_low_i32x4_u(pairs), i64x2.extend_high_i32x4_u(pairs)));
        }
        column = i16x8.add(column, i16x8.splat(8));
      }
      let sum = sumOf32(sums);
      let weighted = sumOf32(weights);
      let square = i64x2.extract_lane(squares, 0) + i64x2.extract_lane(squares, 1);
      if (biased) {
        square += 65536 * sum + (<i64>n << 30);
        weighted += (<i64>n * <i64>(n - 1)) << 14;
        sum += <i64>n << 15;
      }
      addSums(run.record, channel, sum, weighted, z, y, <i64>(job.x + start));
      if (squared && channel.squares != 0) addUnsigned(run.record + channel.squares, <u64>square);
    }
    const bias: f64 = biased ? 32768 : 0;
    widenRange(run.record + channel.range, <f64>lowest(low) + bias, <f64>highest(high) + bias);
  }
}

function lowest(v: v128): i32 {
  v = i16x8.min_s(v, v128.shuffle<i16>(v, v, 4, 5, 6, 7, 0, 1, 2, 3));
  v = i16x8.min_s(v, v128.shuffle<i16>(v, v, 2, 3, 0, 1, 6, 7, 4, 5));
  return min(<i32>i16x8.extract_lane_s(v, 0), <i32>i16x8.extract_lane_s(v, 1));
}

function highest(v: v128): i32 {
  v = i16x8.max_s(v, v128.shuffle<i16>(v, v, 4, 5, 6, 7, 0, 1, 2, 3));
  v = i16x8.max_s(v, v128.shuffle<i16>(v, v, 2, 3, 0, 1, 6, 7, 4, 5));
  return max(<i32>i16x8.extract_lane_s(v, 0), <i32>i16x8.extract_lane_s(v, 1));
}

/** Dtypes of 32 bits: their squares need 128-bit sums. */
export function addRunsOfWide<T>(job: Job, channel: Channel, row: usize, runs: i32): void {
  const z = <i64>job.z;
  const y = <i64>(job.y + job.row);
  for (let i = 0; i < runs; i++) {
    const run = changetype<Run>(job.runs + <usize>i * offsetof<Run>());
    let low = i64.MAX_VALUE;
    let high = i64.MIN_VALUE;
    for (let start = run.start; start < run.end; start += SEGMENT) {
      const n = min(SEGMENT, run.end - start);
      const first = row + (<usize>start << 2);
      let sum: i64 = 0;
      let weighted: i64 = 0;
      for (let j = 0; j < n; j++) {
        const v = <i64>load<T>(first + (<usize>j << 2));
        low = min(low, v);
        high = max(high, v);
        sum += v;
        weighted += v * <i64>j;
        if (channel.squares != 0) addUnsigned(run.record + channel.squares, <u64>(v * v));
      }
      addSums(run.record, channel, sum, weighted, z, y, <i64>(job.x + start));
    }
    widenRange(run.record + channel.range, <f64>low, <f64>high);
  }
}

/** Dtypes of 64 bits, in halves of 32 bits; squares are sums of three limbs. */
export function addRunsOfInt64<T>(job: Job, channel: Channel, row: usize, runs: i32): void {
  const z = <i64>job.z;
  const y = <i64>(job.y + job.row);
  for (let i = 0; i < runs; i++) {
    const run = changetype<Run>(job.runs + <usize>i * offsetof<Run>());
    const record = run.record;
    const range = record + channel.range;
    let lowest = load<T>(range, 8);
    let highest = load<T>(range, 16);
    for (let start = run.start; start < run.end; start += SEGMENT) {
      const n = min(SEGMENT, run.end - start);
      const first = row + (<usize>start << 3);
      let low: i64 = 0;
      let high: i64 = 0;
      let lowWeighted: i64 = 0;
      let highWeighted: i64 = 0;
      for (let j = 0; j < n; j++) {
        const v = load<T>(first + (<usize>j << 3));
        lowest = min(lowest, v);
        highest = max(highest, v);
        const l = <i64>v & 0xffffffff;
        const h = <i64>(v >> 32);
        low += l;
        high += h;
        lowWeighted += l * <i64>j;
        highWeighted += h * <i64>j;
        if (channel.squares != 0) addSquare(record + channel.squares, isSigned<T>() && <i64>v < 0 ? 0 - <u64>v : <u64>v);
      }
      const x = <i64>(job.x + start);
      addSums(record, channel, low, lowWeighted, z, y, x);
      addShifted(record + channel.sum, 2, high, 32);
      if (channel.weighted != 0) {
        const at = record + channel.weighted;
        addShifted(at, 2, z * high, 32);
        addShifted(at + 16, 2, y * high, 32);
        addShifted(at + 32, 2, x * high + highWeighted, 32);
      }
    }
    store<T>(range, lowest, 8);
    store<T>(range, highest, 16);
  }
}

function addSquare(at: usize, v: u64): void {
  const l = v & 0xffffffff;
  const h = v >> 32;
  const cross = l * h;
  addAt(at, 3, 0, l * l, 0);
  addAt(at, 3, 0, cross << 33, <i64>(cross >> 31));
  addAt(at, 3, 1, h * h, 0);
}
