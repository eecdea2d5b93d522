import { blankPlane, type Plane } from "../plane.ts";

/**
 * The projection of the image on products of Chebyshev polynomials, sampled at uniform positions u_a = 2 (a + 1) / n - 1.
 * `order` (default min(width, height)) terms a side. As in the reference the picture is transposed: the row is the horizontal order.
 */
export function chebyshevTransform({ width, height, data }: Plane, order = Math.min(width, height)): Plane {
  const across = project(data, height, width, basis(width, order), order); // rows y, columns j
  const turned = transpose(across, height, order);
  const both = project(turned, order, height, basis(height, order), order); // rows j, columns k
  const result = blankPlane(order, order);
  result.data.set(both);
  return result;
}

const transpose = (data: Float64Array, rows: number, columns: number): Float64Array => {
  const turned = new Float64Array(data.length);
  for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) turned[x * rows + y] = data[y * columns + x] as number;
  return turned;
};

/**
 * c_j T_j(u_a) / 2 for the positions of the upper half, row by row (a, then j). The positions but the last are symmetric about 0:
 * u_(n-2-a) = -u_a, and T_j is even or odd with j.
 */
function basis(n: number, order: number): Float64Array {
  const rows = new Float64Array(n * order);
  for (let a = 0; a < n; a++) {
    const angle = Math.acos(Math.max(-1, Math.min(1, (2 * (a + 1)) / n - 1)));
    for (let j = 0; j < order; j++) rows[a * order + j] = j === 0 ? 0.5 / n : Math.cos(j * angle) / n;
  }
  return rows;
}

/** result[y][j] = sum over a of data[y][a] basis[a][j]; four positions at a time over rows that stay in the cache. */
function project(data: Float64Array, rows: number, n: number, weights: Float64Array, order: number): Float64Array {
  const result = new Float64Array(rows * order);
  for (let y = 0; y < rows; y++) {
    const row = result.subarray(y * order, (y + 1) * order);
    let a = 0;
    for (; a + 4 <= n; a += 4) {
      const at = y * n + a;
      const [d0, d1, d2, d3] = [data[at] as number, data[at + 1] as number, data[at + 2] as number, data[at + 3] as number];
      const [w0, w1, w2, w3] = [a * order, (a + 1) * order, (a + 2) * order, (a + 3) * order];
      for (let j = 0; j < order; j++) {
        const high = d0 * (weights[w0 + j] as number) + d1 * (weights[w1 + j] as number);
        row[j] = (row[j] as number) + (high + (d2 * (weights[w2 + j] as number) + d3 * (weights[w3 + j] as number)));
      }
    }
    for (; a < n; a++) {
      const d = data[y * n + a] as number;
      for (let j = 0; j < order; j++) row[j] = (row[j] as number) + d * (weights[a * order + j] as number);
    }
  }
  return result;
}
