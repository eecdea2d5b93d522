// Projections along one axis: a row of voxels goes into a row of the projected plane (layers, rows), or into one of its pixels (columns).
import { addSigned, addUnsigned } from "./limbs";
import { BOOL, FLOAT32, FLOAT64, INT16, INT32, INT64, INT8, UINT16, UINT32, UINT64, UINT8 } from "./region-job";

const MAX = 0;
const MIN = 1;

/**
 * `target[x] = op(target[x], source[x])` for a row. Largest and smallest values have the dtype of the source (masks: one byte a voxel);
 * sums are float64, exact for integers of up to 32 bits as long as they stay below 2^53, and two limbs for 64-bit integers.
 */
export function projectAcross(type: i32, op: i32, source: usize, target: usize, width: i32): void {
  if (type == UINT8 || type == BOOL) across<u8>(op, source, target, width);
  else if (type == INT8) across<i8>(op, source, target, width);
  else if (type == UINT16) across<u16>(op, source, target, width);
  else if (type == INT16) across<i16>(op, source, target, width);
  else if (type == UINT32) across<u32>(op, source, target, width);
  else if (type == INT32) across<i32>(op, source, target, width);
  else if (type == UINT64) across<u64>(op, source, target, width);
  else if (type == INT64) across<i64>(op, source, target, width);
  else if (type == FLOAT32) across<f32>(op, source, target, width);
  else if (type == FLOAT64) across<f64>(op, source, target, width);
}

/** The same for a whole row into one value: `target = op(target, source[0], source[1] ...)`, from left to right. */
export function projectAlong(type: i32, op: i32, source: usize, target: usize, width: i32): void {
  if (type == UINT8 || type == BOOL) along<u8>(op, source, target, width);
  else if (type == INT8) along<i8>(op, source, target, width);
  else if (type == UINT16) along<u16>(op, source, target, width);
  else if (type == INT16) along<i16>(op, source, target, width);
  else if (type == UINT32) along<u32>(op, source, target, width);
  else if (type == INT32) along<i32>(op, source, target, width);
  else if (type == UINT64) along<u64>(op, source, target, width);
  else if (type == INT64) along<i64>(op, source, target, width);
  else if (type == FLOAT32) along<f32>(op, source, target, width);
  else if (type == FLOAT64) along<f64>(op, source, target, width);
}

// @ts-ignore: decorator
@inline
function isLong<T>(): bool {
  return isInteger<T>() && sizeof<T>() == 8;
}

// @ts-ignore: decorator
@inline
function addTo<T>(target: usize, value: T): void {
  if (isLong<T>()) {
    if (isSigned<T>()) addSigned(target, <i64>value);
    else addUnsigned(target, <u64>value);
  } else store<f64>(target, load<f64>(target) + <f64>value);
}

function across<T>(op: i32, source: usize, target: usize, width: i32): void {
  if (op != MAX && op != MIN) {
    const step: usize = isLong<T>() ? 16 : 8;
    for (let x: usize = 0; x < <usize>width; x++) addTo<T>(target + x * step, load<T>(source + x * sizeof<T>()));
    return;
  }
  const bytes = <usize>width * sizeof<T>();
  if (isLong<T>()) {
    for (let x: usize = 0; x < bytes; x += 8) {
      const a = load<T>(target + x);
      const b = load<T>(source + x);
      store<T>(target + x, op == MAX ? max<T>(a, b) : min<T>(a, b));
    }
  } else if (op == MAX) {
    // Rows are padded to whole vectors.
    for (let x: usize = 0; x < bytes; x += 16) v128.store(target + x, v128.max<T>(v128.load(target + x), v128.load(source + x)));
  } else {
    for (let x: usize = 0; x < bytes; x += 16) v128.store(target + x, v128.min<T>(v128.load(target + x), v128.load(source + x)));
  }
}

function along<T>(op: i32, source: usize, target: usize, width: i32): void {
  const end = source + <usize>width * sizeof<T>();
  if (op == MAX) {
    let value = load<T>(target);
    for (let p = source; p < end; p += sizeof<T>()) value = max<T>(value, load<T>(p));
    store<T>(target, value);
  } else if (op == MIN) {
    let value = load<T>(target);
    for (let p = source; p < end; p += sizeof<T>()) value = min<T>(value, load<T>(p));
    store<T>(target, value);
  } else {
    for (let p = source; p < end; p += sizeof<T>()) addTo<T>(target, load<T>(p));
  }
}
