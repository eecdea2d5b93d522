/**
 * Real parts of the eigenvalues of an upper Hessenberg matrix (n x n, row by row; destroyed), in no order, by the double-shift QR iteration
 * (Francis 1961; Golub and Van Loan, Matrix Computations, algorithm 7.5.1).
 */
export function hessenbergEigenvalues(n: number, h: Float64Array): Float64Array {
  const real = new Float64Array(n);
  const at = (i: number, j: number): number => h[i * n + j] as number;
  let shift = 0;
  let norm = 0;
  for (let i = 0; i < n; i++) for (let j = Math.max(0, i - 1); j < n; j++) norm += Math.abs(at(i, j));
  for (let last = n - 1, tries = 0; last >= 0; ) {
    let low = last;
    for (; low > 0; low--) {
      const size = Math.abs(at(low - 1, low - 1)) + Math.abs(at(low, low));
      if (Math.abs(at(low, low - 1)) < 2.3e-16 * (size === 0 ? norm : size)) break;
    }
    if (low === last) {
      real[last] = at(last, last) + shift;
      last--;
      tries = 0;
    } else if (low === last - 1) {
      const half = (at(last - 1, last - 1) - at(last, last)) / 2;
      const square = half * half + at(last, last - 1) * at(last - 1, last);
      const x = at(last, last) + shift;
      const root = Math.sqrt(Math.max(0, square));
      const sum = half + (half < 0 ? -root : root);
      real[last - 1] = square >= 0 ? x + sum : x + half;
      real[last] = square < 0 ? x + half : sum === 0 ? x : x - (at(last, last - 1) * at(last - 1, last)) / sum;
      last -= 2;
      tries = 0;
    } else {
      if (++tries % 10 === 0) {
        // An exceptional shift, where the usual ones go round in circles.
        const x = at(last, last);
        shift += x;
        for (let i = 0; i <= last; i++) h[i * n + i] = at(i, i) - x;
      }
      sweep(n, h, low, last, tries % 10 === 0);
    }
  }
  return real;
}

/** One double-shift step on rows and columns low ... last. */
function sweep(n: number, h: Float64Array, low: number, last: number, exceptional: boolean): void {
  const at = (i: number, j: number): number => h[i * n + j] as number;
  const s = Math.abs(at(last, last - 1)) + Math.abs(at(last - 1, last - 2));
  const x = exceptional ? 0.75 * s : at(last, last);
  const y = exceptional ? x : at(last - 1, last - 1);
  const w = exceptional ? -0.4375 * s * s : at(last, last - 1) * at(last - 1, last);
  // The first column of (H - a)(H - b), for the eigenvalues a and b of the last 2 x 2 block.
  let m = last - 2;
  let [p, q, r] = [0, 0, 0];
  for (; ; m--) {
    const z = at(m, m);
    p = ((x - z) * (y - z) - w) / at(m + 1, m) + at(m, m + 1);
    q = at(m + 1, m + 1) - z - (x - z) - (y - z);
    r = at(m + 2, m + 1);
    const scale = Math.abs(p) + Math.abs(q) + Math.abs(r);
    [p, q, r] = [p / scale, q / scale, r / scale];
    if (m === low) break;
    const before = Math.abs(at(m, m - 1)) * (Math.abs(q) + Math.abs(r));
    if (before < 2.3e-16 * Math.abs(p) * (Math.abs(at(m - 1, m - 1)) + Math.abs(z) + Math.abs(at(m + 1, m + 1)))) break;
  }
  for (let i = m + 2; i <= last; i++) {
    h[i * n + i - 2] = 0;
    if (i > m + 2) h[i * n + i - 3] = 0;
  }
  for (let k = m; k < last; k++) {
    const three = k < last - 1;
    let scale = 1;
    if (k > m) {
      [p, q, r] = [at(k, k - 1), at(k + 1, k - 1), three ? at(k + 2, k - 1) : 0];
      scale = Math.abs(p) + Math.abs(q) + Math.abs(r);
      if (scale === 0) continue;
      [p, q, r] = [p / scale, q / scale, r / scale];
    }
    const length = Math.sqrt(p * p + q * q + r * r) * (p < 0 ? -1 : 1);
    if (k > m) h[k * n + k - 1] = -length * scale;
    else if (low !== m) h[k * n + k - 1] = -at(k, k - 1);
    p += length;
    const [a, b, c] = [p / length, q / length, r / length];
    [q, r] = [q / p, r / p];
    for (let j = k; j <= last; j++) {
      const sum = at(k, j) + q * at(k + 1, j) + (three ? r * at(k + 2, j) : 0);
      h[k * n + j] = at(k, j) - sum * a;
      h[(k + 1) * n + j] = at(k + 1, j) - sum * b;
      if (three) h[(k + 2) * n + j] = at(k + 2, j) - sum * c;
    }
    for (let i = low; i <= Math.min(last, k + 3); i++) {
      const sum = a * at(i, k) + b * at(i, k + 1) + (three ? c * at(i, k + 2) : 0);
      h[i * n + k] = at(i, k) - sum;
      h[i * n + k + 1] = at(i, k + 1) - sum * q;
      if (three) h[i * n + k + 2] = at(i, k + 2) - sum * r;
    }
  }
}
