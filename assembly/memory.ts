// Plain copies between layers: rows of a chunk into the rows of a layer.

/** From so many bytes on, the host's own copy is faster than a loop. */
const LONG: usize = 1024;

/** Copies `bytes` bytes, 16 or more: the last vector overlaps the one before it. */
// @ts-ignore: decorator
@inline
function copyRow(source: usize, target: usize, bytes: usize): void {
  for (let i: usize = 0; i + 16 <= bytes; i += 16) v128.store(target + i, v128.load(source + i));
  v128.store(target + bytes - 16, v128.load(source + bytes - 16));
}

/** Copies `rows` rows of `bytes` bytes from one pitch to another. Source and target do not overlap. */
export function copyRows(source: usize, sourcePitch: usize, target: usize, targetPitch: usize, rows: i32, bytes: usize): void {
  const host = bytes < 16 || bytes >= LONG;
  for (let r = 0; r < rows; r++) {
    if (host) memory.copy(target, source, bytes);
    else copyRow(source, target, bytes);
    source += sourcePitch;
    target += targetPitch;
  }
}

/** Where free memory begins: the arena of the host starts here. */
export { __heap_base };
