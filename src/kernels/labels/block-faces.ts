/**
 * The faces of a block, gathered while its layers stream by. Only sides at which the image goes on have one.
 * @module
 */
import type { FrameRegion, Triple } from "../kernel.ts";
import { encodeFace, FaceBuilder } from "./face.ts";
import type { LayerRuns } from "./layer-labeller.ts";
import { bytesOf } from "./run-spill.ts";

/** Low and high end of each axis. */
export type Side = "z0" | "z1" | "y0" | "y1" | "x0" | "x1";

export const faceFile = (side: Side): string => `face-${side}`;

export class BlockFaces {
  readonly #faces = new Map<Side, FaceBuilder>();
  readonly #shape: Triple;
  readonly #wide: boolean;

  constructor(image: Triple, { offset, shape }: FrameRegion, runBits: 16 | 32) {
    this.#shape = shape;
    this.#wide = runBits === 32;
    for (const [axis, [low, high]] of (
      [
        ["z0", "z1"],
        ["y0", "y1"],
        ["x0", "x1"],
      ] as const
    ).entries()) {
      const start = offset[axis] as number;
      if (start > 0) this.#faces.set(low, new FaceBuilder());
      if (start + (shape[axis] as number) < (image[axis] as number)) this.#faces.set(high, new FaceBuilder());
    }
  }
  /** Takes what layer `layer` (from 0) of the block shows at the faces. */
  add(layer: number, runs: LayerRuns): void {
    const [depth, height, width] = this.#shape;
    if (layer === 0) this.#addLayer(this.#faces.get("z0"), runs);
    if (layer === depth - 1) this.#addLayer(this.#faces.get("z1"), runs);
    this.#addRow(this.#faces.get("y0"), runs, 0);
    this.#addRow(this.#faces.get("y1"), runs, height - 1);
    this.#addFirst(this.#faces.get("x0"), runs);
    this.#addLast(this.#faces.get("x1"), runs, width);
  }
  /**
   * Spills all faces, with numbers of border components for provisional ids. Returns the border components: the components that a
   * face shows, ascending. All others are complete, and nobody but their own block needs to know them.
   */
  async spill(component: Uint32Array, count: number, spill: (name: string, bytes: Uint8Array) => Promise<void>): Promise<Uint32Array> {
    const number = new Uint32Array(count);
    for (const face of this.#faces.values()) for (const id of face.ids()) number[component[id] as number] = 1;
    let shown = 0;
    for (let c = 0; c < count; c++) if (number[c] === 1) number[c] = shown++;
    const border = new Uint32Array(shown);
    for (const face of this.#faces.values()) {
      for (const id of face.ids()) border[number[component[id] as number] as number] = component[id] as number;
    }
    for (const [side, face] of this.#faces)
      await spill(faceFile(side), bytesOf(encodeFace(face.finish((id) => number[component[id] as number] as number))));
    return border;
  }

  #addLayer(face: FaceBuilder | undefined, runs: LayerRuns): void {
    if (face === undefined) return;
    for (let y = 0; y < this.#shape[1]; y++) this.#addRow(face, runs, y);
  }
  #addRow(face: FaceBuilder | undefined, runs: LayerRuns, y: number): void {
    if (face === undefined) return;
    const end = runs.rowStart[y + 1] as number;
    for (let run = runs.rowStart[y] as number; run < end; run++) {
      face.add(runStart(runs, run, this.#wide), runEnd(runs, run, this.#wide), runs.ids[run] as number, runValue(runs, run));
    }
    face.endRow();
  }
  #addFirst(face: FaceBuilder | undefined, runs: LayerRuns): void {
    if (face === undefined) return;
    for (let y = 0; y < this.#shape[1]; y++) {
      const run = runs.rowStart[y] as number;
      if (run < (runs.rowStart[y + 1] as number) && runStart(runs, run, this.#wide) === 0)
        face.addColumn(y, runs.ids[run] as number, runValue(runs, run));
    }
    face.endRow();
  }
  #addLast(face: FaceBuilder | undefined, runs: LayerRuns, width: number): void {
    if (face === undefined) return;
    for (let y = 0; y < this.#shape[1]; y++) {
      const run = (runs.rowStart[y + 1] as number) - 1;
      if (run >= (runs.rowStart[y] as number) && runEnd(runs, run, this.#wide) === width)
        face.addColumn(y, runs.ids[run] as number, runValue(runs, run));
    }
    face.endRow();
  }
}

const runValue = ({ values }: LayerRuns, run: number): number => (values === undefined ? 1 : (values[run] as number));

const runStart = ({ runs }: LayerRuns, run: number, wide: boolean): number =>
  wide ? (runs[run * 2] as number) : (runs[run] as number) & 0xffff;

const runEnd = ({ runs }: LayerRuns, run: number, wide: boolean): number =>
  wide ? (runs[run * 2 + 1] as number) : (runs[run] as number) >>> 16;
