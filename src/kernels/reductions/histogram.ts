import { GeometryError, UnsupportedError } from "../../errors.ts";
import type { Collector } from "../collector.ts";
import { align } from "../memory.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { layerwise, onlyInput } from "./layerwise.ts";
import { packCounts, totalCounts } from "./partial.ts";

/** Parameters of {@link histogram}: ascending edges, one more than bins (see `histogramEdges`). */
export type HistogramParams = { readonly edges: readonly number[] };

/** Result of {@link histogram}. */
export type Histogram = { readonly counts: readonly number[]; readonly edges: readonly number[] };

/** Counts are 32-bit numbers until they are read. */
export const countRoom = 2 ** 32 - 1;

/**
 * How many voxels lie in each bin `edges[i] <= v < edges[i + 1]`; the last bin has its upper edge too. Voxels outside and NaN
 * count nowhere. The counts are NumPy's. Bins of about equal width are fast; others are right too.
 */
export const histogram: Collector<HistogramParams, Histogram> = {
  name: "histogram",
  version: 1,
  describe({ edges }, inputs) {
    if (onlyInput("histogram", inputs) === "bool") {
      throw new UnsupportedError("A mask (bool) has no histogram.", { hint: "Its sum and count say it all." });
    }
    if (edges.length < 2 || edges.some((edge, i) => i > 0 && !(edge > (edges[i - 1] as number)))) {
      throw new GeometryError(
        `Expected at least two ascending edges, found [${edges.slice(0, 8).join(", ")}${edges.length > 8 ? ", ..." : ""}].`,
      );
    }
    return { scratchBytes: () => layout(edges).bytes, nsPerVoxel: 3 };
  },
  start(task) {
    const { edges } = task.params;
    const bins = edges.length - 1;
    const { tableAt, bytes } = layout(edges);
    return layerwise(task, bytes, countRoom, (scratch) => {
      const { memory } = task;
      new Float64Array(memory.buffer, scratch, edges.length).set(edges);
      const run = kernelFunction(memory.exports, "histogram");
      const table = scratch + tableAt;
      const total = new Float64Array(bins);
      return {
        layer: (...layer) => void run(...layer, scratch, bins, table),
        drain: () => drainCounts(memory.buffer, table, total),
        finish: () => packCounts(total),
      };
    });
  },
  async combine(context) {
    const { edges } = context.params;
    return { counts: [...(await totalCounts(context, edges.length - 1))], edges };
  },
};

function layout(edges: readonly number[]): { readonly tableAt: number; readonly bytes: number } {
  const tableAt = align(edges.length * 8, 64);
  return { tableAt, bytes: align(tableAt + edges.length * 4, 64) };
}

/** Adds a table of 32-bit counts to a total and clears it. */
export function drainCounts(buffer: ArrayBuffer, address: number, total: Float64Array): void {
  const table = new Uint32Array(buffer, address, total.length);
  for (let i = 0; i < total.length; i++) total[i] = (total[i] as number) + (table[i] as number);
  table.fill(0);
}
