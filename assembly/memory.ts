// Plain copies between layers: rows of a chunk into the rows of a layer.

/** Copies `rows` rows of `bytes` bytes from one pitch to another. */
export function copyRows(source: usize, sourcePitch: usize, target: usize, targetPitch: usize, rows: i32, bytes: usize): void {
  for (let r = 0; r < rows; r++) {
    memory.copy(target, source, bytes);
    source += sourcePitch;
    target += targetPitch;
  }
}

/** Where free memory begins: the arena of the host starts here. */
export { __heap_base };
