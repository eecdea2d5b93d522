/**
 * Order statistics of neighbourhoods: medians, percentiles, minima and maxima of any set of voxels.
 * @module
 */
import { type Dtype, itemSize } from "../../array/dtype.ts";
import { GeometryError, UnsupportedError } from "../../errors.ts";
import { expectInputs, writeValue } from "../elementwise/pointwise.ts";
import { decodeNumber, type JsonNumber } from "../json-number.ts";
import type { Kernel, KernelRun, KernelTask } from "../kernel.ts";
import { align } from "../memory.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { type Boundary, checkBoundary, checkConstant } from "./boundary.ts";
import { medianBox } from "./median-box.ts";
import { type NetworkStep, selectionNetwork } from "./selection-network.ts";
import { haloOf, type Reach, runWindow, type WindowUse, windowBytes } from "./window.ts";

/** Parameters of {@link rankFilter}; a type and not an interface, so that it is JSON. */
export type RankParams = {
  /** The neighbourhood: offsets of layers and rows, first and last offset of columns; sorted, none twice. */
  readonly rows: readonly (readonly [dz: number, dy: number, x0: number, x1: number])[];
  /** Which of the neighbours, sorted: 0 is the smallest. */
  readonly rank: number;
  readonly boundary: Boundary;
  /** What lies outside for the boundary `constant`, a value of the dtype; 0 when absent. */
  readonly constantValue?: JsonNumber;
};

/** Neighbours are counted in 16 bits where voxels have no more. */
const MOST_VOXELS = 65_535;

/**
 * The value at a rank of the sorted neighbourhood, in the dtype of the image. NaN sorts behind infinity, -0 before 0. Masks (bool) are
 * refused: cast them to uint8.
 */
export const rankFilter: Kernel<RankParams> = {
  name: "rankFilter",
  version: 1,
  describe(params, inputs) {
    expectInputs("rankFilter", inputs, 1);
    const dtype = inputs[0] as Dtype;
    refuseMask(dtype);
    checkBoundary(params.boundary);
    checkConstant(dtype, params.constantValue ?? 0);
    const voxels = countVoxels(params);
    const { rank } = params;
    if (!(Number.isInteger(rank) && rank >= 0 && rank < voxels)) {
      throw new GeometryError(`Expected a rank from 0 to ${voxels - 1} for a footprint of ${voxels} voxels, found ${rank}.`, {
        option: "rank",
      });
    }
    const extremes = rank === 0 || rank === voxels - 1;
    if (!extremes && voxels > MOST_VOXELS && itemSize(dtype) <= 2) {
      throw new UnsupportedError(`Expected a footprint of at most ${MOST_VOXELS} voxels for a rank in ${dtype}, found ${voxels}.`, {
        hint: "Downsample the image first.",
      });
    }
    const use = useOf(params, dtype);
    const steps = networkOf(params, dtype).length;
    const compared = extremes ? voxels / 4 : medianBox(params) !== undefined ? 7 : steps > 0 ? steps / 4 : voxels * itemSize(dtype);
    return {
      dtype,
      halo: haloOf(use.reach),
      scratchBytes: (plane) => windowBytes(use, plane),
      nsPerVoxel: 0.5 + 0.15 * itemSize(dtype) * compared,
    };
  },
  start: (task) => (medianBox(task.params) === undefined ? startAny(task) : startMedian(task)),
};

/** Throws for masks, which hold bits. */
export function refuseMask(dtype: Dtype): void {
  if (dtype === "bool") throw new UnsupportedError("A mask (bool) is not filtered as numbers.", { hint: "Cast it to uint8 first." });
}

const countVoxels = ({ rows }: RankParams): number => rows.reduce((sum, [, , x0, x1]) => sum + x1 - x0 + 1, 0);

/** How far a footprint reaches. */
export function reachOf(rows: RankParams["rows"]): Reach {
  const most = (of: (row: RankParams["rows"][number]) => number): number => rows.reduce((far, row) => Math.max(far, of(row)), 0);
  return {
    before: [most(([dz]) => -dz), most(([, dy]) => -dy), most(([, , x0]) => -x0)],
    after: [most(([dz]) => dz), most(([, dy]) => dy), most(([, , , x1]) => x1)],
  };
}

/** Bytes of a key: wider than a byte where more neighbours are counted than a byte can say. */
function keyBytes(params: RankParams, dtype: Dtype): number {
  const voxels = countVoxels(params);
  const counted = params.rank > 0 && params.rank < voxels - 1;
  return itemSize(dtype) === 1 && counted && voxels > 255 ? 2 : itemSize(dtype);
}

function useOf(params: RankParams, dtype: Dtype): WindowUse {
  const reach = reachOf(params.rows);
  const item = keyBytes(params, dtype);
  const box = medianBox(params);
  return {
    reach,
    item,
    budget: box?.kind === "cube" ? 1 << 18 : undefined,
    own({ rows, rowBytes }) {
      if (box?.kind === "cube") return (3 * (rows + 2) + 9 + 1) * rowBytes;
      return box?.kind === "flat" ? (box.size + 1) * rowBytes : anyLayout(params, dtype, rowBytes).bytes;
    },
  };
}

/** Steps of a network, where one is faster than going bit by bit. */
function networkOf(params: RankParams, dtype: Dtype): readonly NetworkStep[] {
  const voxels = countVoxels(params);
  if (params.rank === 0 || params.rank === voxels - 1) return [];
  const steps = selectionNetwork(voxels, params.rank) ?? [];
  // A step is two loads, two choices and two stores (64-bit choices are made of several instructions); a bit of a voxel a comparison.
  const cost = itemSize(dtype) === 8 ? 3.5 : 1.7;
  return steps.length * cost < voxels * 8 * itemSize(dtype) ? steps : [];
}

/** Bytes that pass through a network at once, as in assembly/rank.ts. */
const PIECE = 128;

/** Offsets of the neighbours, the network, its places, and a row of keys. */
function anyLayout(params: RankParams, dtype: Dtype, rowBytes: number) {
  const voxels = countVoxels(params);
  const steps = networkOf(params, dtype);
  const program = align(voxels * 4, 64);
  const places = program + align(steps.length * 12, 64);
  const result = places + (steps.length > 0 ? voxels * PIECE : 0);
  return { steps, program, places, result, bytes: result + rowBytes + PIECE };
}

function writeConstant(task: KernelTask<RankParams>, address: number): void {
  const dtype = task.output.dtype;
  writeValue(task.memory, dtype, address, decodeNumber(task.params.constantValue ?? 0), 16 / itemSize(dtype));
}

function startMedian(task: KernelTask<RankParams>): KernelRun {
  const { params, memory, output } = task;
  const { dtype } = output;
  const box = medianBox(params) as NonNullable<ReturnType<typeof medianBox>>;
  return runWindow(task, useOf(params, dtype), (call, constant) => {
    writeConstant(task, constant);
    const { window, targets, targetPitch, own } = call;
    const bytes = itemSize(dtype);
    if (box.kind === "cube") {
      const run = kernelFunction(memory.exports, "medianCube");
      const result = own + 3 * call.layerBytes + 9 * call.rowBytes;
      return ({ count, y, rows }) => void run(call.dtype, bytes, window, targets, targetPitch, count, y, rows, own, result);
    }
    const run = kernelFunction(memory.exports, "medianFlat");
    const result = own + box.size * call.rowBytes;
    const across = Number(box.across);
    return ({ count, y, rows }) => void run(call.dtype, bytes, across, box.size, window, targets, targetPitch, count, y, rows, own, result);
  });
}

function startAny(task: KernelTask<RankParams>): KernelRun {
  const { params, memory, output } = task;
  const { dtype } = output;
  const use = useOf(params, dtype);
  const voxels = countVoxels(params);
  const [bz, by] = use.reach.before;
  const depth = bz + use.reach.after[0];
  return runWindow(task, use, (call, constant) => {
    writeConstant(task, constant);
    const taps = new Uint32Array(memory.buffer, call.own, voxels);
    let n = 0;
    for (const [dz, dy, x0, x1] of params.rows) {
      for (let x = x0; x <= x1; x++) taps[n++] = (dz + bz) * call.layerBytes + (dy + by) * call.rowBytes + x * use.item;
    }
    const { steps, program, places, result } = anyLayout(params, dtype, call.rowBytes);
    const list = new Uint32Array(memory.buffer, call.own + program, steps.length * 3);
    list.set(steps.flatMap(([a, b, keep]) => [a * PIECE, b * PIECE, keep]));
    const found = [call.own + program, steps.length, call.own + places, call.own + result] as const;
    const run = kernelFunction(memory.exports, "rankRows");
    const { window, targets, targetPitch, own } = call;
    const bits = 8 * itemSize(dtype);
    return ({ count, y, rows }) =>
      void run(call.dtype, use.item, bits, window, count + depth, targets, targetPitch, count, y, rows, own, voxels, params.rank, ...found);
  });
}
