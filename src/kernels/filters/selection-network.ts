/**
 * Networks that find one rank of any number of values.
 * @module
 */

/** What a step leaves: the smaller value at `a`, the larger at `b`, or both. */
export const LOWER = 1;
export const UPPER = 2;

/** One comparison of the values at two places. */
export type NetworkStep = readonly [a: number, b: number, keep: number];

/** More steps than this are slower than finding a value bit by bit, and would not fit the level-1 cache. */
const MOST_VALUES = 400;

const known = new Map<string, readonly NetworkStep[]>();

/**
 * Steps that bring the value of a rank (from 0) of `n` values to place `rank`; nothing is said of the other places. Batcher's merge exchange
 * (D. E. Knuth, The Art of Computer Programming 3, 5.2.2 M), without the steps and halves of steps that the rank does not need.
 * Undefined for more values than a network is good for.
 */
export function selectionNetwork(n: number, rank: number): readonly NetworkStep[] | undefined {
  if (n > MOST_VALUES) return undefined;
  const key = `${n} ${rank}`;
  const steps = known.get(key) ?? prune(mergeExchange(n), rank);
  known.set(key, steps);
  return steps;
}

function mergeExchange(n: number): [a: number, b: number][] {
  const pairs: [number, number][] = [];
  const top = 2 ** Math.max(0, Math.ceil(Math.log2(n)) - 1);
  for (let p = top; n > 1 && p >= 1; p /= 2) {
    let [q, r, d] = [top, 0, p];
    for (;;) {
      for (let i = 0; i < n - d; i++) if ((i & p) === r) pairs.push([i, i + d]);
      if (q === p) break;
      [d, q, r] = [q - p, q / 2, p];
    }
  }
  return pairs;
}

/** Backwards from the rank: a step stays when one of its results is needed, and then needs both its inputs. */
function prune(pairs: readonly (readonly [number, number])[], rank: number): NetworkStep[] {
  const needed = new Set([rank]);
  const steps: NetworkStep[] = [];
  for (const [a, b] of pairs.toReversed()) {
    const keep = (needed.has(a) ? LOWER : 0) + (needed.has(b) ? UPPER : 0);
    if (keep === 0) continue;
    steps.push([a, b, keep]);
    needed.add(a).add(b);
  }
  return steps.reverse();
}
