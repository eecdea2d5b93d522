/**
 * What an erosion works with: bits of masks, or keys of grey values. The runs that stream layers are the same for both.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import type { WorkerMemory } from "../memory.ts";
import type { RowLayout } from "./row-buffer.ts";
import type { RowProgram } from "./row-program.ts";
import type { Extent } from "./slices.ts";

/** Rows and columns of a task. */
export interface Plane {
  readonly height: number;
  readonly width: number;
}

/** The compiled functions of one kind of voxel. Addresses of layers are 0 outside the image. */
export interface Lanes {
  readonly dtype: Dtype;
  /** True when voxels outside the image take part. */
  readonly outsideCounts: boolean;
  /** Reserves the sliding buffer of rows and writes the plan that the functions read; gives the plan's address. */
  reserve(program: RowProgram, layout: RowLayout, plane: Plane, y: Extent): number;
  /** Erodes a layer by every slice into the layers listed at `targets`. */
  erode(rows: number, layer: number, slices: number, count: number, targets: number): void;
  /** Erodes a layer by a rectangle. */
  erodeByBox(rows: number, layer: number, result: number, ring: number, target: number): void;
  /** target = both, of `bytes` bytes. */
  both(target: number, a: number, b: number, bytes: number): void;
  /** Turns a layer into output values. */
  finish(rows: number, source: number, target: number): void;
  /** Begins a layer: with what lies outside the image, or with what changes nothing. */
  fill(address: number, bytes: number, outside: boolean): void;
}

/** Lanes for the inputs of a task, made in its memory. */
export type MakeLanes = (memory: WorkerMemory) => Lanes;
