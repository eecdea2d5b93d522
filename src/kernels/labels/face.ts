/**
 * Faces: the outermost planes of a block, where its components may touch those of another block.
 *
 * A face is a small picture made of runs. Its rows are layers (of the faces at the ends of y and x) or rows (of the faces at the
 * ends of z), its columns the axis that is left; blocks that share a face have the same rows and columns there.
 * @module
 */

/** Runs of a face as words: first column, end column, border component, value (1 in a mask). */
const RUN_WORDS = 4;

export interface Face {
  /** Row r has runs `rowStart[r] .. rowStart[r + 1]`. */
  readonly rowStart: Uint32Array;
  readonly runs: Uint32Array;
}

/** Gathers a face row by row. */
export class FaceBuilder {
  readonly #rowStart: number[] = [0];
  #runs = new Uint32Array(RUN_WORDS * 64);
  #count = 0;

  /** Adds a run to the current row; runs come in order. */
  add(start: number, end: number, id: number, value: number): void {
    const at = this.#count * RUN_WORDS;
    if (at === this.#runs.length) {
      const larger = new Uint32Array(at * 2);
      larger.set(this.#runs);
      this.#runs = larger;
    }
    this.#runs[at] = start;
    this.#runs[at + 1] = end;
    this.#runs[at + 2] = id;
    this.#runs[at + 3] = value;
    this.#count++;
  }
  /**
   * Adds one column to the current row: to its last run where that ends here with the same value (such neighbours in a face belong
   * together), else as a new one.
   */
  addColumn(column: number, id: number, value: number): void {
    const last = (this.#count - 1) * RUN_WORDS;
    const open = this.#count > (this.#rowStart.at(-1) as number) && this.#runs[last + 1] === column && this.#runs[last + 3] === value;
    if (open) this.#runs[last + 1] = column + 1;
    else this.add(column, column + 1, id, value);
  }
  endRow(): void {
    this.#rowStart.push(this.#count);
  }
  /** The provisional ids of all runs. */
  *ids(): Generator<number> {
    for (let at = 2; at < this.#count * RUN_WORDS; at += RUN_WORDS) yield this.#runs[at] as number;
  }
  /** The face, with what `name` says in place of each run's provisional id. */
  finish(name: (id: number) => number): Face {
    const runs = this.#runs.slice(0, this.#count * RUN_WORDS);
    for (let at = 2; at < runs.length; at += RUN_WORDS) runs[at] = name(runs[at] as number);
    return { rowStart: Uint32Array.from(this.#rowStart), runs };
  }
}

/** A face as words: number of rows, row starts, runs. */
export function encodeFace({ rowStart, runs }: Face): Uint32Array {
  const words = new Uint32Array(1 + rowStart.length + runs.length);
  words[0] = rowStart.length - 1;
  words.set(rowStart, 1);
  words.set(runs, 1 + rowStart.length);
  return words;
}

export function decodeFace(words: Uint32Array): Face {
  const rows = words[0] as number;
  return { rowStart: words.subarray(1, rows + 2), runs: words.subarray(rows + 2) };
}

/** How one face lies beside another: where row 0 and column 0 of the second are, seen from the first. */
export interface FaceShift {
  readonly row: number;
  readonly column: number;
}

/**
 * Calls `touch` for the components of each pair of runs of the same value that touch across two faces. The voxels differ along one axis already;
 * `freedom` says along how many more they may (connectivity - 1).
 */
export function joinFaces(a: Face, b: Face, shift: FaceShift, freedom: number, touch: (a: number, b: number) => void): void {
  const rowsA = a.rowStart.length - 1;
  const rowsB = b.rowStart.length - 1;
  for (let step = freedom > 0 ? -1 : 0; step <= (freedom > 0 ? 1 : 0); step++) {
    const slack = freedom - Math.abs(step) > 0 ? 1 : 0;
    const first = Math.max(0, shift.row - step);
    const end = Math.min(rowsA, rowsB + shift.row - step);
    for (let row = first; row < end; row++) joinRows(a, row, b, row + step - shift.row, shift.column, slack, touch);
  }
}

function joinRows(a: Face, rowA: number, b: Face, rowB: number, shift: number, slack: number, touch: (a: number, b: number) => void): void {
  const endA = (a.rowStart[rowA + 1] as number) * RUN_WORDS;
  const endB = (b.rowStart[rowB + 1] as number) * RUN_WORDS;
  let j = (b.rowStart[rowB] as number) * RUN_WORDS;
  for (let i = (a.rowStart[rowA] as number) * RUN_WORDS; i < endA; i += RUN_WORDS) {
    const start = (a.runs[i] as number) - slack - shift;
    const stop = (a.runs[i + 1] as number) + slack - shift;
    while (j < endB && (b.runs[j + 1] as number) <= start) j += RUN_WORDS;
    for (let k = j; k < endB && (b.runs[k] as number) < stop; k += RUN_WORDS) {
      if (a.runs[i + 3] === b.runs[k + 3]) touch(a.runs[i + 2] as number, b.runs[k + 2] as number);
    }
  }
}
