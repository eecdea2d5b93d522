/**
 * A projection at work on one block: the plane in the worker's memory.
 * @module
 */
import type { CollectorRun, CollectorTask } from "../collector.ts";
import { align } from "../memory.ts";
import { dtypeNumbers } from "../regions/record.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { ProjectedPlane, pixelBytes } from "./plane.ts";
import type { ProjectionParams } from "./projection.ts";

/** Numbers of the operations in assembly/projection.ts; a mean is a sum until the end. */
const opNumbers = { max: 0, min: 1, sum: 2, mean: 2 } as const;
/** Rows of the plane are padded to this many pixels, as rows of layers are. */
const PAD_PIXELS = 32;

interface BlockShape {
  readonly depth: number;
  readonly height: number;
  readonly width: number;
}

/** Rows of the block's plane, and pixels per row. */
const planeOf = ({ axis }: ProjectionParams, { depth, height, width }: BlockShape): readonly [rows: number, columns: number] =>
  axis === 0 ? [height, width] : axis === 1 ? [depth, width] : [depth, height];

const pitchOf = (params: ProjectionParams, columns: number): number => align(columns, PAD_PIXELS) * pixelBytes(params.dtype, params.op);

/** Bytes of the plane of a block, and of an unpacked row of a mask. */
export function projectionBytes(params: ProjectionParams, block: BlockShape): number {
  const [rows, columns] = planeOf(params, block);
  return align(rows * pitchOf(params, columns), 64) + align(block.width, 64);
}

export class ProjectionRun implements CollectorRun {
  readonly #task: CollectorTask<ProjectionParams>;
  readonly #rows: number;
  readonly #columns: number;
  readonly #pitch: number;
  readonly #plane: number;
  readonly #maskRow: number;

  constructor(task: CollectorTask<ProjectionParams>) {
    const [depth, height, width] = task.region.shape;
    const { memory, params } = task;
    this.#task = task;
    [this.#rows, this.#columns] = planeOf(params, { depth, height, width });
    this.#pitch = pitchOf(params, this.#columns);
    this.#plane = memory.reserve(this.#rows * this.#pitch);
    this.#maskRow = memory.reserve(align(width, 64));
    const bytes = new Uint8Array(memory.buffer, this.#plane, this.#rows * this.#pitch);
    new ProjectedPlane(params.dtype, params.op, bytes).clear();
  }

  consume(from: number, to: number): void {
    const { memory, params, region, inputs } = this.#task;
    const [ring] = inputs;
    if (ring === undefined) throw new Error("Expected a ring of the image.");
    const unpack = kernelFunction(memory.exports, "unpackMaskRow");
    const project = kernelFunction(memory.exports, params.axis === 2 ? "projectAlong" : "projectAcross");
    const dtype = dtypeNumbers[params.dtype];
    const op = opNumbers[params.op];
    const pixel = pixelBytes(params.dtype, params.op);
    for (let z = from; z < to; z++) {
      const layer = z - region.offset[0];
      for (let y = 0; y < ring.height; y++) {
        let source = ring.address(z) + y * ring.pitch;
        if (params.dtype === "bool") {
          unpack(source, this.#maskRow, ring.width);
          source = this.#maskRow;
        }
        const target = params.axis === 0 ? y * this.#pitch : params.axis === 1 ? layer * this.#pitch : layer * this.#pitch + y * pixel;
        project(dtype, op, source, this.#plane + target, ring.width);
      }
    }
  }

  /** The pixels of the plane in C order, without padding. */
  finish(): Uint8Array {
    const bytes = this.#columns * pixelBytes(this.#task.params.dtype, this.#task.params.op);
    const partial = new Uint8Array(this.#rows * bytes);
    for (let row = 0; row < this.#rows; row++) {
      partial.set(new Uint8Array(this.#task.memory.buffer, this.#plane + row * this.#pitch, bytes), row * bytes);
    }
    return partial;
  }
}
