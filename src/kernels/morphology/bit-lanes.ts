/**
 * Erosion of packed masks.
 * @module
 */
import { kernelFunction } from "../wasm/instance.ts";
import type { MakeLanes } from "./lanes.ts";
import { reserveRows } from "./row-buffer.ts";

/** What lies outside the image, and whether the kernel erodes the complement (which is how it dilates). */
export interface ErosionMode {
  /** The value of the voxels outside, after the complement was taken. */
  readonly border: 0 | 1;
  readonly complement: boolean;
}

export const bitLanes =
  ({ border, complement }: ErosionMode): MakeLanes =>
  (memory) => {
    const call = (name: string) => kernelFunction(memory.exports, name);
    const flags = [border === 1 ? -1 : 0, complement ? -1 : 0] as const;
    return {
      dtype: "bool",
      outsideCounts: border === 0,
      reserve(program, layout, { height, width }, y) {
        const { plan, steps, buffer } = reserveRows(memory, program, layout, 1);
        const { pitch, pad, variantBytes, rowBytes, window, capacity } = layout;
        const fields = [pitch, width, height, pad, variantBytes, rowBytes, ...flags, steps, window, y.high, buffer, capacity];
        new Int32Array(memory.buffer, plan, fields.length).set(fields);
        return plan;
      },
      erode: call("erodeLayer"),
      erodeByBox: call("erodeLayerByBox"),
      both: call("andBits"),
      finish: call("finishLayer"),
      fill: (address, bytes, outside) => void memory.bytes().fill(outside ? 0 : 0xff, address, address + bytes),
    };
  };
