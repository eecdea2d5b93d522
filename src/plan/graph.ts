/**
 * A plan as boxes and arrows, for drawing.
 * @module
 */
import { product } from "../geometry/vec.ts";
import type { Target } from "../graph/target.ts";
import type { StoreLocator } from "../store/store.ts";
import { megabytes } from "./blocks.ts";
import type { DraftSink } from "./draft.ts";
import type { Plan, PlannedStage } from "./plan.ts";
import { WORKER_BASE_BYTES } from "./plan.ts";
import type { ReadFrom, Step } from "./stage.ts";

export interface PlanGraph {
  readonly nodes: readonly PlanGraphNode[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly label?: string }[];
}

interface PlanGraphNode {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly kind: string;
}

/** Files, stages and outputs, with what flows between them. Targets give the outputs their names: files by name. */
export function planGraph(plan: Plan, targets: { readonly [file: string]: Target } = {}): PlanGraph {
  const drawing = new Drawing(targets);
  for (const stage of plan.stages) drawing.stage(stage);
  return drawing.graph();
}

class Drawing {
  readonly #nodes = new Map<string, PlanGraphNode>();
  readonly #edges = new Map<string, { readonly from: string; readonly to: string; readonly labels: Set<string> }>();
  /** The stage that computes a number, by its id: the last of its passes. */
  readonly #passes = new Map<string, string>();
  /** Names of files by the id of what they are made from. */
  readonly #files = new Map<string, string[]>();

  constructor(targets: { readonly [file: string]: Target }) {
    for (const [file, target] of Object.entries(targets)) {
      for (const id of partsOf(target)) this.#files.set(id, [...(this.#files.get(id) ?? []), file]);
    }
  }

  stage({ spec, sinks, grid, taskBytes }: PlannedStage): void {
    const id = `stage ${spec.number}`;
    const blocks = `${grid.count} ${grid.count === 1 ? "block" : "blocks"} of ${spec.block.join(" x ")}`;
    const lines = [spec.title, blocks, `${megabytes(taskBytes + WORKER_BASE_BYTES)} per worker`];
    this.#nodes.set(id, { id, title: `${spec.number + 1} ${spec.kind}`, lines, kind: spec.kind });
    for (const step of spec.steps) {
      if (step.op === "read") this.#read(id, step, spec.shape);
      else for (const scalar of scalarIds(step.params)) this.#connect(this.#passes.get(scalar) ?? id, id, "value");
    }
    for (const [n, sink] of sinks.entries()) this.#sink(id, sink, spec.sinks[n]);
  }

  graph(): PlanGraph {
    const edges = [...this.#edges.values()].map(({ from, to, labels }) => ({ from, to, label: [...labels].join(", ") }));
    return { nodes: [...this.#nodes.values()], edges };
  }

  #read(stage: string, step: Step & { readonly op: "read" }, image: readonly number[]): void {
    const { from, shape } = originOf(step.from, image);
    const { dtype } = step;
    if (from.kind !== "stored") {
      this.#connect(`stage ${from.stage}`, stage, from.kind === "merged" ? "labels" : dtype);
      return;
    }
    const { store, key } = from.locator;
    const id = fileId(store, key);
    const known = this.#nodes.get(id);
    // Several stages may read parts of one file: the largest is the nearest to all of it.
    if (known === undefined || (known.kind === "input" && voxelsIn(known) < product(shape))) {
      this.#nodes.set(id, { id, title: key.split("/").at(-1) || "array", lines: [`${dtype}, ${shape.join(" x ")}`], kind: "input" });
    }
    this.#connect(id, stage, "");
  }

  #sink(stage: string, sink: DraftSink, spec: PlannedStage["spec"]["sinks"][number] | undefined): void {
    if (sink.op === "pass") {
      this.#connect(this.#passes.get(sink.scalar.id) ?? stage, stage, "value");
      this.#passes.set(sink.scalar.id, stage);
    }
    if (sink.op === "table") this.#outputs(stage, sink.table.id, "rows", "table", [sink.table.collector]);
    if (sink.op === "merge") for (const table of sink.tables) this.#outputs(stage, table.id, "rows", "table", [table.collector]);
    if (sink.op !== "array" || spec?.op !== "array") return;
    if (spec.to.kind !== "zarr") {
      this.#outputs(stage, sink.node.id, "", undefined, [`${spec.dtype}, ${sink.node.shape.join(" x ")}`]);
      return;
    }
    const { key, store, options } = spec.to;
    const id = fileId(store, key);
    const lines = [`${spec.dtype}, chunks ${options.chunks.join(" x ")}`, options.codec ?? "zstd"];
    this.#nodes.set(id, { id, title: key, lines, kind: "output" });
    this.#connect(stage, id, "");
  }

  /** The files made from a node; without any, a box of another title, or none. */
  #outputs(stage: string, node: string, label: string, otherwise: string | undefined, lines: readonly string[]): void {
    const files = this.#files.get(node);
    const titles = files ?? (otherwise === undefined ? [] : [otherwise]);
    for (const title of titles) {
      const id = files === undefined ? `made ${node}` : `output ${title}`;
      if (!this.#nodes.has(id)) this.#nodes.set(id, { id, title, lines, kind: "output" });
      this.#connect(stage, id, label);
    }
  }

  /** One arrow between two boxes, whatever flows along it. */
  #connect(from: string, to: string, label: string): void {
    if (from === to) return;
    const edge = this.#edges.get(`${from} ${to}`) ?? { from, to, labels: new Set() };
    if (label !== "") edge.labels.add(label);
    this.#edges.set(`${from} ${to}`, edge);
  }
}

const fileId = (store: StoreLocator, key: string): string => `file ${store.kind === "file" ? store.root : store.kind}/${key}`;

const voxelsIn = ({ lines: [line = ""] }: PlanGraphNode): number =>
  product(
    line
      .slice(line.indexOf(",") + 1)
      .split(" x ")
      .map(Number),
  );

/** Ids of the nodes that a target is made from directly. */
function partsOf(target: Target): readonly string[] {
  if (target.kind === "table") return [target.node.id];
  if (target.kind === "derived") return [...target.arrays, ...target.tables].map(({ node }) => node.id);
  return [target.kind === "stored" ? target.array.node.id : target.node.id];
}

/** What is read, and the shape it has, whatever is made of it on the way. */
function originOf(
  from: ReadFrom,
  shape: readonly number[],
): { readonly from: Exclude<ReadFrom, { readonly kind: "downsampled" | "wrapped" }>; readonly shape: readonly number[] } {
  return from.kind === "downsampled" || from.kind === "wrapped" ? originOf(from.from, from.shape) : { from, shape };
}

/** Ids of all scalars that parameters refer to. */
function scalarIds(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = (value as { $scalar?: unknown }).$scalar;
  return typeof own === "string" ? [own] : Object.values(value).flatMap(scalarIds);
}
