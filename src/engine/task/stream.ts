/**
 * Streams the arrays of one task: each pulls what it needs from those before it, a few layers at a time.
 * @module
 */

import { toFrameVec } from "../../geometry/frame.ts";
import type { LayerReader } from "../../kernels/collector.ts";
import { type KernelRun, noHalo, type Triple } from "../../kernels/kernel.ts";
import { LayerRing } from "../../kernels/layers.ts";
import { kernelByName } from "../../kernels/registry.ts";
import { effectiveHalo, layoutStage, type StageLayout, type StepLayout } from "../../plan/layout.ts";
import type { ReadFrom, StageSpec, Step } from "../../plan/stage.ts";
import type { WorkerContext } from "./context.ts";
import type { Plane } from "./frame-axes.ts";

/** One array of a task. */
interface Stream {
  readonly ring: LayerRing;
  /** Layers that this task needs of it. */
  readonly start: number;
  readonly stop: number;
  readonly layout: StepLayout;
  readonly step: Step;
  /** Set once all memory is reserved. */
  produce: (from: number, to: number) => void | Promise<void>;
}

export interface StreamsOptions {
  readonly spec: StageSpec;
  readonly context: WorkerContext;
  /** Layers that the sinks get. */
  readonly start: number;
  readonly stop: number;
  readonly plane: Plane;
  readonly image: Triple;
  readonly signal?: AbortSignal | undefined;
  openReader(step: Step & { readonly op: "read" }): Promise<LayerReader>;
}

/** All arrays of one task. */
export class Streams {
  readonly #streams: Stream[];
  readonly #batch: number;
  readonly #signal: AbortSignal | undefined;

  private constructor(streams: Stream[], batch: number, signal: AbortSignal | undefined) {
    this.#streams = streams;
    this.#batch = batch;
    this.#signal = signal;
  }

  /** Reserves all rings, loads and starts all kernels, opens all readers. */
  static async open(options: StreamsOptions): Promise<Streams> {
    const { spec, context, plane, image } = options;
    const layout = layoutStage(spec);
    const ranges = layerRanges(spec, layout, options.start, options.stop, image[0]);
    const streams = spec.steps.map((step, n): Stream => {
      const own = layout.steps[n] as StepLayout;
      const [start, stop] = ranges[n] as [number, number];
      const capacity = own.whole ? stop - start : Math.min(stop - start, own.capacity);
      const ring = new LayerRing(context.memory, step.dtype, plane.height, plane.width, Math.max(1, capacity), start);
      return { ring, start, stop, layout: own, step, produce: () => {} };
    });
    for (const stream of streams) {
      if (stream.step.op === "read") {
        const reader = await options.openReader(stream.step);
        stream.produce = (from, to) => reader.read(stream.ring, from, to);
        continue;
      }
      const { step, ring, start, stop } = stream;
      const kernel = kernelByName(step.kernel);
      await kernel.load?.(step.params);
      const inputs = step.inputs.map((i) => (streams[i] as Stream).ring);
      const region = { offset: [start, plane.y, plane.x] as const, shape: [stop - start, plane.height, plane.width] as const };
      const run: KernelRun = kernel.start({ params: step.params, inputs, output: ring, memory: context.memory, image, region });
      stream.produce = (from, to) => run.produce(from, to);
    }
    return new Streams(streams, spec.batch, options.signal);
  }

  ring(step: number): LayerRing {
    return (this.#streams[step] as Stream).ring;
  }

  /**
   * Brings every array as far ahead of `to` as its consumers will ask. All move in step, from the first layers on: a ring keeps just
   * what a consumer in step still has to read, so no branch of the graph may run ahead of another.
   */
  async advance(to: number): Promise<void> {
    const behind = Math.min(to, ...this.#streams.map(({ ring, layout }) => ring.end - layout.ahead));
    for (let front = Math.min(to, behind + this.#batch); ; front = Math.min(to, front + this.#batch)) {
      for (const [index, { layout }] of this.#streams.entries()) await this.#pull(index, front + layout.ahead);
      if (front === to) return;
    }
  }

  /** Makes sure that an array has its layers up to `to`. */
  async #pull(index: number, to: number): Promise<void> {
    const stream = this.#streams[index] as Stream;
    const { ring, step, layout } = stream;
    const target = Math.min(to, stream.stop);
    while (ring.end < target) {
      this.#signal?.throwIfAborted();
      const from = ring.end;
      const next = this.#nextEnd(stream, target);
      if (step.op === "kernel") {
        const ahead = layout.traits?.wholeBlock === true ? Number.POSITIVE_INFINITY : (layout.traits?.halo.after[0] ?? 0);
        for (const input of step.inputs) await this.#pull(input, next + ahead);
      }
      const busy = stream.produce(from, next);
      if (busy !== undefined) await busy;
      ring.end = next;
    }
  }

  /** Where the next piece ends: one batch for kernels, whole stored chunks for files. */
  #nextEnd(stream: Stream, target: number): number {
    const { ring, step, layout, stop } = stream;
    if (step.op === "kernel") return layout.traits?.wholeBlock === true ? stop : Math.min(target, ring.end + this.#batch);
    const shift = layerShift(step.from);
    const { granularity } = layout;
    return Math.min(stop, Math.ceil((target + shift) / granularity) * granularity - shift);
  }
}

/** What to add to a layer's number to have its number in the stored array, whose chunks count from 0. */
function layerShift(from: ReadFrom): number {
  if (from.kind === "wrapped") return layerShift(from.from) - toFrameVec(from.before, 0)[0];
  if (from.kind !== "stored" || from.crop.keep.length === 0) return 0;
  return from.crop.offset[from.crop.keep.at(-3) ?? 0] ?? 0;
}

/** Which layers each array must have: what the sinks want, grown by the halos on the way, cut at the image. */
function layerRanges(spec: StageSpec, layout: StageLayout, start: number, stop: number, depth: number): [number, number][] {
  const ranges = spec.steps.map((): [number, number] => [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  const widen = (index: number, from: number, to: number): void => {
    const range = ranges[index] as [number, number];
    range[0] = Math.min(range[0], Math.max(0, from));
    range[1] = Math.max(range[1], Math.min(depth, to));
  };
  for (const [n, sink] of spec.sinks.entries()) {
    const { before, after } = layout.sinks[n] as StageLayout["sinks"][number];
    for (const i of sink.op === "array" ? [sink.input] : sink.inputs) widen(i, start - before[0], stop + after[0]);
  }
  for (let n = spec.steps.length - 1; n >= 0; n--) {
    const step = spec.steps[n] as Step;
    if (step.op !== "kernel") continue;
    const { traits } = layout.steps[n] as StepLayout;
    const { before, after } = traits === undefined ? noHalo : effectiveHalo(traits, [depth, 0, 0]);
    const [from, to] = ranges[n] as [number, number];
    for (const input of step.inputs) widen(input, from - before[0], to + after[0]);
  }
  return ranges;
}
