/**
 * Correlation with small sets of weights.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import { expectInputs, writeValue } from "../elementwise/pointwise.ts";
import type { Kernel, Triple } from "../kernel.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { type Boundary, checkBoundary } from "./boundary.ts";
import { refuseMask } from "./rank-filter.ts";
import { haloOf, type Reach, runWindow, type WindowUse, windowBytes } from "./window.ts";

/** A weight with the offset of the voxel that it weighs. */
export type Term = readonly [dz: number, dy: number, dx: number, weight: number];

/** Parameters of {@link correlate}; a type and not an interface, so that it is JSON. */
export type CorrelateParams = {
  /** In C order of the offsets, none twice. Weights of 0 are left out: they do not spread NaN. */
  readonly terms: readonly Term[];
  readonly boundary: Boundary;
  /** What lies outside for the boundary `constant`; 0 when absent. */
  readonly constantValue?: number;
};

/**
 * `sum of weight x image[voxel + offset]`: float64 for float64 images, else float32. Summed row by row, plane by plane, in C order.
 */
export const correlate: Kernel<CorrelateParams> = {
  name: "correlate",
  version: 1,
  describe(params, inputs) {
    expectInputs("correlate", inputs, 1);
    const input = inputs[0] as Dtype;
    refuseMask(input);
    checkBoundary(params.boundary);
    checkTerms(params.terms);
    const use = useOf(params, input);
    return {
      dtype: input === "float64" ? "float64" : "float32",
      halo: haloOf(use.reach),
      scratchBytes: (plane) => windowBytes(use, plane),
      nsPerVoxel: 0.4 + (0.11 * params.terms.length * use.item) / 4,
    };
  },
  start(task) {
    const { params, memory, output } = task;
    const input = (task.inputs[0] as typeof output).dtype;
    const use = useOf(params, input);
    const [bz, by] = use.reach.before;
    const depth = bz + use.reach.after[0];
    return runWindow(task, use, (call, constant) => {
      writeValue(memory, output.dtype, constant, params.constantValue ?? 0);
      const view = new DataView(memory.buffer, call.own);
      const rows = termRows(params.terms);
      let at = 0;
      for (const [i, row] of rows.entries()) {
        view.setInt32(at, row.length, true);
        view.setInt32(at + 4, Number(row[0]?.[0] !== rows[i + 1]?.[0]?.[0]), true);
        at += 8;
        for (const [dz, dy, dx, weight] of row) {
          view.setUint32(at, (dz + bz) * call.layerBytes + (dy + by) * call.rowBytes + dx * use.item, true);
          view.setFloat64(at + 8, weight, true);
          at += 16;
        }
      }
      const run = kernelFunction(memory.exports, "correlateRows");
      const float64 = Number(output.dtype === "float64");
      const { window, targets, targetPitch, own } = call;
      return (part) =>
        void run(call.dtype, float64, window, part.count + depth, targets, targetPitch, part.count, part.y, part.rows, own, rows.length);
    });
  },
};

function checkTerms(terms: readonly Term[]): void {
  const bad = terms.find(([dz, dy, dx, weight]) => ![dz, dy, dx].every(Number.isInteger) || !Number.isFinite(weight) || weight === 0);
  if (bad !== undefined) throw new GeometryError(`Expected whole offsets and a finite weight other than 0, found [${bad.join(", ")}].`);
  const disorder = terms.find((term, i) => i > 0 && order(terms[i - 1] as Term, term) >= 0);
  if (disorder !== undefined)
    throw new GeometryError(`Expected offsets in C order, none twice, found [${disorder.slice(0, 3).join(", ")}] too late.`);
}

const order = (a: Term, b: Term): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

/** Terms that share layer and row. */
export function termRows(terms: readonly Term[]): Term[][] {
  const rows: Term[][] = [];
  for (const term of terms) {
    const last = rows.at(-1)?.[0];
    if (last?.[0] === term[0] && last[1] === term[1]) rows.at(-1)?.push(term);
    else rows.push([term]);
  }
  return rows;
}

function reachOf(terms: readonly Term[]): Reach {
  const most = (axis: 0 | 1 | 2, sign: 1 | -1): number => terms.reduce((far, term) => Math.max(far, sign * term[axis]), 0);
  const triple = (sign: 1 | -1): Triple => [most(0, sign), most(1, sign), most(2, sign)];
  return { before: triple(-1), after: triple(1) };
}

function useOf({ terms }: CorrelateParams, dtype: Dtype): WindowUse {
  return {
    reach: reachOf(terms),
    item: dtype === "float64" ? 8 : 4,
    own: () => terms.length * 24 + 64,
  };
}
