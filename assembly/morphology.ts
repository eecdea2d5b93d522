// Binary erosion of packed masks, one layer after the other. Dilation is the erosion of the complement: `flip`.
import { clearPadding, shiftedBits } from "./packed";

/** What a run of erosion keeps in memory; the host writes it (src/kernels/morphology/row-buffer.ts). */
// @ts-ignore: decorator
@unmanaged
class RowPlan {
  /** Bytes from row to row in layers; columns; rows. */
  pitch: i32;
  width: i32;
  height: i32;
  /** Bytes of border on either side of a buffered row; bytes of one variant; bytes of all variants of a row. */
  pad: i32;
  variantBytes: i32;
  rowBytes: i32;
  /** All bits of a voxel outside the image, and what turns an input bit into a bit to erode: 0 or -1. */
  border: i32;
  flip: i32;
  /** Steps of the row program: count, then byte offset of source and target variant, low, high. */
  steps: usize;
  /** Rows from the first to the last dy; the last dy. */
  window: i32;
  below: i32;
  /** Address and rows of the buffer. */
  buffer: usize;
  capacity: i32;
}

/** The row as it is eroded: complemented if asked, the border's bits all around. */
function fillRow(plan: RowPlan, slot: usize, source: usize): void {
  const border = <u8>plan.border;
  memory.fill(slot, border, plan.pad);
  const row = slot + plan.pad;
  if (plan.flip == 0) memory.copy(row, source, plan.pitch);
  else for (let i = 0; i < plan.pitch; i += 16) v128.store(row + i, v128.not(v128.load(source + i)));
  clearPadding(row, plan.width, plan.pitch + plan.pad);
  if (plan.border != 0) {
    const at = row + (plan.width >> 3);
    const rest = plan.width & 7;
    if (rest != 0) store<u8>(at, <u8>(<i32>load<u8>(at) | (0xff << rest)));
    const from = (plan.width + 7) >> 3;
    memory.fill(row + from, 0xff, plan.pitch + plan.pad - from);
  }
}

/** target = source moved by -1 AND moved by +1: the step that most variants of a ball take. */
function widenStep(source: usize, target: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += 16) {
    const c = v128.load(source + i);
    const left = v128.or(i64x2.shl(c, 1), i64x2.shr_u(v128.load(source + i - 8), 63));
    const right = v128.or(i64x2.shr_u(c, 1), i64x2.shl(v128.load(source + i + 8), 63));
    v128.store(target + i, v128.and(left, right));
  }
}

function shiftStep(source: usize, target: usize, bytes: i32, low: i32, high: i32): void {
  const a = source + (low >> 3);
  const b = source + (high >> 3);
  for (let i = 0; i < bytes; i += 16) {
    v128.store(target + i, v128.and(shiftedBits(a + i, low & 7), shiftedBits(b + i, high & 7)));
  }
}

/** Makes all variants of the row in a slot. Bits within a variant's reach of the ends of the slot are left undefined. */
function runSteps(plan: RowPlan, slot: usize): void {
  let step = plan.steps;
  for (let count = load<i32>(step); count > 0; count--) {
    const source = slot + load<i32>(step, 4);
    const target = slot + load<i32>(step, 8);
    const low = load<i32>(step, 12);
    const high = load<i32>(step, 16);
    if (low == -1 && high == 1) widenStep(source, target, plan.variantBytes);
    else shiftStep(source, target, plan.variantBytes, low, high);
    step += 16;
  }
}

/** Row `y` of the layer (0: a layer outside the image) with all its variants, into a slot. */
function prepareRow(plan: RowPlan, slot: usize, layer: usize, y: i32): void {
  if (layer == 0 || y < 0 || y >= plan.height) {
    memory.fill(slot, <u8>plan.border, plan.rowBytes);
    return;
  }
  fillRow(plan, slot, layer + y * plan.pitch);
  runSteps(plan, slot);
}

/** ANDs 128 columns of `count` buffered rows into as many columns of the target rows. */
// @ts-ignore: decorator
@inline
function andVector(base: usize, entries: usize, count: i32, at: usize, targets: usize, targetCount: i32): void {
  const origin = base + at;
  let a = v128.load(origin + load<i32>(entries));
  for (let e: usize = entries + 4, end = entries + (count << 2); e < end; e += 4) a = v128.and(a, v128.load(origin + load<i32>(e)));
  for (let t = targets, end = targets + (targetCount << 2); t < end; t += 4) {
    const p = <usize>load<u32>(t) + at;
    v128.store(p, v128.and(v128.load(p), a));
  }
}

/** The same for 512 columns: four independent chains, and one look at each entry. */
// @ts-ignore: decorator
@inline
function andVectors(base: usize, entries: usize, count: i32, at: usize, targets: usize, targetCount: i32): void {
  const origin = base + at;
  let s = origin + load<i32>(entries);
  let a = v128.load(s);
  let b = v128.load(s, 16);
  let c = v128.load(s, 32);
  let d = v128.load(s, 48);
  for (let e: usize = entries + 4, end = entries + (count << 2); e < end; e += 4) {
    s = origin + load<i32>(e);
    a = v128.and(a, v128.load(s));
    b = v128.and(b, v128.load(s, 16));
    c = v128.and(c, v128.load(s, 32));
    d = v128.and(d, v128.load(s, 48));
  }
  for (let t = targets, end = targets + (targetCount << 2); t < end; t += 4) {
    const p = <usize>load<u32>(t) + at;
    v128.store(p, v128.and(v128.load(p), a));
    v128.store(p, v128.and(v128.load(p, 16), b), 16);
    v128.store(p, v128.and(v128.load(p, 32), c), 32);
    v128.store(p, v128.and(v128.load(p, 48), d), 48);
  }
}

/**
 * One output row: for each slice, the AND of its entries (byte offsets from the row's slot) into its targets (addresses).
 * `slices` is count, offsets .. per slice; `targets` is count, addresses .. per slice, of the rows to AND into.
 */
function andSlices(plan: RowPlan, base: usize, slices: usize, sliceCount: i32, targets: usize, row: usize): void {
  for (; sliceCount > 0; sliceCount--) {
    const count = load<i32>(slices);
    const targetCount = load<i32>(targets);
    if (targetCount > 0) {
      let at: i32 = 0;
      const origin = base + plan.pad - row;
      for (; at + 64 <= plan.pitch; at += 64) andVectors(origin, slices + 4, count, row + at, targets + 4, targetCount);
      for (; at < plan.pitch; at += 16) andVector(origin, slices + 4, count, row + at, targets + 4, targetCount);
    }
    slices += 4 + (count << 2);
    targets += 4 + (targetCount << 2);
  }
}

/** Erodes one input layer by every slice and ANDs the results into the layers that `targets` lists. */
export function erodeLayer(address: usize, layer: usize, slices: usize, sliceCount: i32, targets: usize): void {
  const plan = changetype<RowPlan>(address);
  let used: i32 = 0;
  const rows = plan.height + plan.window - 1;
  const first = plan.below - plan.window + 1;
  for (let r = 0; r < rows; r++) {
    if (used == plan.capacity) {
      used = plan.window - 1;
      memory.copy(plan.buffer, plan.buffer + (plan.capacity - used) * plan.rowBytes, used * plan.rowBytes);
    }
    prepareRow(plan, plan.buffer + used * plan.rowBytes, layer, r + first);
    used++;
    const y = r + first - plan.below;
    if (y >= 0) andSlices(plan, plan.buffer + (used - 1 - plan.below) * plan.rowBytes, slices, sliceCount, targets, y * plan.pitch);
  }
}

/** target = a AND b. */
export function andBits(target: usize, a: usize, b: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += 16) v128.store(target + i, v128.and(v128.load(a + i), v128.load(b + i)));
}

/**
 * Erodes one input layer by a rectangle: columns by the row program (its variant `result`, a byte offset), rows by
 * van Herk's method: in groups of `window` rows, running ANDs from the left and from the right end of each group give any
 * window with one more AND. `ring` holds `window` rows and one more, the running AND.
 */
export function erodeLayerByBox(address: usize, layer: usize, result: i32, ring: usize, target: usize): void {
  const plan = changetype<RowPlan>(address);
  const n = plan.window;
  const pitch = plan.pitch;
  const running = ring + n * pitch;
  const first = plan.below - n + 1;
  const rows = plan.height + n - 1;
  for (let r = 0, i = 0; r < rows; r++) {
    prepareRow(plan, plan.buffer, layer, r + first);
    const row = ring + i * pitch;
    memory.copy(row, plan.buffer + result + plan.pad, pitch);
    if (i == 0) memory.copy(running, row, pitch);
    else andBits(running, running, row, pitch);
    const y = r - n + 1;
    if (i == n - 1) {
      if (y >= 0) memory.copy(target + y * pitch, running, pitch);
      for (let k = n - 2; k >= 0; k--) andBits(ring + k * pitch, ring + k * pitch, ring + (k + 1) * pitch, pitch);
      i = 0;
    } else {
      if (y >= 0) andBits(target + y * pitch, ring + (i + 1) * pitch, running, pitch);
      i++;
    }
  }
}

/** Copies an eroded layer to where it is wanted: complemented back if asked, padding bits 0. */
export function finishLayer(address: usize, source: usize, target: usize): void {
  const plan = changetype<RowPlan>(address);
  const flip = i32x4.splat(plan.flip);
  for (let y = 0; y < plan.height; y++) {
    for (let i = 0; i < plan.pitch; i += 16) v128.store(target + i, v128.xor(v128.load(source + i), flip));
    clearPadding(target, plan.width, plan.pitch);
    source += plan.pitch;
    target += plan.pitch;
  }
}
