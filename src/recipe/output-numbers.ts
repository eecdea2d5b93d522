/**
 * Files made of numbers: what reductions computed as JSON, and histograms as pictures.
 * @module
 */
import { FormatError } from "../errors.ts";
import type { Json } from "../format/source.ts";
import type { LazyScalar } from "../graph/lazy-scalar.ts";
import type { LazyDerived } from "../graph/target.ts";
import { decodeFloat } from "../kernels/json-number.ts";
import { histogramSvg } from "../render/index.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A JSON object of numbers and histograms by the names of their steps. */
export function numbersFile(numbers: ReadonlyMap<string, LazyScalar>): LazyDerived {
  const names = [...numbers.keys()];
  return {
    kind: "derived",
    arrays: [],
    tables: [],
    scalars: [...numbers.values()],
    make: ({ scalars }) => bytesOf(`${JSON.stringify(Object.fromEntries(names.map((name, i) => [name, scalars[i] as Json])), null, 2)}\n`),
  };
}

/** A histogram as an SVG picture, with marks at numbers that other steps compute. */
export function histogramPicture(histogram: LazyScalar, name: string, marks: ReadonlyMap<string, LazyScalar>): LazyDerived {
  const labels = [...marks.keys()];
  return {
    kind: "derived",
    arrays: [],
    tables: [],
    scalars: [histogram, ...marks.values()],
    make: ({ scalars: [bins, ...numbers] }) => {
      const { counts, edges } = binsOf(bins as Json, name);
      const placed = labels.map((label, i) => ({ at: decodeFloat(numbers[i]), label }));
      return bytesOf(histogramSvg(counts, edges, { title: name, xLabel: "value", yLabel: "voxels", marks: placed }));
    },
  };
}

/** What a histogram computes to. */
function binsOf(value: Json, name: string): { readonly counts: readonly number[]; readonly edges: readonly number[] } {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const { counts, edges } = value as { readonly counts?: Json; readonly edges?: Json };
    if (Array.isArray(counts) && Array.isArray(edges)) return { counts: counts.map(decodeFloat), edges: edges.map(decodeFloat) };
  }
  throw new FormatError(`Expected the histogram ${name} to have counts and edges, found ${JSON.stringify(value).slice(0, 60)}.`, {
    path: name,
  });
}
