/**
 * Three blocks that go first: one in a corner, one inside, one at a face. What fails for every block fails here, after seconds and
 * not after hours; and what they stored is read back before anything else begins.
 * @module
 */
import { FormatError } from "../errors.ts";
import { openSource } from "../format/registry.ts";
import type { ArraySource } from "../format/source.ts";
import { zarrWriter } from "../format/zarr/index.ts";
import type { BlockGrid } from "../geometry/block-grid.ts";
import { ChunkGrid } from "../geometry/chunk-grid.ts";
import { Roi } from "../geometry/roi.ts";
import type { Vec } from "../geometry/vec.ts";
import { blockGrid } from "../plan/plan.ts";
import type { ArrayDestination, Sink } from "../plan/stage.ts";
import { MemoryStore } from "../store/memory.ts";
import type { StoreResolver } from "../store/open.ts";
import type { ByteRange, Store, StoreOptions } from "../store/store.ts";
import { WrappedStore } from "../store/wrapped.ts";
import type { RunnableStage } from "./protocol.ts";
import { sealed } from "./sealed.ts";
import { SpillSource } from "./task/spill.ts";

/** A probe holds workers up for two rounds of blocks; where each has this many before it, that is 2 % at most. */
const BLOCKS_A_WORKER = 48;

/** The blocks of the probe; none where there is too little to do for one. */
export function probeBlocks(grid: BlockGrid, todo: number, workers: number): readonly number[] {
  if (todo !== grid.count || todo < BLOCKS_A_WORKER * workers) return [];
  const inside = grid.counts.map((n) => n >> 1);
  const face = [...inside.slice(0, -1), (grid.counts.at(-1) as number) - 1];
  return [...new Set([0, grid.linear(inside), grid.linear(face)])];
}

/** The same blocks, those of the probe first. */
export function* probeFirst(probe: readonly number[], blocks: Iterable<number>): Generator<number> {
  yield* probe;
  for (const block of blocks) if (!probe.includes(block)) yield block;
}

/** Reads what a block stored. Throws FormatError where that is not what was written. */
export async function readBack(stage: RunnableStage, block: number, resolve: StoreResolver): Promise<void> {
  const write = blockGrid(stage.spec).at(block).writeRoi;
  for (const [number, sink] of stage.spec.sinks.entries()) {
    if (sink.op !== "array" || sink.to.kind === "memory") continue;
    const source: ArraySource =
      sink.to.kind === "spill"
        ? new SpillSource(sealed(resolve(stage.scratch)), stage.folder, number, stage.spec)
        : await openUnfinished(sink.to, resolve);
    try {
      await readRegion(source, kept(sink, write));
    } catch (cause) {
      const what = cause instanceof Error ? cause.message : String(cause);
      throw new FormatError(`Expected to read back what block ${block} of stage ${stage.spec.number + 1} stored: ${what}`, {
        path: "",
        cause,
      });
    } finally {
      await source.close?.();
    }
  }
}

const kept = ({ keep }: Sink & { readonly op: "array" }, { offset, shape }: Roi): Roi =>
  new Roi(
    keep.map((axis) => offset[axis] as number),
    keep.map((axis) => shape[axis] as number),
  );

async function readRegion(source: ArraySource, region: Roi): Promise<void> {
  for (const index of new ChunkGrid(source.info.shape, source.info.chunks).meeting(region)) await source.readChunk(index as Vec);
}

/** A Zarr array that has no metadata yet: the store is seen as if it had. */
async function openUnfinished(to: ArrayDestination & { readonly kind: "zarr" }, resolve: StoreResolver): Promise<ArraySource> {
  const metadata = new MemoryStore();
  await zarrWriter(metadata, to.key, to.options).finish();
  const store = new OverlaidStore(resolve(to.store), metadata);
  return openSource({ store: to.store, key: to.key, format: "zarr", series: 0, level: 0 }, () => store);
}

/** A store in front of which another one lies. */
class OverlaidStore extends WrappedStore {
  readonly #front: Store;
  constructor(inner: Store, front: Store) {
    super(inner);
    this.#front = front;
  }
  override async get(key: string, options?: StoreOptions): Promise<Uint8Array | undefined> {
    return (await this.#front.get(key, options)) ?? super.get(key, options);
  }
  override async getRange(key: string, range: ByteRange, options?: StoreOptions): Promise<Uint8Array | undefined> {
    return (await this.#front.getRange(key, range, options)) ?? super.getRange(key, range, options);
  }
  override async size(key: string, options?: StoreOptions): Promise<number | undefined> {
    return (await this.#front.size(key, options)) ?? super.size(key, options);
  }
}
