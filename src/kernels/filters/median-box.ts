import type { RankParams } from "./rank-filter.ts";

/** A box whose median has a network of its own: 3 x 3 x 3, or a square of 3 or 5 whose columns run across layers or across rows. */
export type MedianBox = { readonly kind: "cube" } | { readonly kind: "flat"; readonly size: 3 | 5; readonly across: boolean };

/** Which of the networks computes a rank of a footprint, if one does. */
export function medianBox({ rows, rank }: Pick<RankParams, "rows" | "rank">): MedianBox | undefined {
  if (isBox(rows, 1, 1, 1)) return rank === 13 ? { kind: "cube" } : undefined;
  for (const [size, reach] of [
    [3, 1],
    [5, 2],
  ] as const) {
    if (rank !== (size * size - 1) / 2) continue;
    if (isBox(rows, reach, 0, reach)) return { kind: "flat", size, across: true };
    if (isBox(rows, 0, reach, reach)) return { kind: "flat", size, across: false };
  }
  return undefined;
}

/** True for the rows, sorted, of a box that reaches this far to all sides. */
function isBox(rows: RankParams["rows"], z: number, y: number, x: number): boolean {
  const height = 2 * y + 1;
  if (rows.length !== (2 * z + 1) * height) return false;
  return rows.every(([dz, dy, x0, x1], i) => dz === Math.floor(i / height) - z && dy === (i % height) - y && x0 === -x && x1 === x);
}
