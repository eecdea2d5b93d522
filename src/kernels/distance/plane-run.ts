/**
 * The scratch of a run over planes, as assembly/distance.ts reads it.
 *
 * ```
 *   job     sizes, addresses, weights
 *   strip   64 bytes of every row: the columns that are searched together
 *   row     | margin | one row | margin |     margins are infinite: the search runs over the ends
 *   done    one row of results
 *   edges   squared distances to what lies outside the image, per row and per column
 * ```
 * @module
 */
import type { KernelRun, KernelTask } from "../kernel.ts";
import { type LayerRing, pitchOf } from "../layers.ts";
import { align } from "../memory.ts";
import { kernelFunction } from "../wasm/instance.ts";
import type { PlaneDistanceParams } from "./plane-distance.ts";

const JOB_BYTES = 128;
/** Bytes of neighbours that are searched together. */
const GROUP_BYTES = 64;
/** What stands for an infinite square, by its bytes. */
const INFINITE = { 2: 0xffff, 4: 0x7fff_ffff, 8: Number.POSITIVE_INFINITY } as const;

interface Plane {
  readonly height: number;
  readonly width: number;
}

/** Bytes of a square: 2 as long as all of a layer are below 65535, then 4; 8 for floats. */
type Size = 2 | 4 | 8;
type Part = "job" | "strip" | "row" | "done" | "edgeY" | "edgeX" | "vertices" | "plane";
type Parts = Readonly<Record<Part, number>>;

/** Layers that are taken with 4 bytes at once after one did not fit 2. */
const LARGE_LAYERS = 8;

/** True when the plane of squares fits the rows of the output. */
const inPlace = ({ dtype, wide }: PlaneDistanceParams): boolean => (dtype === "float64") === wide;

/** Bytes of a row of squares. */
const squaresPitch = ({ wide }: PlaneDistanceParams, width: number): number => pitchOf(wide ? "float64" : "uint32", width);

const sizesOf = ({ wide }: PlaneDistanceParams): readonly Size[] => (wide ? [8] : [4, 2]);

/** Bytes of the parts of the scratch for squares of one size. Those of 2 bytes share the plane of 4. */
function parts(params: PlaneDistanceParams, { height, width }: Plane, size: Size): Parts {
  const row = align(width, 64) * size;
  return {
    job: JOB_BYTES,
    strip: height * GROUP_BYTES,
    row: 3 * row + 4 * GROUP_BYTES,
    done: row,
    edgeY: align(height, 64) * size,
    edgeX: row,
    vertices: size === 2 ? 0 : 8 * Math.max(height, width),
    plane: size === 2 || inPlace(params) ? 0 : squaresPitch(params, width) * height,
  };
}

/** Bytes that {@link startPlaneRun} reserves. */
export function planeRunBytes(params: PlaneDistanceParams, plane: Plane): number {
  const all = sizesOf(params).flatMap((size) => Object.values(parts(params, plane, size)));
  return all.reduce((sum, bytes) => sum + align(bytes, 64), 0);
}

export function startPlaneRun(task: KernelTask<PlaneDistanceParams>): KernelRun {
  const { params, output, memory } = task;
  const input = task.inputs[0] as LayerRing;
  const jobs = sizesOf(params).map((size) => {
    const bytes = parts(params, output, size);
    const at = Object.fromEntries(Object.entries(bytes).map(([name, n]) => [name, memory.reserve(n)])) as Record<Part, number>;
    return { size, bytes, at };
  });
  const run = kernelFunction(memory.exports, "planeDistance");
  const [large, small] = jobs as [(typeof jobs)[0], (typeof jobs)[0]?];
  let ready = false;
  /** Layers to come that are not tried with 2 bytes: the squares of neighbours are alike. */
  let left = 0;
  return {
    produce(from, to) {
      if (!ready) for (const job of jobs) prepare(task, job);
      ready = true;
      for (let layer = from; layer < to; layer++) {
        const target = output.address(layer);
        if (inPlace(params)) for (const { at } of jobs) new Uint32Array(memory.buffer, at.job, 7)[6] = target;
        if (small !== undefined && left-- <= 0) {
          if (run(small.at.job, small.size, input.address(layer), target) !== 0) continue;
          left = LARGE_LAYERS;
        }
        run(large.at.job, large.size, input.address(layer), target);
      }
    },
  };
}

/** Writes the job, the margins and the edges. */
function prepare(
  { params, inputs, output, memory }: KernelTask<PlaneDistanceParams>,
  { size, bytes, at }: { readonly size: Size; readonly bytes: Parts; readonly at: Parts },
): void {
  const { height, width } = output;
  const { wide, spacing, borderValue, dtype } = params;
  const [wz, wy, wx] = spacing.map((s) => s * s) as [number, number, number];
  const pitch = squaresPitch(params, width);
  const infinite = INFINITE[size];
  const numbers = (part: Part): Uint16Array | Uint32Array | Float64Array => {
    const Numbers = { 2: Uint16Array, 4: Uint32Array, 8: Float64Array }[size];
    return new Numbers(memory.buffer, at[part], bytes[part] / size).fill(infinite);
  };
  numbers("row");
  const edge = (part: Part, n: number, weight: number): void => {
    const values = numbers(part);
    if (borderValue === 0) for (let i = 0; i < n; i++) values[i] = Math.min(infinite, Math.min(i + 1, n - i) ** 2 * weight);
  };
  edge("edgeY", height, wide ? wy : 1);
  edge("edgeX", width, wide ? wx : 1);
  const job = [height, width, (inputs[0] as LayerRing).pitch, pitch, output.pitch, Number(dtype === "float32"), at.plane];
  job.push(at.strip, at.row + align(width, 64) * size + 2 * GROUP_BYTES, at.done, at.edgeY, at.edgeX, at.vertices);
  new Uint32Array(memory.buffer, at.job, job.length).set(job);
  new Float64Array(memory.buffer, at.job + 56, 4).set([wz, wy, wx, wide ? 1 : spacing[0]]);
}
