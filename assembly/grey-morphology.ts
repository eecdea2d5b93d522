// Erosion of grey layers by flat footprints, one layer after the other: the minimum over the footprint around every voxel.
//
// Values become keys, unsigned numbers of the same size in the same order, so that one instruction per vector finds the smaller ones of any
// dtype: signs are flipped, floats made sortable, NaN becomes 0 (the smallest: where there is a NaN, the result is one). Dilation is the
// erosion of complemented keys. Keys of 8 bytes are signed, since only signed 64-bit lanes can be compared.

/** What a run keeps in memory; the host writes it (src/kernels/morphology/grey-lanes.ts). */
// @ts-ignore: decorator
@unmanaged
class GreyPlan {
  /** Bytes from row to row in layers; columns; rows. */
  pitch: i32;
  width: i32;
  height: i32;
  /** Bytes of border on either side of a buffered row; bytes of one variant; bytes of all variants of a row. */
  pad: i32;
  variantBytes: i32;
  rowBytes: i32;
  /** Bytes of a voxel; 1 for floats. */
  size: i32;
  float: i32;
  /** Steps of the row program: count, then byte offset of source and target variant, bytes to move by for low and high. */
  steps: usize;
  /** Rows from the first to the last dy; the last dy. */
  window: i32;
  below: i32;
  /** Address and rows of the buffer. */
  buffer: usize;
  capacity: i32;
  reserved: i32;
  /** What turns a value (of floats: a sortable one) into a key and back; the key of voxels outside the image. */
  flip: u64;
  border: u64;
}

// @ts-ignore: decorator
@inline
function smaller<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 1) return i8x16.min_u(a, b);
  if (sizeof<T>() == 2) return i16x8.min_u(a, b);
  if (sizeof<T>() == 4) return i32x4.min_u(a, b);
  return v128.bitselect(a, b, i64x2.lt_s(a, b));
}

// @ts-ignore: decorator
@inline
function signs<T>(): v128 {
  if (sizeof<T>() == 4) return i32x4.splat(<i32>0x80000000);
  return i64x2.splat(<i64>0x8000000000000000);
}
// @ts-ignore: decorator
@inline
function negative<T>(v: v128): v128 {
  return sizeof<T>() == 4 ? i32x4.shr_s(v, 31) : i64x2.shr_s(v, 63);
}
/** What unsigned keys differ by from those that are compared. */
// @ts-ignore: decorator
@inline
function signedKeys<T>(): v128 {
  return sizeof<T>() == 8 ? i64x2.splat(<i64>0x8000000000000000) : i32x4.splat(0);
}

// @ts-ignore: decorator
@inline
function encode<T>(v: v128, float: bool, flip: v128): v128 {
  if (sizeof<T>() < 4 || !float) return v128.xor(v, flip);
  const numbers = sizeof<T>() == 4 ? f32x4.eq(v, v) : f64x2.eq(v, v);
  const sortable = v128.xor(v, v128.or(negative<T>(v), signs<T>()));
  return v128.xor(v128.and(v128.xor(sortable, flip), numbers), signedKeys<T>());
}

// @ts-ignore: decorator
@inline
function decode<T>(key: v128, float: bool, flip: v128): v128 {
  if (sizeof<T>() < 4 || !float) return v128.xor(key, flip);
  const k = v128.xor(key, signedKeys<T>());
  const nan = sizeof<T>() == 4 ? i32x4.eq(k, i32x4.splat(0)) : i64x2.eq(k, i64x2.splat(0));
  const sortable = v128.xor(k, flip);
  const v = v128.xor(sortable, v128.or(v128.not(negative<T>(sortable)), signs<T>()));
  return v128.bitselect(sizeof<T>() == 4 ? f32x4.splat(NaN) : f64x2.splat(NaN), v, nan);
}

// @ts-ignore: decorator
@inline
function fillKeys<T>(at: usize, bytes: i32, key: v128): void {
  for (let i = 0; i < bytes; i += 16) v128.store(at + i, key);
}

/** The keys of a row, the border's all around. */
// @ts-ignore: decorator
@inline
function fillRow<T>(plan: GreyPlan, slot: usize, source: usize): void {
  const border = v128.splat<T>(<T>plan.border);
  const flip = v128.splat<T>(<T>plan.flip);
  const float = plan.float != 0;
  fillKeys<T>(slot, plan.pad, border);
  const row = slot + plan.pad;
  for (let i = 0; i < plan.pitch; i += 16) v128.store(row + i, encode<T>(v128.load(source + i), float, flip));
  const from = plan.width * sizeof<T>();
  for (let i = from; i < plan.pitch; i += sizeof<T>()) store<T>(row + i, <T>plan.border);
  fillKeys<T>(row + plan.pitch, plan.pad, border);
}

/** Makes all variants of the row in a slot. Keys within a variant's reach of the ends of the slot are left undefined. */
// @ts-ignore: decorator
@inline
function runSteps<T>(plan: GreyPlan, slot: usize): void {
  let step = plan.steps;
  for (let count = load<i32>(step); count > 0; count--) {
    const target = slot + load<i32>(step, 8);
    const a = slot + load<i32>(step, 4) + load<i32>(step, 12);
    const b = slot + load<i32>(step, 4) + load<i32>(step, 16);
    for (let i = 0; i < plan.variantBytes; i += 16) v128.store(target + i, smaller<T>(v128.load(a + i), v128.load(b + i)));
    step += 16;
  }
}

/** Row `y` of the layer (0: a layer outside the image) with all its variants, into a slot. */
// @ts-ignore: decorator
@inline
function prepareRow<T>(plan: GreyPlan, slot: usize, layer: usize, y: i32): void {
  if (layer == 0 || y < 0 || y >= plan.height) {
    fillKeys<T>(slot, plan.rowBytes, v128.splat<T>(<T>plan.border));
    return;
  }
  fillRow<T>(plan, slot, layer + y * plan.pitch);
  runSteps<T>(plan, slot);
}

/** The smallest of `count` buffered rows into as many target rows, 64 bytes at a time. */
// @ts-ignore: decorator
@inline
function smallestRows<T>(base: usize, entries: usize, count: i32, at: usize, targets: usize, targetCount: i32): void {
  const origin = base + at;
  let s = origin + load<i32>(entries);
  let a = v128.load(s), b = v128.load(s, 16), c = v128.load(s, 32), d = v128.load(s, 48);
  for (let e: usize = entries + 4, end = entries + (count << 2); e < end; e += 4) {
    s = origin + load<i32>(e);
    a = smaller<T>(a, v128.load(s));
    b = smaller<T>(b, v128.load(s, 16));
    c = smaller<T>(c, v128.load(s, 32));
    d = smaller<T>(d, v128.load(s, 48));
  }
  for (let t = targets, end = targets + (targetCount << 2); t < end; t += 4) {
    const p = <usize>load<u32>(t) + at;
    v128.store(p, smaller<T>(v128.load(p), a));
    v128.store(p, smaller<T>(v128.load(p, 16), b), 16);
    v128.store(p, smaller<T>(v128.load(p, 32), c), 32);
    v128.store(p, smaller<T>(v128.load(p, 48), d), 48);
  }
}
// @ts-ignore: decorator
@inline
function smallestVector<T>(base: usize, entries: usize, count: i32, at: usize, targets: usize, targetCount: i32): void {
  const origin = base + at;
  let a = v128.load(origin + load<i32>(entries));
  for (let e: usize = entries + 4, end = entries + (count << 2); e < end; e += 4) a = smaller<T>(a, v128.load(origin + load<i32>(e)));
  for (let t = targets, end = targets + (targetCount << 2); t < end; t += 4) {
    const p = <usize>load<u32>(t) + at;
    v128.store(p, smaller<T>(v128.load(p), a));
  }
}

/** One output row: for each slice, the smallest of its entries into its targets; tables as in morphology.ts. */
// @ts-ignore: decorator
@inline
function takeSlices<T>(plan: GreyPlan, base: usize, slices: usize, sliceCount: i32, targets: usize, row: usize): void {
  for (; sliceCount > 0; sliceCount--) {
    const count = load<i32>(slices);
    const targetCount = load<i32>(targets);
    if (targetCount > 0) {
      let at: i32 = 0;
      const origin = base + plan.pad - row;
      for (; at + 64 <= plan.pitch; at += 64) smallestRows<T>(origin, slices + 4, count, row + at, targets + 4, targetCount);
      for (; at < plan.pitch; at += 16) smallestVector<T>(origin, slices + 4, count, row + at, targets + 4, targetCount);
    }
    slices += 4 + (count << 2);
    targets += 4 + (targetCount << 2);
  }
}

function erodeLayer<T>(plan: GreyPlan, layer: usize, slices: usize, sliceCount: i32, targets: usize): void {
  let used: i32 = 0;
  const rows = plan.height + plan.window - 1;
  const first = plan.below - plan.window + 1;
  for (let r = 0; r < rows; r++) {
    if (used == plan.capacity) {
      used = plan.window - 1;
      memory.copy(plan.buffer, plan.buffer + (plan.capacity - used) * plan.rowBytes, used * plan.rowBytes);
    }
    prepareRow<T>(plan, plan.buffer + used * plan.rowBytes, layer, r + first);
    used++;
    const y = r + first - plan.below;
    if (y >= 0) takeSlices<T>(plan, plan.buffer + (used - 1 - plan.below) * plan.rowBytes, slices, sliceCount, targets, y * plan.pitch);
  }
}

/** Erodes one input layer by every slice and takes the results into the layers (of keys) that `targets` lists. */
export function greyErodeLayer(address: usize, layer: usize, slices: usize, sliceCount: i32, targets: usize): void {
  const plan = changetype<GreyPlan>(address);
  if (plan.size == 1) erodeLayer<u8>(plan, layer, slices, sliceCount, targets);
  else if (plan.size == 2) erodeLayer<u16>(plan, layer, slices, sliceCount, targets);
  else if (plan.size == 4) erodeLayer<u32>(plan, layer, slices, sliceCount, targets);
  else erodeLayer<u64>(plan, layer, slices, sliceCount, targets);
}

// @ts-ignore: decorator
@inline
function smallerKeys<T>(target: usize, a: usize, b: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += 16) v128.store(target + i, smaller<T>(v128.load(a + i), v128.load(b + i)));
}

/** target = the smaller of a and b, keys of `size` bytes. */
export function greySmaller(size: i32, target: usize, a: usize, b: usize, bytes: i32): void {
  if (size == 1) smallerKeys<u8>(target, a, b, bytes);
  else if (size == 2) smallerKeys<u16>(target, a, b, bytes);
  else if (size == 4) smallerKeys<u32>(target, a, b, bytes);
  else smallerKeys<u64>(target, a, b, bytes);
}

/** By van Herk's method, see erodeLayerByBox in morphology.ts. */
function erodeByBox<T>(plan: GreyPlan, layer: usize, result: i32, ring: usize, target: usize): void {
  const n = plan.window;
  const pitch = plan.pitch;
  const running = ring + n * pitch;
  const first = plan.below - n + 1;
  const rows = plan.height + n - 1;
  for (let r = 0, i = 0; r < rows; r++) {
    prepareRow<T>(plan, plan.buffer, layer, r + first);
    const row = ring + i * pitch;
    memory.copy(row, plan.buffer + result + plan.pad, pitch);
    if (i == 0) memory.copy(running, row, pitch);
    else smallerKeys<T>(running, running, row, pitch);
    const y = r - n + 1;
    if (i == n - 1) {
      if (y >= 0) memory.copy(target + y * pitch, running, pitch);
      for (let k = n - 2; k >= 0; k--) smallerKeys<T>(ring + k * pitch, ring + k * pitch, ring + (k + 1) * pitch, pitch);
      i = 0;
    } else {
      if (y >= 0) smallerKeys<T>(target + y * pitch, ring + (i + 1) * pitch, running, pitch);
      i++;
    }
  }
}

/** Erodes one input layer by a rectangle. `ring` holds `window` rows and one more. */
export function greyErodeLayerByBox(address: usize, layer: usize, result: i32, ring: usize, target: usize): void {
  const plan = changetype<GreyPlan>(address);
  if (plan.size == 1) erodeByBox<u8>(plan, layer, result, ring, target);
  else if (plan.size == 2) erodeByBox<u16>(plan, layer, result, ring, target);
  else if (plan.size == 4) erodeByBox<u32>(plan, layer, result, ring, target);
  else erodeByBox<u64>(plan, layer, result, ring, target);
}

// @ts-ignore: decorator
@inline
function decodeRows<T>(plan: GreyPlan, source: usize, target: usize): void {
  const flip = v128.splat<T>(<T>plan.flip);
  const float = plan.float != 0;
  const bytes = plan.pitch * plan.height;
  for (let i = 0; i < bytes; i += 16) v128.store(target + i, decode<T>(v128.load(source + i), float, flip));
}

/** Turns a layer of keys back into values. */
export function greyFinishLayer(address: usize, source: usize, target: usize): void {
  const plan = changetype<GreyPlan>(address);
  if (plan.size == 1) decodeRows<u8>(plan, source, target);
  else if (plan.size == 2) decodeRows<u16>(plan, source, target);
  else if (plan.size == 4) decodeRows<u32>(plan, source, target);
  else decodeRows<u64>(plan, source, target);
}
