import { type Dtype, dtypes, isDtype } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import type { Kernel, KernelTask } from "../kernel.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { voxelName } from "./arithmetic.ts";
import { castDomain, domains } from "./domain.ts";
import { intervalOf } from "./interval.ts";
import { everyLayer, expectInputs, inputOf, pointwise, valueAt, wideBytes } from "./pointwise.ts";
import { markInterval } from "./threshold.ts";

/** Parameters of {@link cast}. */
export type CastParams = {
  readonly dtype: Dtype;
  /** True to replace values outside an integer dtype by its nearest value; else they are errors. */
  readonly clip?: boolean;
};

/**
 * Converts voxels to another dtype. Floats are truncated towards zero to integers, as in NumPy, but what does not fit is an
 * error that names the voxel, never a wrapped number; NaN fits no integer, even clipped. To float32 values are rounded to
 * nearest (beyond its range to infinity); 64-bit integers become floats rounded to nearest. To bool: not zero (NaN is true).
 */
export const cast: Kernel<CastParams> = {
  name: "cast",
  version: 1,
  describe({ dtype }, inputs) {
    expectInputs("cast", inputs, 1);
    if (!isDtype(dtype)) throw new GeometryError(`Expected a dtype (${dtypes.join(", ")}), found ${dtype}.`);
    return dtype === "bool" ? pointwise("bool", 0.15, () => 64) : pointwise(dtype, 1, (width) => wideBytes(width, 1));
  },
  start(task) {
    if (task.params.dtype === "bool") return markInterval(task, intervalOf(inputOf(task, 0).dtype, { atLeast: 0, atMost: 0 }), true);
    return everyLayer(task, wideBytes(task.output.width, 1), (scratch) => castLayer(task, scratch));
  },
};

function castLayer(task: KernelTask<CastParams>, scratch: number): (layer: number) => void {
  const { output, params } = task;
  const input = inputOf(task, 0);
  const run = kernelFunction(task.memory.exports, "cast");
  const source = dtypes.indexOf(input.dtype);
  const domain = domains.indexOf(castDomain(input.dtype));
  const target = dtypes.indexOf(output.dtype);
  const clip = Number(params.clip === true);
  return (z) => {
    const from = [source, input.address(z), input.pitch] as const;
    const to = [target, output.address(z), output.pitch] as const;
    const bad = run(domain, ...from, ...to, output.height, output.width, clip, scratch);
    if (bad < 0) return;
    const [y, x] = [Math.floor(bad / output.width), bad % output.width];
    const value = valueAt(input, z, y, x);
    throw new GeometryError(`Expected values that fit ${output.dtype}, found ${value} at voxel ${voxelName(task, z, y, x)}.`, {
      hint: Number.isNaN(value) ? "Replace NaN first, or keep a float dtype." : "Use a wider dtype, or clip: true.",
    });
  };
}
