// Ours and the peer by turns.
import { median, spread } from "./statistics.mjs";

/**
 * Runs a case: once each to warm up and to compare what came out, then `rounds` pairs, the order within a pair changing each time.
 *
 * A case is `{ name, voxels, threads, ours, peer?, agree? }`. `ours({ check })` and `peer.run({ check })` do the work once and resolve to
 * `{ ms, value }`: `ms` is the time of the work alone, `value` what came out (a digest, a count), asked for only when `check` is true,
 * since making a digest warms and cools caches. `agree(ours, peer)` compares the values; without it they must be equal.
 * A case without a peer is a timing.
 */
export async function measure({ name, voxels, threads = 1, ours, peer, agree = same }, rounds) {
  const [a, b] = [await ours({ check: true }), await peer?.run({ check: true })];
  const mine = [];
  const others = [];
  for (let round = 0; round < rounds; round++) {
    const turns = [async () => mine.push((await ours({ check: false })).ms)];
    if (peer !== undefined) turns.push(async () => others.push((await peer.run({ check: false })).ms));
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
  }
  const ours_ms = median(mine);
  const row = { name, ours_ms: rounded(ours_ms), mvx_per_s: rounded(voxels / ours_ms / 1000), threads };
  if (peer === undefined) return { ...row, ours_min_ms: rounded(Math.min(...mine)), ours_max_ms: rounded(Math.max(...mine)) };
  const ratio = spread(others.map((ms, i) => ms / mine[i]));
  return {
    name,
    peer: peer.name,
    ours_ms: row.ours_ms,
    peer_ms: rounded(median(others)),
    ratio_median: rounded(ratio.median),
    ratio_min: rounded(ratio.min),
    ratio_max: rounded(ratio.max),
    mvx_per_s: row.mvx_per_s,
    threads,
    agree: agree(a.value, b.value),
  };
}

const same = (a, b) => a !== undefined && JSON.stringify(a) === JSON.stringify(b);

/** Three figures are more than a run is worth. */
const rounded = (value) => Number(value.toPrecision(3));

/** The time of one call, and what it gave. */
export async function timed(work) {
  const begin = performance.now();
  const value = await work();
  return { ms: performance.now() - begin, value };
}
