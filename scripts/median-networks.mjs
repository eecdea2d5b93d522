// Writes assembly/median-networks.ts: straight-line networks of minima and maxima for the medians of small boxes. Run when this changes:
//
//     node scripts/median-networks.mjs
//
// Columns are sorted first and shared by the windows that hold them; of the last network only what the median needs is left. Sorting
// networks after K. E. Batcher, "Sorting networks and their applications" (1968).
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A network under construction: every value is an input or the smaller or larger of two values before it. */
class Network {
  #values = [];
  #push(value) {
    this.#values.push({ ...value, number: this.#values.length });
    return this.#values.at(-1);
  }
  input(text) {
    return this.#push({ text });
  }
  low(a, b) {
    return this.#push({ call: "low", a, b });
  }
  high(a, b) {
    return this.#push({ call: "high", a, b });
  }
  /** The lines that compute the results, and nothing else. */
  lines(results) {
    const needed = new Set();
    const visit = (value) => {
      if (needed.has(value)) return;
      needed.add(value);
      if (value.call) [value.a, value.b].forEach(visit);
    };
    results.forEach(visit);
    return this.#values
      .filter((value) => needed.has(value))
      .map(({ number, text, call, a, b }) => `  let v${number} = ${text ?? `${call}<K>(v${a.number}, v${b.number})`};`);
  }
}

const order = (net, list, pairs) => {
  const sorted = [...list];
  for (const [i, j] of pairs) [sorted[i], sorted[j]] = [net.low(sorted[i], sorted[j]), net.high(sorted[i], sorted[j])];
  return sorted;
};
const sort3 = (net, list) => order(net, list, [[0, 1], [1, 2], [0, 1]]); // biome-ignore format: a network on a line
const sort5 = (net, list) => order(net, list, [[0, 3], [1, 4], [0, 2], [1, 3], [0, 1], [2, 4], [1, 2], [3, 4], [2, 3]]); // biome-ignore format: a network on a line

/** Two sorted lists as one. */
function merge(net, a, b) {
  if (a.length === 0 || b.length === 0) return [...a, ...b];
  if (a.length === 1 && b.length === 1) return [net.low(a[0], b[0]), net.high(a[0], b[0])];
  const odd = (list) => list.filter((_, i) => i % 2 === 0);
  const even = (list) => list.filter((_, i) => i % 2 === 1);
  const [first, second] = [merge(net, odd(a), odd(b)), merge(net, even(a), even(b))];
  const merged = [first[0]];
  for (let k = 0; k < Math.max(second.length, first.length - 1); k++) {
    const [x, y] = [first[k + 1], second[k]];
    if (x !== undefined && y !== undefined) merged.push(net.low(x, y), net.high(x, y));
    else merged.push(x ?? y);
  }
  return merged;
}

/** The k-th (from 1) of two sorted lists. */
function kth(net, a, b, k) {
  let best;
  for (let i = Math.max(0, k - b.length); i <= Math.min(a.length, k); i++) {
    const j = k - i;
    const last = i === 0 ? b[j - 1] : j === 0 ? a[i - 1] : net.high(a[i - 1], b[j - 1]);
    best = best === undefined ? last : net.low(best, last);
  }
  return best;
}

/** The smallest, the middle and the largest of three. */
function ranked(net, [a, b, c]) {
  const [low, high] = [net.low(a, b), net.high(a, b)];
  return [net.low(low, c), net.high(low, net.low(high, c)), net.high(high, c)];
}

const range = (n) => Array.from({ length: n }, (_, i) => i);
const loads = (net, n, stride, offset = "") => range(n).map((i) => net.input(`v128.load(at + ${i} * ${stride}${offset})`));
const neighbours = (reach) => range(2 * reach + 1).map((i) => ` + ${i} * sizeof<K>() - ${reach} * sizeof<K>()`);

/** Sorts n vectors that lie `step` apart into n that lie `stride` apart. */
function sorting(name, n, sort) {
  const net = new Network();
  const sorted = sort(net, loads(net, n, "step"));
  return [
    `export function ${name}<K>(at: usize, step: usize, target: usize, stride: usize): void {`,
    ...net.lines(sorted),
    ...sorted.map((v, i) => `  v128.store(target + ${i} * stride, v${v.number});`),
    "}",
  ];
}
/** The median of columns whose sorted voxels lie `stride` apart: of the column of each voxel and its neighbours. */
function median(name, make) {
  const net = new Network();
  const result = make(net);
  return [`export function ${name}<K>(at: usize, stride: usize): v128 {`, ...net.lines([result]), `  return v${result.number};`, "}"];
}

const functions = [
  ["/** Sorts columns of three. */", ...sorting("sort3", 3, sort3)],
  ["/** Sorts columns of five. */", ...sorting("sort5", 5, sort5)],
  [
    "/** Merges three sorted triples, the i-th of each `step` bytes after the one before, `stride` bytes from triple voxel to triple voxel. */",
    ...(() => {
      const net = new Network();
      const triples = range(3).map((t) => range(3).map((i) => net.input(`v128.load(at + ${t} * step + ${i} * source)`)));
      const sorted = merge(net, merge(net, triples[0], triples[1]), triples[2]);
      return [
        "export function merge9<K>(at: usize, step: usize, source: usize, target: usize, stride: usize): void {",
        ...net.lines(sorted),
        ...sorted.map((v, i) => `  v128.store(target + ${i} * stride, v${v.number});`),
        "}",
      ];
    })(),
  ],
  [
    "/** Of 9 voxels: three sorted columns of three. */",
    ...median("median9", (net) => {
      const columns = neighbours(1).map((offset) => loads(net, 3, "stride", offset));
      const rows = range(3).map((i) =>
        ranked(
          net,
          columns.map((column) => column[i]),
        ),
      );
      return ranked(net, [rows[0][2], rows[1][1], rows[2][0]])[1];
    }),
  ],
  [
    "/** Of 25 voxels: five sorted columns of five. Of the sorted rows of sorted columns only the middle can hold the median. */",
    ...median("median25", (net) => {
      const columns = neighbours(2).map((offset) => loads(net, 5, "stride", offset));
      const rows = range(5).map((i) =>
        sort5(
          net,
          columns.map((column) => column[i]),
        ),
      );
      const of = (column, ...ranks) => ranks.map((rank) => rows[rank - 1][column - 1]);
      const [a, b, c, d, e] = [of(1, 4, 5), of(2, 3, 4, 5), of(3, 2, 3, 4), of(4, 1, 2, 3), of(5, 1, 2)];
      return kth(net, merge(net, merge(net, a, e), c), merge(net, b, d), 7);
    }),
  ],
  [
    "/** Of 27 voxels: three sorted columns of nine. */",
    ...median("median27", (net) => {
      const columns = neighbours(1).map((offset) => loads(net, 9, "stride", offset));
      const rows = range(9).map((i) =>
        ranked(
          net,
          columns.map((column) => column[i]),
        ),
      );
      const [lows, middles, highs] = [rows.slice(5).map((r) => r[0]), rows.slice(2, 7).map((r) => r[1]), rows.slice(0, 4).map((r) => r[2])];
      return kth(net, merge(net, lows, highs), middles, 7);
    }),
  ],
];

const header = [
  "// Made by scripts/median-networks.mjs: do not edit.",
  "// Medians of small boxes as networks of minima and maxima, on vectors of keys (window.ts).",
  "",
  'import { extreme } from "./window";',
  "",
  "// @ts-ignore: decorator",
  "@inline function low<K>(a: v128, b: v128): v128 {",
  "  return extreme<K, i32>(a, b);",
  "}",
  "// @ts-ignore: decorator",
  "@inline function high<K>(a: v128, b: v128): v128 {",
  "  return extreme<K, f32>(a, b);",
  "}",
];
const body = functions.flatMap(([comment, ...lines]) => [
  "",
  comment,
  "// @ts-ignore: decorator",
  `@inline ${lines[0]}`.replace("@inline export", "@inline export"),
  ...lines.slice(1),
]);
writeFileSync(fileURLToPath(new URL("../assembly/median-networks.ts", import.meta.url)), `${[...header, ...body].join("\n")}\n`);
