/**
 * One block of one stage, from reading to the record that it is done.
 * @module
 */

import { copyRegion } from "../../array/copy-region.ts";
import { type Dtype, itemSize, type TypedArrayOf } from "../../array/dtype.ts";
import { NdArray } from "../../array/nd-array.ts";
import { zarrWriter } from "../../format/zarr/index.ts";
import { toFrameRoi, toFrameVec } from "../../geometry/frame.ts";
import type { Roi } from "../../geometry/roi.ts";
import { add, multiply, type Vec } from "../../geometry/vec.ts";
import type { CollectorRun } from "../../kernels/collector.ts";
import { cropLayers } from "../../kernels/crop.ts";
import { LayerRing } from "../../kernels/layers.ts";
import { collectorByName } from "../../kernels/registry.ts";
import { layoutStage } from "../../plan/layout.ts";
import { blockGrid } from "../../plan/plan.ts";
import { sinkChunks } from "../../plan/sink-chunks.ts";
import type { Sink, StageSpec } from "../../plan/stage.ts";
import type { Store } from "../../store/store.ts";
import { outputsOfBlock } from "../outputs.ts";
import { partialKey, type RunnableStage, spillKey, type TaskReport } from "../protocol.ts";
import { sealed } from "../sealed.ts";
import { ArraySink, type ChunkTaker } from "./array-sink.ts";
import type { WorkerContext } from "./context.ts";
import type { Plane } from "./frame-axes.ts";
import { intoShards } from "./into-shards.ts";
import { Leavings, type Left } from "./leavings.ts";
import { openReader } from "./readers.ts";
import { writeSpill } from "./spill.ts";
import { Streams } from "./stream.ts";

/** What is counted while a task runs. */
interface Counts {
  bytesRead: number;
  bytesWritten: number;
}

/** Consumes layers at the end of a stream. */
interface Consumer {
  readonly inputs: readonly number[];
  consume(rings: readonly LayerRing[], from: number, to: number): void | Promise<void>;
  finish(): Promise<void>;
}

/** The whole rings of the inputs, halo and all, and where the block lies in them. */
interface Around {
  ring(input: number): LayerRing;
  readonly y: number;
  readonly x: number;
}

/** Runs one block. Everything it leaves is atomic and the same however often it runs. */
export async function runTask(stage: RunnableStage, block: number, context: WorkerContext, signal?: AbortSignal): Promise<TaskReport> {
  const begin = performance.now();
  const mark = context.memory.mark();
  context.memory.restartPeak();
  const counts: Counts = { bytesRead: 0, bytesWritten: 0 };
  try {
    const task = new BlockTask(stage, block, context, counts, signal);
    const left = await task.run();
    return { seconds: (performance.now() - begin) / 1000, ...counts, memory: context.memory.peak, ...left };
  } finally {
    context.memory.release(mark);
  }
}

class BlockTask {
  readonly #stage: RunnableStage;
  readonly #spec: StageSpec;
  readonly #block: number;
  readonly #context: WorkerContext;
  readonly #counts: Counts;
  readonly #signal: AbortSignal | undefined;
  /** What this block writes, in voxels of the streamed image, and in one frame of it. */
  readonly #write: Roi;
  readonly #outer: Vec;
  readonly #frame: Roi;
  readonly #leavings: Leavings;

  constructor(stage: RunnableStage, block: number, context: WorkerContext, counts: Counts, signal: AbortSignal | undefined) {
    this.#stage = stage;
    this.#spec = stage.spec;
    this.#block = block;
    this.#context = context;
    this.#counts = counts;
    this.#signal = signal;
    this.#leavings = new Leavings(stage.spec.sinks.length);
    this.#write = blockGrid(stage.spec).at(block).writeRoi.shift(stage.spec.total.offset);
    const { outer, roi } = toFrameRoi(this.#write);
    this.#outer = outer;
    this.#frame = roi;
  }

  /** Gives words of what was left. */
  async run(): Promise<Left> {
    const spec = this.#spec;
    const [z0, y0, x0] = this.#frame.offset as [number, number, number];
    const [depth, height, width] = this.#frame.shape as [number, number, number];
    const plane = this.#plane();
    const streams = await Streams.open({
      spec,
      context: this.#context,
      start: z0,
      stop: z0 + depth,
      plane,
      image: toFrameVec(spec.shape, 1),
      signal: this.#signal,
      openReader: (step) =>
        openReader({
          from: step.from,
          stage: this.#stage,
          outer: this.#outer,
          plane,
          context: this.#context,
          signal: this.#signal,
          onRead: (bytes) => {
            this.#counts.bytesRead += bytes;
          },
        }),
    });
    const cropped = plane.height !== height || plane.width !== width;
    const rings = new Map<number, LayerRing>();
    for (const input of new Set(spec.sinks.flatMap((s) => (s.op === "array" ? [s.input] : s.inputs)))) {
      const ring = streams.ring(input);
      rings.set(input, cropped ? new LayerRing(this.#context.memory, ring.dtype, height, width, spec.batch, z0) : ring);
    }
    const around = { ring: (input: number) => streams.ring(input), y: y0 - plane.y, x: x0 - plane.x };
    const consumers = spec.sinks.map((sink, n) => this.#consumer(sink, n, rings, around));
    for (let from = z0; from < z0 + depth; from += spec.batch) {
      const to = Math.min(z0 + depth, from + spec.batch);
      await streams.advance(to);
      for (const [input, ring] of rings) {
        if (cropped) cropLayers(this.#context.memory, streams.ring(input), ring, from, to, y0 - plane.y, x0 - plane.x);
        if (cropped) ring.end = to;
      }
      for (const consumer of consumers) {
        const busy = consumer.consume(
          consumer.inputs.map((i) => rings.get(i) as LayerRing),
          from,
          to,
        );
        if (busy !== undefined) await busy;
      }
    }
    for (const consumer of consumers) await consumer.finish();
    return this.#leavings.all(outputsOfBlock(this.#stage, this.#block));
  }

  /** Rows and columns that the arrays of this task share: the block's, with the halo of all kernels, cut at the image. */
  #plane(): Plane {
    const { before, after } = layoutStage(this.#spec);
    const image = toFrameVec(this.#spec.shape, 1);
    const reach = (axis: 1 | 2): readonly [number, number] => {
      const start = this.#frame.offset[axis] as number;
      return [Math.max(0, start - before[axis]), Math.min(image[axis], start + (this.#frame.shape[axis] as number) + after[axis])];
    };
    const [y, bottom] = reach(1);
    const [x, right] = reach(2);
    return { y, x, height: bottom - y, width: right - x };
  }

  #consumer(sink: Sink, number: number, rings: ReadonlyMap<number, LayerRing>, around: Around): Consumer {
    if (sink.op === "collect") return this.#collector(sink, number, rings, around);
    const spec = this.#spec;
    const write = this.#write.shift(spec.total.offset.map((o) => -o));
    const shape = sink.keep.map((axis) => spec.total.shape[axis] as number);
    const { chunks, take } = this.#taker(sink, number, shape);
    const array = new ArraySink({ dtype: sink.dtype, write, keep: sink.keep, shape, chunks, memory: this.#context.memory, take });
    const first = this.#frame.offset[0] as number;
    return {
      inputs: [sink.input],
      consume: ([ring], from, to) => array.consume(ring as LayerRing, from, to, first),
      finish: async () => {},
    };
  }

  #taker(sink: Sink & { readonly op: "array" }, number: number, shape: Vec): { readonly chunks: Vec; readonly take: ChunkTaker } {
    const { to } = sink;
    const chunks = sinkChunks(sink, this.#spec.block);
    if (to.kind === "memory") {
      const target = new NdArray<Dtype>(sink.dtype, this.#context.resource(to.id).data as TypedArrayOf[Dtype], shape);
      const take: ChunkTaker = async (index, chunk) => {
        const at = multiply(index, chunks);
        copyRegion(chunk, target.view(at, add(at, chunk.shape)));
      };
      return { chunks, take };
    }
    if (to.kind === "spill") {
      const store = this.#scratch(number);
      const take: ChunkTaker = async (index, chunk) => {
        this.#counts.bytesWritten += await writeSpill(store, this.#stage.folder, number, index, chunk);
      };
      return { chunks, take };
    }
    const writer = zarrWriter(this.#leavings.storing(this.#context.resolve(to.store), number), to.key, to.options);
    const write = to.options.shards === undefined ? (index: Vec, chunk: NdArray) => writer.writeChunk(index, chunk) : intoShards(writer);
    const take: ChunkTaker = async (index, chunk) => {
      await write(index, chunk);
      this.#counts.bytesWritten += chunk.size * itemSize(chunk.dtype);
    };
    return { chunks, take };
  }

  /** Where a sink leaves what later stages read. */
  #scratch(number: number): Store {
    return sealed(this.#leavings.leaving(this.#context.resolve(this.#stage.scratch), number, this.#stage.folder));
  }

  #collector(
    sink: Sink & { readonly op: "collect" },
    number: number,
    rings: ReadonlyMap<number, LayerRing>,
    { ring, y, x }: Around,
  ): Consumer {
    const { folder } = this.#stage;
    const store = this.#scratch(number);
    const run: CollectorRun = collectorByName(sink.collector).start({
      params: sink.params,
      inputs: sink.inputs.map((i) => rings.get(i) as LayerRing),
      around: { inputs: sink.inputs.map(ring), y, x },
      memory: this.#context.memory,
      image: toFrameVec(this.#spec.shape, 1),
      region: { offset: toFrameVec(this.#frame.offset, 0), shape: toFrameVec(this.#frame.shape, 1) },
      spill: async (name, bytes) => {
        this.#counts.bytesWritten += bytes.length;
        await store.set(spillKey(folder, this.#block, number, name), bytes);
      },
    });
    return {
      inputs: sink.inputs,
      consume: (_rings, from, to) => run.consume(from, to),
      finish: async () => store.set(partialKey(folder, this.#block, number), await run.finish()),
    };
  }
}
