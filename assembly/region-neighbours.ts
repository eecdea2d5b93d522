// Neighbours within a region: how often a voxel and the one a step before it (in C order) belong to the same region, for each of the
// 13 steps, and the Euler number, to which each voxel adds what its 13 neighbours leave new.
import { Job, NEAR_MARGIN, Run, UINT32 } from "./region-job";

/** All 13 neighbours. */
const ALL: i32 = 0x1fff;

/** The type of a function that makes a row of labels uint32. */
type Widen = (type: i32, source: usize, target: usize, width: i32) => bool;

/** Fetches the rows around the job's row into scratch; rows outside the image are zeros. False where a label is negative. */
export function fetchNear(job: Job, widen: Widen): bool {
  const y = job.aroundY + job.row;
  let good = fetch(job, widen, 0, job.around, y);
  good = fetch(job, widen, 1, job.around, y - 1) && good;
  for (let dy = -1; dy <= 1; dy++) good = fetch(job, widen, 3 + dy, job.above, y + dy) && good;
  return good;
}

function fetch(job: Job, widen: Widen, slot: i32, layer: usize, y: i32): bool {
  const row = job.near + <usize>(slot * job.nearBytes);
  if (layer == 0 || y < 0 || y >= job.aroundRows) {
    memory.fill(row, 0, job.nearBytes);
    return true;
  }
  memory.fill(row, 0, NEAR_MARGIN << 2);
  const first = row + (NEAR_MARGIN << 2);
  const source = layer + <usize>y * job.aroundPitch;
  const bytes = <usize>job.aroundWidth << 2;
  let good = true;
  if (job.labelType == UINT32) memory.copy(first, source, bytes);
  else good = widen(job.labelType, source, first, job.aroundWidth);
  memory.fill(first + bytes, 0, <usize>job.nearBytes - bytes - (NEAR_MARGIN << 2));
  return good;
}

/** One bit for each lane in which three neighbouring columns hold the label. */
// @ts-ignore: decorator
@inline
function three(row: usize, label: v128, bit: i32): v128 {
  const low = v128.and(i32x4.eq(v128.load(row - 4), label), i32x4.splat(1 << bit));
  const middle = v128.and(i32x4.eq(v128.load(row), label), i32x4.splat(2 << bit));
  const high = v128.and(i32x4.eq(v128.load(row + 4), label), i32x4.splat(4 << bit));
  return v128.or(v128.or(low, middle), high);
}

/** Adds the runs of the job's row. Neighbour d of a voxel is the step (dz, dy, dx) before it, d counting steps in C order. */
export function addNeighbours(job: Job, runs: i32): void {
  const row = job.near + <usize>((NEAR_MARGIN + job.aroundX) << 2);
  const step = <usize>job.nearBytes;
  for (let i = 0; i < runs; i++) {
    const run = changetype<Run>(job.runs + <usize>i * offsetof<Run>());
    const label = i32x4.splat(load<i32>(run.record));
    let all: i64 = 0;
    let euler: i64 = 0;
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let last: i32 = 0;
    for (let x = run.start; x < run.end; x += 4) {
      const p = row + (<usize>x << 2);
      let masks = v128.or(three(p + 2 * step, label, 0), three(p + 3 * step, label, 3));
      masks = v128.or(masks, v128.or(three(p + 4 * step, label, 6), three(p + step, label, 9)));
      masks = v128.or(masks, v128.and(i32x4.eq(v128.load(p - 4), label), i32x4.splat(1 << 12)));
      const n = min(4, run.end - x);
      if (n == 4 && i32x4.all_true(i32x4.eq(masks, i32x4.splat(ALL)))) {
        all += 4;
        continue;
      }
      for (let lane = 0; lane < n; lane++) {
        const mask = i32x4.extract_lane(masks, 0);
        masks = v128.shuffle<i32>(masks, masks, 1, 2, 3, 0);
        euler += <i64>load<i8>(job.euler + mask);
        const bits = i32x4.splat(mask);
        a = i32x4.sub(a, i32x4.ne(v128.and(bits, i32x4(1, 2, 4, 8)), i32x4.splat(0)));
        b = i32x4.sub(b, i32x4.ne(v128.and(bits, i32x4(16, 32, 64, 128)), i32x4.splat(0)));
        c = i32x4.sub(c, i32x4.ne(v128.and(bits, i32x4(256, 512, 1024, 2048)), i32x4.splat(0)));
        last += mask >> 12;
      }
    }
    const at = run.record + job.neighbours;
    addFour(at, a, all);
    addFour(at + 32, b, all);
    addFour(at + 64, c, all);
    store<i64>(at + 96, load<i64>(at + 96) + <i64>last + all);
    store<i64>(at + 104, load<i64>(at + 104) + euler + all * <i64>load<i8>(job.euler + ALL));
  }
}

// @ts-ignore: decorator
@inline
function addFour(at: usize, lanes: v128, all: i64): void {
  const more = i64x2.splat(all);
  v128.store(at, i64x2.add(v128.load(at), i64x2.add(i64x2.extend_low_i32x4_u(lanes), more)));
  v128.store(at + 16, i64x2.add(v128.load(at + 16), i64x2.add(i64x2.extend_high_i32x4_u(lanes), more)));
}
