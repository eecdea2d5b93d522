/**
 * Eigenvalues and eigenvectors of small symmetric matrices.
 * @module
 */

/** Ascending index of (row, column) pairs above the diagonal. */
const pairs = [
  [0, 1],
  [0, 2],
  [1, 2],
] as const;

export interface Eigen {
  /** Descending. */
  readonly values: readonly number[];
  /** Unit vectors, in the order of the values. */
  readonly vectors: readonly (readonly number[])[];
}

/**
 * Eigen decomposition of a symmetric matrix of 1 to 3 rows by cyclic Jacobi rotations (Golub and Van Loan, Matrix Computations,
 * section 8.5). It uses only + - * / and square roots, so it gives the same bits on every machine.
 */
export function symmetricEigen(matrix: readonly (readonly number[])[]): Eigen {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0)));
  // Convergence is quadratic: a handful of sweeps empties the off-diagonal; 30 is far beyond.
  for (let sweep = 0; sweep < 30; sweep++) {
    let rotated = false;
    for (const [p, q] of pairs) if (q < n && rotate(a, v, p, q)) rotated = true;
    if (!rotated) break;
  }
  const order = a.map((_, i) => i).sort((i, j) => entry(a, j, j) - entry(a, i, i) || i - j);
  return { values: order.map((i) => entry(a, i, i)), vectors: order.map((i) => v.map((row) => row[i] as number)) };
}

const entry = (a: readonly (readonly number[])[], i: number, j: number): number => a[i]?.[j] as number;

/** Makes a[p][q] zero; false when it is already, or too small to change the diagonal. */
function rotate(a: number[][], v: number[][], p: number, q: number): boolean {
  const apq = entry(a, p, q);
  const app = entry(a, p, p);
  const aqq = entry(a, q, q);
  const small = Math.abs(app) + Math.abs(aqq);
  if (apq === 0 || small + Math.abs(apq) === small) return false;
  const tau = (aqq - app) / (2 * apq);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  for (const row of a) rotatePair(row, p, q, c, s);
  const rowP = a[p] as number[];
  const rowQ = a[q] as number[];
  for (let k = 0; k < a.length; k++) {
    const x = rowP[k] as number;
    const y = rowQ[k] as number;
    rowP[k] = c * x - s * y;
    rowQ[k] = s * x + c * y;
  }
  rowP[q] = 0;
  rowQ[p] = 0;
  for (const row of v) rotatePair(row, p, q, c, s);
  return true;
}

function rotatePair(row: number[], p: number, q: number, c: number, s: number): void {
  const x = row[p] as number;
  const y = row[q] as number;
  row[p] = c * x - s * y;
  row[q] = s * x + c * y;
}
