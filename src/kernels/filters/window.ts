/**
 * Neighbourhood filters at work: the rows around a few output rows are converted once into a band, and every window is cut from it.
 *
 * ```
 *   input rings -> band: rows of a few layers, with borders -> output rows
 *                  small enough for the cache, whatever the image
 * ```
 * The layout of a band is that of assembly/window.ts.
 * @module
 */
import { dtypes } from "../../array/dtype.ts";
import type { FrameHalo, KernelRun, KernelTask, Params, Triple } from "../kernel.ts";
import { align } from "../memory.ts";
import { type Boundary, boundaries, foldIndex } from "./boundary.ts";

/** What a window reaches, per frame axis, before and after its voxel. */
export interface Reach {
  readonly before: Triple;
  readonly after: Triple;
}

/** What all neighbourhood filters have among their parameters. */
export interface WindowParams {
  readonly boundary: Boundary;
}

/** Layers per pass. */
const LAYERS = 8;
/** Bytes of a band with all that lies beside it, where a filter does not say: half of a level-2 cache. */
const BUDGET = 1 << 19;
/** A band is at least this high: lower ones would convert rows over and over. */
const LEAST_ROWS = 8;
/** Bytes past the last row, for vectors that begin within it. */
const SLACK = 256;
/** Words of the structure `Window`. */
const WORDS = 14;

/** How a filter uses its band. */
export interface WindowUse {
  readonly reach: Reach;
  /** Bytes of a voxel in the band. */
  readonly item: number;
  /** True when the band holds output layers only: those around them are combined before. */
  readonly combined?: boolean | undefined;
  /** Bytes that a band with all that lies beside it may have, as measured: few where all of it is read again and again. @default 512 KiB */
  readonly budget?: number | undefined;
  /** Bytes of its own, beside the band. */
  own(band: { readonly rows: number; readonly rowBytes: number; readonly layers: number; readonly width: number }): number;
}

/** Where everything lies in the scratch memory of one task, in bytes from its start. */
interface WindowLayout {
  readonly layers: number;
  readonly rows: number;
  readonly rowBytes: number;
  readonly origin: number;
  readonly layerBytes: number;
  readonly constant: number;
  readonly addresses: number;
  readonly targets: number;
  readonly own: number;
  readonly band: number;
  readonly bytes: number;
}

interface PlaneShape {
  readonly depth: number;
  readonly height: number;
  readonly width: number;
}

/** The halo of a window. As far on both sides: a border that is folded back (reflect) is read as far inside as the window reaches outside. */
export function haloOf({ before, after }: Reach): FrameHalo {
  const far = before.map((n, axis) => Math.max(n, after[axis] as number)) as unknown as Triple;
  return { before: far, after: far };
}

/** Bytes that a run reserves, at most, for this plane and all smaller ones. */
export function windowBytes(use: WindowUse, plane: PlaneShape): number {
  const all = layoutOf(use, plane, plane.height).bytes;
  const { budget = BUDGET } = use;
  return all <= budget ? all : Math.max(budget, layoutOf(use, plane, leastRows(use, plane)).bytes);
}

const leastRows = ({ reach }: WindowUse, { height }: PlaneShape): number =>
  Math.min(height, Math.max(LEAST_ROWS, reach.before[1] + reach.after[1]));

/** As many rows as the budget allows. */
function windowLayout(use: WindowUse, plane: PlaneShape): WindowLayout {
  let [low, high] = [leastRows(use, plane), plane.height];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (layoutOf(use, plane, middle).bytes <= (use.budget ?? BUDGET)) low = middle;
    else high = middle - 1;
  }
  return layoutOf(use, plane, low);
}

function layoutOf(use: WindowUse, { depth, width }: PlaneShape, rows: number): WindowLayout {
  const { reach, item } = use;
  const [bz, by, bx] = reach.before;
  const [az, ay, ax] = reach.after;
  let bytes = 0;
  const take = (size: number): number => {
    const at = bytes;
    bytes += align(size, 64);
    return at;
  };
  const layers = Math.min(depth, LAYERS);
  const origin = align(bx * item, 16) + 16;
  const rowBytes = align(origin + (align(width, 32) + bx + ax) * item + SLACK, 64);
  const layerBytes = rowBytes * (rows + by + ay);
  take(WORDS * 4);
  return {
    layers,
    rows,
    rowBytes,
    origin,
    layerBytes,
    constant: take(16),
    addresses: take((layers + bz + az) * 4),
    targets: take(layers * 4),
    own: take(use.own({ rows, rowBytes, layers, width })),
    band: take(layerBytes * (use.combined === true ? layers : layers + bz + az) + SLACK),
    bytes,
  };
}

/** One call of a compiled filter: the addresses and numbers that they all take. */
export interface WindowCall {
  /** Code of the input's dtype. */
  readonly dtype: number;
  readonly window: number;
  readonly targets: number;
  readonly targetPitch: number;
  /** Address of the bytes that {@link WindowUse.own} asked for. */
  readonly own: number;
  readonly rowBytes: number;
  readonly layerBytes: number;
  /** The most rows and layers of a call. */
  readonly rows: number;
  readonly layers: number;
}

/** Output layers and rows of one call. */
export interface WindowPart {
  readonly count: number;
  readonly y: number;
  readonly rows: number;
}

/**
 * Runs a filter over its layers. `prepare` is called once, when all memory is reserved: it writes the constant at the given address, and its
 * own tables, and returns what filters one part.
 */
export function runWindow<P extends Params & WindowParams>(
  task: KernelTask<P>,
  use: WindowUse,
  prepare: (call: WindowCall, constant: number) => (part: WindowPart) => void,
): KernelRun {
  const { output, memory, params } = task;
  const input = task.inputs[0] as KernelTask["inputs"][number];
  const plan = windowLayout(use, { depth: task.region.shape[0], height: output.height, width: output.width });
  const base = memory.reserve(plan.bytes);
  const [bz, above, left] = use.reach.before;
  const [az, below, right] = use.reach.after;
  let filter: ((part: WindowPart) => void) | undefined;
  const begin = (): ((part: WindowPart) => void) => {
    const rule = boundaries.indexOf(params.boundary);
    const places = [base + plan.addresses, base + plan.band, plan.rowBytes, plan.origin, plan.layerBytes];
    const words = [output.width, output.height, input.pitch, rule, base + plan.constant, left, right, above, below, ...places];
    new Uint32Array(memory.buffer, base, WORDS).set(words);
    const call = {
      dtype: dtypes.indexOf(input.dtype),
      window: base,
      targets: base + plan.targets,
      targetPitch: output.pitch,
      own: base + plan.own,
      rowBytes: plan.rowBytes,
      layerBytes: plan.layerBytes,
      rows: plan.rows,
      layers: plan.layers,
    };
    return prepare(call, base + plan.constant);
  };
  return {
    produce(from, to) {
      filter ??= begin();
      for (let z = from; z < to; z += plan.layers) {
        const count = Math.min(plan.layers, to - z);
        const words = new Uint32Array(memory.buffer, base, plan.own / 4);
        for (let i = 0; i < count + bz + az; i++) {
          const layer = foldIndex(z - bz + i, task.image[0], params.boundary);
          words[plan.addresses / 4 + i] = layer < 0 ? 0 : input.address(layer);
        }
        for (let i = 0; i < count; i++) words[plan.targets / 4 + i] = output.address(z + i);
        for (let y = 0; y < output.height; y += plan.rows) filter({ count, y, rows: Math.min(plan.rows, output.height - y) });
      }
    },
  };
}
