import { hessenbergEigenvalues } from "./hessenberg.ts";

/** A matrix by its entries that are not zero, row by row. */
class SparseMatrix {
  readonly #starts: Int32Array;
  readonly #columns: Int32Array;
  readonly #values: Float64Array;
  constructor(n: number, dense: Float64Array) {
    this.#starts = new Int32Array(n + 1);
    let entries = 0;
    for (let at = 0; at < dense.length; at++) if (dense[at] !== 0) entries++;
    this.#columns = new Int32Array(entries);
    this.#values = new Float64Array(entries);
    let k = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const value = dense[i * n + j] as number;
        if (value === 0) continue;
        this.#columns[k] = j;
        this.#values[k++] = value;
      }
      this.#starts[i + 1] = k;
    }
  }
  apply(vector: Float64Array, result: Float64Array): void {
    for (let i = 0; i < result.length; i++) {
      let sum = 0;
      for (let k = this.#starts[i] as number, end = this.#starts[i + 1] as number; k < end; k++)
        sum += (this.#values[k] as number) * (vector[this.#columns[k] as number] as number);
      result[i] = sum;
    }
  }
}

/**
 * The second largest real part among the eigenvalues of the n x n matrix A B (both row by row), by Arnoldi's method with full
 * orthogonalisation: the product is never formed, and few steps are needed. Looks at the value after 8, 12, 17 ... steps, and is done when it stands.
 */
export function secondEigenvalue(n: number, a: Float64Array, b: Float64Array): number {
  const [first, second] = [new SparseMatrix(n, a), new SparseMatrix(n, b)];
  const basis: Float64Array[] = [startVector(n)];
  const columns: Float64Array[] = [];
  const middle = new Float64Array(n);
  let before = Number.NaN;
  let check = 8;
  for (let m = 1; m <= n; m++) {
    const next = new Float64Array(n);
    second.apply(basis[m - 1] as Float64Array, middle);
    first.apply(middle, next);
    const column = orthogonalise(next, basis);
    columns.push(column);
    const length = column[m] as number;
    const done = m === n || length < 1e-14;
    if (done || m === check) {
      const value = secondOf(columns);
      if (done || Math.abs(value - before) <= 1e-12 * Math.abs(value)) return value;
      before = value;
      check = Math.ceil(m * 1.4);
    }
    basis.push(next.map((x) => x / length));
  }
  return 0;
}

/** A vector of length 1 that lies in no eigenspace of a texture: noise from a fixed seed. */
function startVector(n: number): Float64Array {
  let state = 1;
  const vector = Float64Array.from({ length: n }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 + 0.5;
  });
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return vector.map((x) => x / length);
}

/** Takes the basis out of the vector, twice for the sake of rounding; the weights, and last the length that is left. */
function orthogonalise(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const weights = new Float64Array(basis.length + 1);
  for (let pass = 0; pass < 2; pass++) {
    for (const [i, direction] of basis.entries()) {
      let dot = 0;
      for (let k = 0; k < vector.length; k++) dot += (vector[k] as number) * (direction[k] as number);
      weights[i] = (weights[i] as number) + dot;
      for (let k = 0; k < vector.length; k++) vector[k] = (vector[k] as number) - dot * (direction[k] as number);
    }
  }
  weights[basis.length] = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return weights;
}

function secondOf(columns: readonly Float64Array[]): number {
  const m = columns.length;
  const h = new Float64Array(m * m);
  for (const [j, column] of columns.entries()) for (let i = 0; i <= Math.min(j + 1, m - 1); i++) h[i * m + j] = column[i] as number;
  const [, second = 0] = [...hessenbergEigenvalues(m, h)].sort((x, y) => y - x);
  return second;
}
