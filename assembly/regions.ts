// Statistics of labelled regions: rows are cut into runs of equal labels, and a run adds closed forms to its region's record.
import { addUnsigned } from "./limbs";
import { unpackMaskRow } from "./mask-row";
import { addRunsOfFloat32, addRunsOfFloat64 } from "./region-float";
import { addRunsOfInt64, addRunsOfNarrow, addRunsOfWide } from "./region-integer";
import { addNeighbours, fetchNear } from "./region-neighbours";
import {
  BOOL,
  Channel,
  FLOAT32,
  FLOAT64,
  INT16,
  INT32,
  INT64,
  INT8,
  Job,
  Run,
  UINT16,
  UINT32,
  UINT64,
  UINT8,
} from "./region-job";

const DONE = 0;
const TABLE_FULL = 1;
const NEGATIVE_LABEL = 2;

/**
 * Adds up one layer, from the job's row and column on. Returns 0 when the layer is done, 1 when a new label finds the table
 * full (empty it and call again), 2 when a label is negative.
 */
export function regionLayer(job: Job): i32 {
  for (; job.row < job.rows; job.row++) {
    let labels = job.labels + <usize>job.row * job.labelPitch;
    if (job.labelType != UINT32) {
      if (!widenLabels(job.labelType, labels, job.labelRow, job.width)) return NEGATIVE_LABEL;
      labels = job.labelRow;
    }
    if (job.neighbours != 0 && !fetchNear(job, widenLabels)) return NEGATIVE_LABEL;
    while (job.column < job.width) {
      const before = job.column;
      const runs = findRuns(job, labels);
      addGeometry(job, runs);
      for (let c = 0; c < job.channelCount; c++) addIntensity(job, changetype<Channel>(job.channels + <usize>c * offsetof<Channel>()), runs);
      if (job.neighbours != 0) addNeighbours(job, runs);
      if (runs == 0 && job.column == before) return TABLE_FULL;
    }
    job.column = 0;
  }
  return DONE;
}

/**
 * Adds up one layer of runs with ids, from the job's row and (in place of a column) run on; the label of a run is its id + 1.
 * Returns as {@link regionLayer} does.
 */
export function regionRuns(job: Job, pairs: usize, runBits: i32, rowStart: usize, ids: usize): i32 {
  let last: u32 = 0;
  let record: usize = 0;
  for (; job.row < job.rows; job.row++) {
    const end = load<i32>(rowStart + (<usize>(job.row + 1) << 2));
    while (job.column < end) {
      let n = 0;
      for (; job.column < end && n < job.runCapacity; job.column++, n++) {
        const at = <usize>job.column;
        const label = load<u32>(ids + (at << 2)) + 1;
        if (label != last) {
          record = recordOf(job, label);
          if (record == 0) break;
          last = label;
        }
        const run = changetype<Run>(job.runs + <usize>n * offsetof<Run>());
        run.record = record;
        run.start = runBits == 16 ? <i32>load<u16>(pairs + (at << 2)) : load<i32>(pairs + (at << 3));
        run.end = runBits == 16 ? <i32>load<u16>(pairs + (at << 2), 2) : load<i32>(pairs + (at << 3), 4);
      }
      if (n == 0) return TABLE_FULL;
      addGeometry(job, n);
      for (let c = 0; c < job.channelCount; c++) addIntensity(job, changetype<Channel>(job.channels + <usize>c * offsetof<Channel>()), n);
    }
  }
  return DONE;
}

function widenLabels(type: i32, source: usize, target: usize, width: i32): bool {
  let low: i32 = 0;
  for (let x: usize = 0; x < <usize>width; x++) {
    let value: i32;
    if (type == UINT8) value = load<u8>(source + x);
    else if (type == UINT16) value = load<u16>(source + (x << 1));
    else if (type == INT8) low = min(low, (value = load<i8>(source + x)));
    else if (type == INT16) low = min(low, (value = load<i16>(source + (x << 1))));
    else low = min(low, (value = load<i32>(source + (x << 2))));
    store<i32>(target + (x << 2), value);
  }
  return low >= 0;
}

/** The first column after `x` whose label differs from that at `x`. */
function runEnd(labels: usize, x: i32, width: i32, label: u32): i32 {
  const same = i32x4.splat(label);
  x++;
  while (x + 16 <= width) {
    const p = labels + (<usize>x << 2);
    const a = i32x4.ne(v128.load(p), same);
    const b = i32x4.ne(v128.load(p, 16), same);
    const c = i32x4.ne(v128.load(p, 32), same);
    const d = i32x4.ne(v128.load(p, 48), same);
    if (v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) {
      // The four masks as one number of 16 bits.
      return x + ctz(i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d))));
    }
    x += 16;
  }
  while (x < width && load<u32>(labels + (<usize>x << 2)) == label) x++;
  return x;
}

/** Lists runs of non-zero labels from the job's column on, until the row ends, the list is full or the table is. */
function findRuns(job: Job, labels: usize): i32 {
  const width = job.width;
  let x = job.column;
  let n = 0;
  let last: u32 = 0;
  let record: usize = 0;
  while (x < width && n < job.runCapacity) {
    const label = load<u32>(labels + (<usize>x << 2));
    const end = runEnd(labels, x, width, label);
    if (label != 0) {
      if (label != last) {
        record = recordOf(job, label);
        if (record == 0) break;
        last = label;
      }
      const run = changetype<Run>(job.runs + <usize>n * offsetof<Run>());
      run.record = record;
      run.start = x;
      run.end = end;
      n++;
    }
    x = end;
  }
  job.column = x;
  return n;
}

/** The record of a label, made if there is none; 0 when the table is full. */
function recordOf(job: Job, label: u32): usize {
  // Fibonacci hashing: neighbours spread well, and labels are often consecutive.
  let hash = (label * 0x9e3779b1) ^ (label >> 15);
  while (true) {
    const entry = job.index + (<usize>(hash & job.indexMask) << 2);
    const number = load<u32>(entry);
    if (number == 0) {
      if (job.count == job.capacity) return 0;
      store<u32>(entry, ++job.count);
      return newRecord(job, job.table + <usize>(job.count - 1) * job.recordBytes, label);
    }
    const record = job.table + <usize>(number - 1) * job.recordBytes;
    if (load<u32>(record) == label) return record;
    hash++;
  }
}

// A record begins: label, 0, area (u64), z0, z1, y0, y1, x0, x1 (u32), sums of z, y, x (u64).
function newRecord(job: Job, record: usize, label: u32): usize {
  memory.fill(record, 0, job.recordBytes);
  store<u32>(record, label);
  store<u32>(record, u32.MAX_VALUE, 16);
  store<u32>(record, u32.MAX_VALUE, 24);
  store<u32>(record, u32.MAX_VALUE, 32);
  for (let c = 0; c < job.channelCount; c++) {
    const channel = changetype<Channel>(job.channels + <usize>c * offsetof<Channel>());
    const range = record + channel.range;
    if (channel.type == UINT64) {
      store<u64>(range, u64.MAX_VALUE, 8);
    } else if (channel.type == INT64) {
      store<i64>(range, i64.MAX_VALUE, 8);
      store<i64>(range, i64.MIN_VALUE, 16);
    } else {
      store<f64>(range, Infinity, 8);
      store<f64>(range, -Infinity, 16);
    }
  }
  return record;
}

function addGeometry(job: Job, runs: i32): void {
  const z = <u64>job.z;
  const y = <u64>(job.y + job.row);
  for (let i = 0; i < runs; i++) {
    const run = changetype<Run>(job.runs + <usize>i * offsetof<Run>());
    const record = run.record;
    const start = <u64>(job.x + run.start);
    const end = <u64>(job.x + run.end);
    const n = end - start;
    const sumX = (n * (start + end - 1)) >> 1;
    store<u64>(record, load<u64>(record, 8) + n, 8);
    store<u32>(record, min(load<u32>(record, 16), <u32>z), 16);
    store<u32>(record, max(load<u32>(record, 20), <u32>z + 1), 20);
    store<u32>(record, min(load<u32>(record, 24), <u32>y), 24);
    store<u32>(record, max(load<u32>(record, 28), <u32>y + 1), 28);
    store<u32>(record, min(load<u32>(record, 32), <u32>start), 32);
    store<u32>(record, max(load<u32>(record, 36), <u32>end), 36);
    store<u64>(record, load<u64>(record, 40) + n * z, 40);
    store<u64>(record, load<u64>(record, 48) + n * y, 48);
    store<u64>(record, load<u64>(record, 56) + sumX, 56);
    if (job.moments != 0) {
      const moments = record + job.moments;
      addUnsigned(moments, n * z * z);
      addUnsigned(moments + 16, n * y * y);
      addUnsigned(moments + 32, sumOfSquares(end) - sumOfSquares(start));
      addUnsigned(moments + 48, n * z * y);
      addUnsigned(moments + 64, z * sumX);
      addUnsigned(moments + 80, y * sumX);
    }
  }
}

/** 0^2 + 1^2 + ... + (n - 1)^2, exact for n up to 2^20. */
// @ts-ignore: decorator
@inline
function sumOfSquares(n: u64): u64 {
  return n == 0 ? 0 : ((n - 1) * n * (2 * n - 1)) / 6;
}

function addIntensity(job: Job, channel: Channel, runs: i32): void {
  let row = channel.layer + <usize>job.row * channel.pitch;
  switch (channel.type) {
    case BOOL: {
      unpackMaskRow(row, job.maskRow, job.width);
      row = job.maskRow;
      addRunsOfNarrow<u8>(job, channel, row, runs);
      break;
    }
    case UINT8: {
      addRunsOfNarrow<u8>(job, channel, row, runs);
      break;
    }
    case INT8: {
      addRunsOfNarrow<i8>(job, channel, row, runs);
      break;
    }
    case UINT16: {
      addRunsOfNarrow<u16>(job, channel, row, runs);
      break;
    }
    case INT16: {
      addRunsOfNarrow<i16>(job, channel, row, runs);
      break;
    }
    case UINT32: {
      addRunsOfWide<u32>(job, channel, row, runs);
      break;
    }
    case INT32: {
      addRunsOfWide<i32>(job, channel, row, runs);
      break;
    }
    case UINT64: {
      addRunsOfInt64<u64>(job, channel, row, runs);
      break;
    }
    case INT64: {
      addRunsOfInt64<i64>(job, channel, row, runs);
      break;
    }
    case FLOAT32: {
      addRunsOfFloat32(job, channel, row, runs);
      break;
    }
    case FLOAT64: {
      addRunsOfFloat64(job, channel, row, runs);
      break;
    }
  }
}
