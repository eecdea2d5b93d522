/**
 * Separable symmetric filters: Gaussians and their derivatives, in layers.
 *
 * ```
 *   input ring --across layers--> output ring --along rows--> in place --across rows--> in place
 *   any dtype    batch + 2 R layers   float32       32 rows at once         strips of 32 columns
 * ```
 * The first two steps go band by band (a few rows of all layers of the batch), so that rows are still in the cache.
 * @module
 */
import { type Dtype, dtypes, isFloat, itemSize } from "../../array/dtype.ts";
import { GeometryError, UnsupportedError } from "../../errors.ts";
import type { FrameHalo, Kernel, KernelRun, KernelTask, KernelTraits, Triple } from "../kernel.ts";
import { pitchOf } from "../layers.ts";
import { align } from "../memory.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { type Boundary, boundaries, foldIndex } from "./boundary.ts";

/** Parameters of {@link gaussian}; a type and not an interface, so that it is JSON. */
export type GaussianParams = {
  /** Half filters for layers, rows and columns, centre first (see `gaussianWeights`). `[1]` leaves the axis alone. */
  readonly weights: readonly [readonly number[], readonly number[], readonly number[]];
  /** True for an axis whose filter is antisymmetric: `w[k] (x[+k] - x[-k])`. None when absent. */
  readonly odd?: readonly [boolean, boolean, boolean];
  readonly boundary: Boundary;
  /** What lies outside for the boundary `constant`; 0 when absent. */
  readonly constantValue?: number;
};

/** Layers per pass: more would only make the strips outgrow the cache. */
const LAYERS = 16;
/** As in assembly/gaussian.ts and strip.ts. */
const SEGMENT = 128;
const STRIP = 128;
/** A transpose may write this many strip rows too many. */
const SLACK = 4;

/**
 * Filters with the given half filters. float64 stays float64, all else becomes float32; 64-bit integers are rounded to float64,
 * then to float32. Within 2e-6 * max|input| * sum|weights| of `scipy.ndimage.gaussian_filter`; NaN spreads as far as the filter
 * reaches. `wrap` needs the other end of the image and is refused, but for filters of radius 0.
 */
export const gaussian: Kernel<GaussianParams> = {
  name: "gaussian",
  version: 1,
  describe,
  start,
};

function describe(params: GaussianParams, inputs: readonly Dtype[]): KernelTraits {
  const input = inputs[0];
  if (inputs.length !== 1 || input === undefined) throw new GeometryError(`Expected gaussian to have one input, found ${inputs.length}.`);
  checkParams(params);
  const [z, y, x] = radii(params);
  const dtype = input === "float64" ? "float64" : "float32";
  const halo: FrameHalo = { before: [z, y, x], after: [z, y, x] };
  return {
    dtype,
    halo,
    scratchBytes: ({ depth, width }) => layout(params, dtype, Math.min(depth, LAYERS), width).bytes,
    nsPerVoxel: (0.6 + 0.075 * (z + y + x)) * (dtype === "float64" ? 2 : 1),
  };
}

function checkParams({ weights, odd, boundary, constantValue = 0 }: GaussianParams): void {
  if (!boundaries.includes(boundary))
    throw new GeometryError(`Expected boundary to be one of ${boundaries.join(", ")}, found ${boundary}.`);
  weights.forEach((half, axis) => {
    if (half.length === 0 || !half.every(Number.isFinite)) {
      throw new GeometryError(`Expected finite weights, centre first, for axis ${axis}, found [${half.join(", ")}].`);
    }
    if (half.length === 1 && half[0] !== 1) {
      throw new GeometryError(`Expected the weight 1 for axis ${axis}, whose filter has radius 0, found ${half[0]}.`);
    }
    // Passes along different axes commute only where a constant stays what it is.
    const sum = half.reduce((total, w, k) => total + (k === 0 || odd?.[axis] === true ? w : 2 * w), 0);
    const alone = weights.every((other, i) => i === axis || other.length === 1);
    if (!alone && boundary === "constant" && constantValue !== 0 && (odd?.[axis] === true || Math.abs(sum - 1) > 1e-6)) {
      throw new UnsupportedError(
        "A derivative with a constant other than 0 outside the image is not supported along several axes at once.",
        {
          hint: "Filter along one axis after the other, as the operators of voxmill/ops do.",
        },
      );
    }
  });
  if (boundary === "wrap" && weights.some((half) => half.length > 1)) {
    throw new UnsupportedError("The boundary wrap is not supported: a block would need the other end of the image.", {
      hint: "Use reflect, mirror, nearest or constant.",
    });
  }
}

const radii = ({ weights }: GaussianParams): Triple => [weights[0].length - 1, weights[1].length - 1, weights[2].length - 1];

/** Where everything lies in the scratch memory of one task, in bytes from its start. */
interface Layout {
  readonly weights: readonly [number, number, number];
  /** Addresses of input layers, then of output layers. */
  readonly layers: number;
  readonly targets: number;
  /** Addresses of the rows in one strip. */
  readonly lines: number;
  readonly strip: number;
  readonly result: number;
  /** A row that nobody reads. */
  readonly spare: number;
  readonly bytes: number;
}

function layout(params: GaussianParams, dtype: Dtype, batch: number, width: number): Layout {
  let bytes = 0;
  const take = (size: number): number => {
    const at = bytes;
    bytes += align(size, 64);
    return at;
  };
  const [z, y, x] = radii(params);
  const weights = [z, y, x].map((radius) => take((radius + 1) * itemSize(dtype))) as unknown as [number, number, number];
  return {
    weights,
    layers: take((batch + 2 * z) * 4),
    targets: take(batch * 4),
    lines: take((STRIP / itemSize(dtype)) * 4),
    strip: take(Math.max(batch + 2 * z, SEGMENT + 2 * Math.max(y, x) + SLACK) * STRIP),
    result: take((SEGMENT + SLACK) * STRIP),
    spare: take(pitchOf(dtype, width) + STRIP),
    bytes,
  };
}

function start(task: KernelTask<GaussianParams>): KernelRun {
  const { dtype, width } = task.output;
  const batch = Math.min(task.region.shape[0], LAYERS);
  const plan = layout(task.params, dtype, batch, width);
  const base = task.memory.reserve(plan.bytes);
  let ready = false;
  return {
    produce(from, to) {
      if (!ready) writeWeights(task, plan, base);
      ready = true;
      for (let z = from; z < to; z += batch) filterLayers(task, plan, base, z, Math.min(to, z + batch));
    },
  };
}

/** Weights lie outermost first: sums begin with the small terms. */
function writeWeights(task: KernelTask<GaussianParams>, plan: Layout, base: number): void {
  const Type = task.output.dtype === "float64" ? Float64Array : Float32Array;
  task.params.weights.forEach((half, axis) => {
    new Type(task.memory.buffer, base + (plan.weights[axis] as number), half.length).set(half.toReversed());
  });
}

/** Output layers [from, to), at most LAYERS. */
function filterLayers(task: KernelTask<GaussianParams>, plan: Layout, base: number, from: number, to: number): void {
  const { output, params } = task;
  const input = task.inputs[0] as KernelTask["inputs"][number];
  const count = to - from;
  const addresses = new Uint32Array(task.memory.buffer, base, plan.lines / 4);
  const [rz, ry, rx] = radii(params);
  for (let i = 0; i < count + 2 * rz; i++) {
    const layer = foldIndex(from - rz + i, task.image[0], params.boundary);
    addresses[plan.layers / 4 + i] = layer < 0 ? 0 : input.address(layer);
  }
  for (let i = 0; i < count; i++) addresses[plan.targets / 4 + i] = output.address(from + i);

  const call = calls(task, plan, base);
  // A band fills at least one strip with its rows, so that the pass along rows finds them in the cache.
  const lanes = STRIP / itemSize(output.dtype);
  const band = rx > 0 ? Math.ceil(lanes / count) : output.height;
  for (let y = 0; y < output.height; y += band) {
    const rows = Math.min(band, output.height - y);
    call.acrossLayers(count, y, rows);
    if (rx > 0) call.alongRows(count, y, rows);
  }
  for (let z = from; z < to; z++) {
    if (ry > 0) call.acrossRows(z);
    else if (rx === 0 && isFloat(input.dtype)) call.canonical(z);
  }
}

/** The compiled passes, with all that stays the same bound. */
function calls(task: KernelTask<GaussianParams>, plan: Layout, base: number) {
  const { output, params } = task;
  const input = task.inputs[0] as KernelTask["inputs"][number];
  const { exports } = task.memory;
  const float64 = Number(output.dtype === "float64");
  const odd = (axis: number): number => Number(params.odd?.[axis] === true);
  const weights = plan.weights.map((at) => base + at) as [number, number, number];
  const [rz, ry, rx] = radii(params);
  const rule = boundaries.indexOf(params.boundary);
  const constant = params.constantValue ?? 0;
  const [layers, targets, strip] = [base + plan.layers, base + plan.targets, base + plan.strip];
  const layersPass = kernelFunction(exports, "gaussianLayers");
  const rowsPass = kernelFunction(exports, "gaussianRows");
  const columnsPass = kernelFunction(exports, "gaussianColumns");
  const canonicalPass = kernelFunction(exports, "canonicalLayer");
  const code = dtypes.indexOf(input.dtype);
  const [result, lines, spare] = [base + plan.result, base + plan.lines, base + plan.spare];
  const { pitch, width, height } = output;
  return {
    acrossLayers: (count: number, y: number, rows: number) =>
      layersPass(float64, odd(0), code, layers, input.pitch, targets, pitch, count, y, rows, width, weights[0], rz, constant, strip),
    alongRows: (count: number, y: number, rows: number) => {
      const last = Number(ry === 0);
      rowsPass(
        ...[float64, odd(2), targets, pitch, count, y, rows, width, weights[2], rx, rule, constant, strip, result, lines, spare, last],
      );
    },
    acrossRows: (layer: number) =>
      columnsPass(float64, odd(1), output.address(layer), pitch, height, weights[1], ry, rule, constant, strip),
    canonical: (layer: number) => canonicalPass(float64, output.address(layer), pitch * height),
  };
}
