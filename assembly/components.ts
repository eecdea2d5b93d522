// Connected components of packed masks, one layer at a time: a union-find over the runs of the layer and the components
// of the layer above it.
//
// Nodes 0 .. nodes-1 are the components of the layer above, nodes + j is run j of this layer. A node's parent is never larger
// than the node, so a root is the first of its set, and sets that reach the layer above have their root there.

// @ts-ignore: decorator
@inline
function find(table: usize, node: u32): u32 {
  let parent = load<u32>(table + (<usize>node << 2));
  while (parent != node) {
    const next = load<u32>(table + (<usize>parent << 2));
    store<u32>(table + (<usize>node << 2), next);
    node = next;
    parent = load<u32>(table + (<usize>node << 2));
  }
  return node;
}

// @ts-ignore: decorator
@inline
function unite(table: usize, a: u32, b: u32): void {
  if (load<u32>(table + (<usize>a << 2)) == load<u32>(table + (<usize>b << 2))) return;
  const x = find(table, a);
  const y = find(table, b);
  if (x < y) store<u32>(table + (<usize>y << 2), x);
  else store<u32>(table + (<usize>x << 2), y);
}

/** The node of a run: of this layer (`names` 0) or, through its component, of the layer above. */
// @ts-ignore: decorator
@inline
function nodeOf(run: u32, nodes: u32, names: usize): u32 {
  return names == 0 ? nodes + run : load<u32>(names + (<usize>run << 2));
}

/**
 * Unites the runs of one row with those of a neighbouring row. Two runs touch where both have a bit; with `diagonal` also
 * where one ends at the column at which the other begins. Each touching pair shows in one of two ways:
 * ```
 *   first    a begins where b is (or, diagonally, has just ended)
 *   second   b begins within a (or, diagonally, right behind a column of a)
 * ```
 * Bits are looked at 64 at a time; popcnt and `before` turn a bit into the number of its run.
 */
// @ts-ignore: decorator
@inline
function uniteRows(
  table: usize, nodes: u32, names: usize, words: i32, a: usize, beforeA: usize, b: usize, beforeB: usize, diagonal: bool,
): void {
  let lastA: u64 = 0;
  let lastB: u64 = 0;
  let wordB = load<u64>(b);
  for (let i = 0; i < words; i++) {
    const wordA = load<u64>(a);
    const nextB: u64 = i + 1 < words ? load<u64>(b, 8) : 0;
    if (wordA != 0) {
      const startA = wordA & ~((wordA << 1) | lastA);
      const startB = wordB & ~((wordB << 1) | lastB);
      let first = startA & wordB;
      let second = wordA & startB & ~startA;
      if (diagonal) {
        first = startA & (wordB | (wordB << 1) | lastB);
        second = wordA & ((startB >> 1) | ((nextB & ~(wordB >> 63)) << 63));
      }
      if ((first | second) != 0) {
        const runA = load<u32>(beforeA) - 1;
        const runB = load<u32>(beforeB) - 1;
        for (; first != 0; first &= first - 1) {
          const upTo = first ^ (first - 1);
          const other = nodeOf(runB + <u32>popcnt(startB & upTo), nodes, names);
          unite(table, nodes + runA + <u32>popcnt(startA & upTo), other);
        }
        for (; second != 0; second &= second - 1) {
          const upTo = second ^ (second - 1);
          const other = nodeOf(runB + <u32>popcnt(startB & upTo) + <u32>diagonal, nodes, names);
          unite(table, nodes + runA + <u32>popcnt(startA & upTo), other);
        }
      }
    }
    lastA = wordA >> 63;
    lastB = wordB >> 63;
    wordB = nextB;
    a += 8;
    b += 8;
    beforeA += 4;
    beforeB += 4;
  }
}

/** {@link uniteRows} as two functions, so that each is compiled once. */
function uniteStraight(
  table: usize, nodes: u32, names: usize, words: i32, a: usize, beforeA: usize, b: usize, beforeB: usize,
): void {
  uniteRows(table, nodes, names, words, a, beforeA, b, beforeB, false);
}
function uniteDiagonal(
  table: usize, nodes: u32, names: usize, words: i32, a: usize, beforeA: usize, b: usize, beforeB: usize,
): void {
  uniteRows(table, nodes, names, words, a, beforeA, b, beforeB, true);
}

/**
 * Unites all runs of a layer that touch each other or a run of the layer above. `connectivity` counts the axes along which
 * neighbours may differ: 1 faces, 2 edges too, 3 corners too. `above` is 0 when there is no layer above (or it is empty);
 * `names` has the component of each of its runs.
 */
export function uniteLayer(
  table: usize, nodes: u32, runs: u32, connectivity: i32, height: i32, words: i32, pitch: i32,
  bits: usize, before: usize, rowStart: usize, above: usize, beforeAbove: usize, names: usize,
): void {
  for (let i: u32 = 0; i < nodes + runs; i++) store<u32>(table + (<usize>i << 2), i);
  const step = <usize>words << 2;
  for (let y = 0; y < height; y++) {
    if (load<u32>(rowStart) != load<u32>(rowStart, 4)) {
      if (y > 0) {
        if (connectivity == 1) uniteStraight(table, nodes, 0, words, bits, before, bits - pitch, before - step);
        else uniteDiagonal(table, nodes, 0, words, bits, before, bits - pitch, before - step);
      }
      if (above != 0) {
        if (connectivity == 1) uniteStraight(table, nodes, names, words, bits, before, above, beforeAbove);
        else {
          uniteDiagonal(table, nodes, names, words, bits, before, above, beforeAbove);
          for (let side = -1; side <= 1; side += 2) {
            if (y + side < 0 || y + side >= height) continue;
            const b = above + side * pitch;
            const beforeB = beforeAbove + side * <i32>step;
            if (connectivity == 2) uniteStraight(table, nodes, names, words, bits, before, b, beforeB);
            else uniteDiagonal(table, nodes, names, words, bits, before, b, beforeB);
          }
        }
      }
    }
    rowStart += 4;
    bits += pitch;
    before += step;
    if (above != 0) {
      above += pitch;
      beforeAbove += step;
    }
  }
}

/** First column (0) or end column (1) of a run. */
// @ts-ignore: decorator
@inline
function columnOf(runs: usize, runBits: i32, run: u32, end: i32): i32 {
  return runBits == 16
    ? <i32>load<u16>(runs + (<usize>run << 2) + (<usize>end << 1))
    : load<i32>(runs + (<usize>run << 3) + (<usize>end << 2));
}

/** Unites the runs of a row with those of the same value of a neighbouring row; with `slack` 1 also where they only touch diagonally. */
function uniteEqualRows(
  table: usize, nodes: u32, names: usize, runBits: i32, slack: i32,
  runsA: usize, valuesA: usize, a: u32, endA: u32, runsB: usize, valuesB: usize, b: u32, endB: u32,
): void {
  for (; a < endA; a++) {
    const start = columnOf(runsA, runBits, a, 0) - slack;
    const end = columnOf(runsA, runBits, a, 1) + slack;
    const value = load<u32>(valuesA + (<usize>a << 2));
    while (b < endB && columnOf(runsB, runBits, b, 1) <= start) b++;
    for (let other = b; other < endB && columnOf(runsB, runBits, other, 0) < end; other++) {
      if (load<u32>(valuesB + (<usize>other << 2)) == value) unite(table, nodes + a, nodeOf(other, nodes, names));
    }
  }
}

/** {@link uniteLayer} for runs with values: only those of the same value belong together. `runsAbove` is 0 when there is no layer above. */
export function uniteEqualLayer(
  table: usize, nodes: u32, count: u32, connectivity: i32, height: i32, runBits: i32,
  runs: usize, rowStart: usize, values: usize, runsAbove: usize, rowStartAbove: usize, valuesAbove: usize, names: usize,
): void {
  for (let i: u32 = 0; i < nodes + count; i++) store<u32>(table + (<usize>i << 2), i);
  const slack = i32(connectivity > 1);
  for (let y = 0; y < height; y++) {
    const first = load<u32>(rowStart + (<usize>y << 2));
    const end = load<u32>(rowStart + (<usize>(y + 1) << 2));
    if (first == end) continue;
    if (y > 0) {
      const before = load<u32>(rowStart + (<usize>(y - 1) << 2));
      uniteEqualRows(table, nodes, 0, runBits, slack, runs, values, first, end, runs, values, before, first);
    }
    if (runsAbove == 0) continue;
    for (let side = -slack; side <= slack; side++) {
      if (y + side < 0 || y + side >= height) continue;
      const other = rowStartAbove + (<usize>(y + side) << 2);
      const diagonal = i32(connectivity - i32(side != 0) > 1);
      uniteEqualRows(
        table, nodes, names, runBits, diagonal, runs, values, first, end, runsAbove, valuesAbove, load<u32>(other), load<u32>(other, 4),
      );
    }
  }
}

/** No component yet. */
const NONE: u32 = 0xffffffff;

/**
 * Numbers the components of a layer 0, 1, .. in the order of their first runs and returns their count. Afterwards
 * `table[nodes + j]` is the component of run j, and `table[i]` the root of node i < nodes. `origins[c]` is the root in
 * the layer above that component c belongs to, or, for one that begins here, nodes + (its first voxel's place in the layer).
 * `seen` is scratch for `nodes` values. `runBits` is 16 or 32.
 */
export function numberLayer(
  table: usize, nodes: u32, height: i32, width: i32, runs: usize, runBits: i32, rowStart: usize, seen: usize, origins: usize,
): u32 {
  for (let i: u32 = 0; i < nodes; i++) {
    const parent = load<u32>(table + (<usize>i << 2));
    store<u32>(table + (<usize>i << 2), load<u32>(table + (<usize>parent << 2)));
    store<u32>(seen + (<usize>i << 2), NONE);
  }
  let count: u32 = 0;
  let run: u32 = 0;
  for (let y = 0; y < height; y++) {
    for (const end = load<u32>(rowStart + (<usize>(y + 1) << 2)); run < end; run++) {
      const node = nodes + run;
      const parent = load<u32>(table + (<usize>node << 2));
      let component: u32;
      if (parent == node) {
        const column = runBits == 16 ? <u32>load<u16>(runs + (<usize>run << 2)) : load<u32>(runs + (<usize>run << 3));
        component = count++;
        store<u32>(origins + (<usize>component << 2), nodes + <u32>y * <u32>width + column);
      } else if (parent < nodes) {
        const root = load<u32>(table + (<usize>parent << 2));
        component = load<u32>(seen + (<usize>root << 2));
        if (component == NONE) {
          component = count++;
          store<u32>(seen + (<usize>root << 2), component);
          store<u32>(origins + (<usize>component << 2), root);
        }
      } else component = load<u32>(table + (<usize>parent << 2));
      store<u32>(table + (<usize>node << 2), component);
    }
  }
  return count;
}

/** ids[j] = names[components[j]]. */
export function nameRuns(components: usize, count: u32, names: usize, ids: usize): void {
  for (const end = components + (<usize>count << 2); components < end; components += 4, ids += 4) {
    store<u32>(ids, load<u32>(names + (<usize>load<u32>(components) << 2)));
  }
}
