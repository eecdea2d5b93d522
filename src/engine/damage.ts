/**
 * What is missing after blocks were given up, and which later blocks would need it: these, and only these, are orphans.
 * @module
 */
import { Roi } from "../geometry/roi.ts";
import { multiply, type Vec } from "../geometry/vec.ts";
import { canonicalJson } from "../hash/content-key.ts";
import { blockGrid } from "../plan/plan.ts";
import type { ReadFrom, Sink, StageSpec } from "../plan/stage.ts";
import { wrappedOrigin } from "./block-key.ts";

/** A stage with blocks that have no result. */
interface Damaged {
  readonly spec: StageSpec;
  readonly blocks: ReadonlySet<number>;
}

/** A part of what a stage left: of the array of one of its sinks, or (no region) of something made of all its blocks. */
interface Need {
  readonly damaged: Damaged;
  readonly sink: number;
  readonly region: Roi | undefined;
}

/** The blocks without a result of all stages so far. */
export class Damage {
  readonly #stages = new Map<number, Damaged>();

  add(spec: StageSpec, blocks: ReadonlySet<number>): void {
    if (blocks.size > 0) this.#stages.set(spec.number, { spec, blocks });
  }
  /** True when some block of the stage has no result: nothing that is made of all of them can be. */
  has(stage: number): boolean {
    return this.#stages.has(stage);
  }
  /** Stages with blocks that have no result. */
  get stages(): ReadonlySet<number> {
    return new Set(this.#stages.keys());
  }

  /** Those of the blocks of a stage that would read what is missing. */
  orphans(spec: StageSpec, blocks: Iterable<number>): Set<number> {
    const orphans = new Set<number>();
    if (this.#stages.size === 0) return orphans;
    const grid = blockGrid(spec);
    const reads = spec.steps.flatMap((step) => (step.op === "read" ? [step.from] : []));
    for (const block of blocks) {
      const region = grid.at(block).readRoi.shift(spec.total.offset);
      if (reads.some((from) => this.#missing(from, region))) orphans.add(block);
    }
    return orphans;
  }

  #missing(from: ReadFrom, region: Roi): boolean {
    const need = this.#need(from, region);
    if (need === undefined) return false;
    if (need.region === undefined) return true;
    const { spec, blocks } = need.damaged;
    const { keep } = spec.sinks[need.sink] as Sink & { readonly op: "array" };
    const shape = [...spec.total.shape];
    const offset = shape.map(() => 0);
    for (const [at, axis] of keep.entries()) {
      offset[axis] = need.region.offset[at] as number;
      shape[axis] = need.region.shape[at] as number;
    }
    const grid = blockGrid(spec);
    for (const { index } of grid.meeting(new Roi(offset, shape))) if (blocks.has(grid.linear(index))) return true;
    return false;
  }

  /** What a read takes of a damaged stage; undefined where it takes nothing of any. */
  #need(from: ReadFrom, region: Roi): Need | undefined {
    if (from.kind === "downsampled") {
      const windows = new Roi(multiply(region.offset, from.factor), multiply(region.shape, from.factor));
      return this.#need(from.from, windows.intersect(Roi.whole(from.shape)));
    }
    if (from.kind === "wrapped") return this.#need(from.from, wrappedOrigin(from.shape, from.before, region));
    const [stage, sink] = from.kind === "stored" ? this.#writerOf(from) : [from.stage, from.sink];
    const damaged = stage === undefined ? undefined : this.#stages.get(stage);
    if (damaged === undefined) return undefined;
    if (from.kind === "merged" || from.kind === "reduced") return { damaged, sink, region: undefined };
    return { damaged, sink, region: uncropped(from.crop, region) };
  }

  #writerOf(from: ReadFrom & { readonly kind: "stored" }): readonly [stage: number | undefined, sink: number] {
    const { store, key } = from.locator;
    const wanted = canonicalJson([store, key]);
    for (const [stage, { spec }] of this.#stages) {
      const sink = spec.sinks.findIndex(
        (s) => s.op === "array" && s.to.kind === "zarr" && canonicalJson([s.to.store, s.to.key]) === wanted,
      );
      if (sink >= 0) return [stage, sink];
    }
    return [undefined, 0];
  }
}

/** A region of a slice, as a region of what was sliced. */
function uncropped({ offset, keep }: { readonly offset: Vec; readonly keep: readonly number[] }, region: Roi): Roi {
  const at = offset.map((o, axis) => o + (keep.includes(axis) ? (region.offset[keep.indexOf(axis)] as number) : 0));
  const shape = offset.map((_, axis) => (keep.includes(axis) ? (region.shape[keep.indexOf(axis)] as number) : 1));
  return new Roi(at, shape);
}
