/**
 * The five row filters of PNG (W3C PNG, section 9): each byte is predicted from those left, above and above left.
 * @module
 */

/** 0 none, 1 left, 2 above, 3 their average, 4 Paeth's choice. */
export type FilterType = 0 | 1 | 2 | 3 | 4;

/** Of left, above and above left the one nearest to left + above - above left; ties in that order. */
function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
}

/**
 * Writes the residuals of a row into `out`. Returns the sum of their absolute values as signed bytes, by which filters are compared.
 * `above` is the row before (zeros for the first), `step` the bytes of a whole pixel, at least 1.
 */
export function filterRow(type: FilterType, row: Uint8Array, above: Uint8Array, step: number, out: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) {
    const left = i < step ? 0 : (row[i - step] as number);
    const up = above[i] as number;
    const corner = i < step ? 0 : (above[i - step] as number);
    const guess = type === 0 ? 0 : type === 1 ? left : type === 2 ? up : type === 3 ? (left + up) >> 1 : paeth(left, up, corner);
    const residual = ((row[i] as number) - guess) & 255;
    out[i] = residual;
    sum += residual < 128 ? residual : 256 - residual;
  }
  return sum;
}

/** Turns the residuals of a row into its bytes, in place. */
export function unfilterRow(type: FilterType, row: Uint8Array, above: Uint8Array, step: number): void {
  const n = row.length;
  if (type === 1) for (let i = step; i < n; i++) row[i] = (row[i] as number) + (row[i - step] as number);
  else if (type === 2) for (let i = 0; i < n; i++) row[i] = (row[i] as number) + (above[i] as number);
  else if (type === 3) {
    for (let i = 0; i < n; i++) row[i] = (row[i] as number) + (((i < step ? 0 : (row[i - step] as number)) + (above[i] as number)) >> 1);
  } else if (type === 4) {
    for (let i = 0; i < Math.min(step, n); i++) row[i] = (row[i] as number) + (above[i] as number);
    for (let i = step; i < n; i++)
      row[i] = (row[i] as number) + paeth(row[i - step] as number, above[i] as number, above[i - step] as number);
  }
}
