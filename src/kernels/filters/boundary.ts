/**
 * What lies outside the image, for filters: the rules of SciPy.
 *
 * ```
 *   reflect    c b a | a b c | c b a      the edge voxel twice
 *   mirror     c b   | a b c |   b a      the edge voxel once
 *   nearest    a a a | a b c | c c c
 *   constant   k k k | a b c | k k k
 *   wrap       a b c | a b c | a b c
 * ```
 * @module
 */

/** Names as in `scipy.ndimage`. */
export type Boundary = "reflect" | "nearest" | "mirror" | "constant" | "wrap";

/** All rules; the position of a name is its code in the compiled kernels (which know no `wrap`). */
export const boundaries: readonly Boundary[] = ["reflect", "nearest", "mirror", "constant", "wrap"];

/** The position inside `[0, n)` that stands for position `i`; -1 where the constant does. */
export function foldIndex(i: number, n: number, boundary: Boundary): number {
  if (i >= 0 && i < n) return i;
  if (boundary === "constant") return -1;
  if (boundary === "nearest") return i < 0 ? 0 : n - 1;
  if (boundary === "wrap") return ((i % n) + n) % n;
  if (n === 1) return 0;
  const period = boundary === "mirror" ? 2 * (n - 1) : 2 * n;
  const j = ((i % period) + period) % period;
  if (j < n) return j;
  return boundary === "mirror" ? period - j : period - 1 - j;
}
