/**
 * Keeps or drops the labels of a set.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { everyLayer, expectInputs, inputOf, pointwise } from "../elementwise/pointwise.ts";
import type { Kernel, KernelTask } from "../kernel.ts";
import { decodeLabelSet, type LabelSet } from "./label-set.ts";

export type SelectLabelsParams = {
  /** The text of a label set (see labelSelection). */
  readonly labels: string;
  /** `labels`: the image without the labels of the set. Else a mask: what becomes of the background, of labels in the set, of others. */
  readonly result: "labels" | { readonly background: boolean; readonly inside: boolean; readonly outside: boolean };
};

export const selectLabels: Kernel<SelectLabelsParams> = {
  name: "selectLabels",
  version: 1,
  describe({ result }, inputs) {
    expectInputs("selectLabels", inputs, 1);
    if (inputs[0] !== "uint32") throw new GeometryError(`Expected a label image (uint32), found ${inputs[0]}.`);
    return pointwise(result === "labels" ? "uint32" : "bool", 1.2);
  },
  start: (task) =>
    everyLayer(task, 0, () => {
      const set = decodeLabelSet(task.params.labels);
      return (layer) => {
        for (let row = 0; row < task.output.height; row++) selectRow(task, set, layer, row);
      };
    }),
};

function selectRow(task: KernelTask<SelectLabelsParams>, set: LabelSet, layer: number, row: number): void {
  const { output, params } = task;
  const labels = inputOf(task, 0).row(layer, row) as Uint32Array;
  const { result } = params;
  if (result === "labels") {
    const target = output.row(layer, row) as Uint32Array;
    for (const [begin, end, label] of runsOf(labels)) target.fill(label !== 0 && set.has(label) ? 0 : label, begin, end);
    return;
  }
  const bits = output.bits(layer, row).fill(0);
  for (const [begin, end, label] of runsOf(labels)) {
    if (label === 0 ? result.background : set.has(label) ? result.inside : result.outside) setBits(bits, begin, end);
  }
}

/** Stretches of one label. */
function* runsOf(labels: Uint32Array): Generator<readonly [begin: number, end: number, label: number]> {
  for (let x = 0; x < labels.length; ) {
    const begin = x;
    const label = labels[x] as number;
    while (x < labels.length && labels[x] === label) x++;
    yield [begin, x, label];
  }
}

/** Sets bits [begin, end). */
function setBits(bits: Uint8Array, begin: number, end: number): void {
  const [first, last] = [begin >> 3, end >> 3];
  const low = 0xff << (begin & 7);
  const high = (1 << (end & 7)) - 1;
  if (first === last) {
    bits[first] = (bits[first] as number) | (low & high);
    return;
  }
  bits[first] = (bits[first] as number) | low;
  bits.fill(0xff, first + 1, last);
  if (high !== 0) bits[last] = (bits[last] as number) | high;
}
